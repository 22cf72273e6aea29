using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using Xunit;

namespace OpsFunctions.Tests.InScope;

public class OpsTagsTests
{
    [Theory]
    [InlineData("off", Mode.Apply, Mode.Off)]
    [InlineData("report", Mode.Apply, Mode.Report)]
    [InlineData(" Approve ", Mode.Apply, Mode.Approve)]
    [InlineData("apply", Mode.Report, Mode.Report)]
    [InlineData("apply", Mode.Off, Mode.Off)]
    public void A_tag_narrows_the_mode_and_never_widens_it(string tag, Mode configured, Mode expected)
    {
        var tags = Read(configured, ("ops:rightsizing", tag));

        Assert.Equal(expected, tags.Rightsizing);
        Assert.Empty(tags.Problems);
    }

    [Theory]
    [InlineData("maybe")]
    [InlineData("")]
    [InlineData("off;apply")]
    public void A_tag_that_cannot_be_read_counts_as_off_and_is_told(string tag)
    {
        var tags = Read(Mode.Apply, ("ops:rightsizing", tag));

        Assert.Equal(Mode.Off, tags.Rightsizing);
        Assert.Contains("taken as off", Assert.Single(tags.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_floor_counts_as_off_and_is_told()
    {
        var tags = Read(Mode.Apply, ("ops:floor", " "));

        Assert.Equal(Mode.Off, tags.Rightsizing);
        Assert.Single(tags.Problems);
    }

    [Fact]
    public void Names_of_tags_ignore_case_and_the_suites_owner_comes_first()
    {
        var tags = Read(Mode.Report, ("Owner", "a@x"), ("OPS:Owner", "b@x"), ("Env", "Prod"));

        Assert.Equal("b@x", tags.Owner);
        Assert.True(tags.IsProduction);
    }

    private static OpsTags Read(Mode mode, params (string Name, string Value)[] tags) =>
        OpsTags.Read(tags.ToDictionary(tag => tag.Name, tag => tag.Value, StringComparer.OrdinalIgnoreCase), mode);
}
