using OpsFunctions.Functions;
using OpsFunctions.Functions.Http;
using Xunit;

namespace OpsFunctions.Tests.Functions;

public class AccessKeysTests
{
    [Fact]
    public void Two_keys_are_valid_while_one_replaces_the_other()
    {
        var keys = new AccessKeys([AccessKeys.HashOf("old"), AccessKeys.HashOf("new")]);

        Assert.True(keys.Accepts("old"));
        Assert.True(keys.Accepts("new"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Old")]
    [InlineData("old ")]
    public void Anything_else_is_refused(string? key) => Assert.False(new AccessKeys([AccessKeys.HashOf("old")]).Accepts(key));

    [Fact]
    public void Without_keys_nobody_comes_in() => Assert.False(new AccessKeys([]).Accepts(""));

    [Theory]
    [InlineData("secret")]
    [InlineData("00ff")]
    public void A_key_in_place_of_its_hash_stops_the_start_and_is_not_shown(string entry)
    {
        var refusal = Assert.Throws<SettingsException>(() => new AccessKeys([entry]));

        Assert.Contains("Ops:KeyHashes", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(entry, refusal.Message, StringComparison.Ordinal);
    }
}
