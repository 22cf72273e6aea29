using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Tests.Architecture;
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

    [Theory]
    [InlineData("ops:snapshot")]
    [InlineData("OPS:Right-Sizing")]
    [InlineData("ops:floor ")]
    [InlineData("ops:")]
    public void A_tag_that_is_nearly_one_of_the_suites_changes_nothing_and_is_told(string name)
    {
        var tags = Read(Mode.Apply, (name, "off"), ("cost-centre", "ops:4711"));

        Assert.Equal(Mode.Apply, tags.Rightsizing);
        Assert.Equal($"the tag '{name}' is none of the suite's and has no effect", Assert.Single(tags.Problems));
    }

    [Fact]
    public void Every_tag_that_the_code_names_is_a_known_one()
    {
        var named = SourceTree.Files("orchestrations")
            .SelectMany(
                file => Regex.Matches(
                    File.ReadAllText(file), "\"(?<tag>ops:[a-z-]+)[\"=]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)))
            .Select(match => match.Groups["tag"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(named.Count > 20);
        Assert.Empty(OpsTags.Unknown(named.ToDictionary(name => name, _ => "")));
    }

    private static OpsTags Read(Mode mode, params (string Name, string Value)[] tags) =>
        OpsTags.Read(tags.ToDictionary(tag => tag.Name, tag => tag.Value, StringComparer.OrdinalIgnoreCase), mode);
}
