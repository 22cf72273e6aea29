using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Settings;
using Xunit;

namespace OpsFunctions.Tests.Functions;

public class AccessKeysTests
{
    [Fact]
    public void Two_keys_are_valid_while_one_replaces_the_other()
    {
        var keys = new AccessKeys([AccessKeys.HashOf("old"), AccessKeys.HashOf("new")]);

        Assert.NotNull(keys.Find("old"));
        Assert.NotNull(keys.Find("new"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Old")]
    [InlineData("old ")]
    public void Anything_else_is_refused(string? key) => Assert.Null(new AccessKeys([AccessKeys.HashOf("old")]).Find(key));

    [Theory]
    [InlineData("", " Ops.Reader")]
    [InlineData(" Ops.Reader", " Ops.Operator Ops.Approver")]
    [InlineData(" Ops.Approver Ops.Operator", " Ops.Approver")]
    public void One_hash_with_different_roles_stops_the_start_in_either_order(string one, string other)
    {
        var hash = AccessKeys.HashOf("key");

        Assert.Throws<SettingsException>(() => new AccessKeys([hash + one, hash.ToUpperInvariant() + other]));
        Assert.Throws<SettingsException>(() => new AccessKeys([hash + other, hash + one]));
    }

    [Fact]
    public void One_hash_twice_with_the_same_roles_is_one_key() =>
        Assert.NotNull(new AccessKeys([AccessKeys.HashOf("key"), AccessKeys.HashOf("key") + " Ops.Operator"]).Find("key"));

    [Fact]
    public void Without_keys_nobody_comes_in() => Assert.Null(new AccessKeys([]).Find(""));

    [Theory]
    [InlineData("", true, false)]
    [InlineData(" Ops.Reader", false, false)]
    [InlineData(" Ops.Operator Ops.Approver", true, true)]
    public void A_key_operates_unless_roles_stand_behind_its_hash(string roles, bool operates, bool approves)
    {
        var caller = new AccessKeys([AccessKeys.HashOf("key") + roles]).Find("key");

        Assert.NotNull(caller);
        Assert.True(caller.May(Role.Reader));
        Assert.Equal(operates, caller.May(Role.Operator));
        Assert.Equal(approves, caller.May(Role.Approver));
    }

    [Theory]
    [InlineData(" Ops.Owner")]
    [InlineData(" Operator")]
    [InlineData(" ops.reader")]
    [InlineData(" Ops.Reader,Ops.Operator")]
    public void A_role_that_does_not_exist_stops_the_start(string roles) =>
        Assert.Contains(
            "Ops.Reader, Ops.Operator, Ops.Approver",
            Assert.Throws<SettingsException>(() => new AccessKeys([AccessKeys.HashOf("key") + roles])).Message, StringComparison.Ordinal);

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
