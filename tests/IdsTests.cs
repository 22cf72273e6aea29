using OpsFunctions.Orchestrations;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests;

public class IdsTests
{
    // The example of FIPS 180-2, B.1.
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Ids_of_storage_stay_what_they_are()
    {
        Assert.Equal($"x-{OfAbc[..16]}", Ids.Short("x-", "ABC"));
        Assert.Equal($"x-{OfAbc[..32]}", Ids.Long("x-", "ABC"));
        Assert.Equal($"x-{OfAbc}", Ids.Whole("x-", "ABC"));
        Assert.Equal(OfAbc[..8], Ids.Page("abc"));
        Assert.Equal(OfAbc[..20], Ids.Request("abc"));
        Assert.Equal(OfAbc, Ids.Key("abc"));
        Assert.NotEqual(OfAbc, Ids.Key("ABC"));
    }

    [Fact]
    public void No_other_place_makes_ids_of_its_own() => Assert.Equal(
        ["Ids.cs"],
        SourceTree.Files("orchestrations")
            .Where(file => File.ReadAllText(file).Contains("SHA256.HashData", StringComparison.Ordinal))
            .Select(Path.GetFileName));
}
