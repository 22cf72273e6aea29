using System.Text.Json;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Report;
using Xunit;

namespace OpsFunctions.Tests.InScope;

/// <summary>
/// Two entries that say different things about one thing: the narrower holds, in whatever order they come, and it is told.
/// </summary>
public class ContradictionTests
{
    [Theory]
    [InlineData("off", "apply", Mode.Off)]
    [InlineData("report", "Apply", Mode.Report)]
    [InlineData("approve", "apply", Mode.Approve)]
    [InlineData("apply", "perhaps", Mode.Off)]
    public void Of_two_modes_of_a_machine_the_narrower_holds(string one, string other, Mode expected)
    {
        var read = Both("ops:rightsizing", one, other).Select(tags => OpsTags.Read(tags, Mode.Apply)).ToList();

        Assert.All(read, tags => Assert.Equal(expected, tags.Rightsizing));
        Assert.All(read, tags => Assert.Contains(
            tags.Problems, problem => problem.StartsWith("ops:rightsizing is there twice and says", StringComparison.Ordinal)));
        Assert.Equal(read[0].Problems, read[1].Problems);
    }

    [Theory]
    [InlineData("off", "Off")]
    [InlineData("report", " report ")]
    public void What_is_said_twice_in_other_letters_is_no_contradiction(string one, string other) =>
        Assert.All(Both("ops:rightsizing", one, other), tags => Assert.Empty(OpsTags.Read(tags, Mode.Apply).Problems));

    // As production, and in every freeze.
    [Theory]
    [InlineData("env", "prod", "environment", "dev")]
    [InlineData("env", "dev", "Environment", "test")]
    [InlineData("env", "dev", "ENV", "prod")]
    public void Where_two_tags_name_different_environments_it_is_not_known(string name, string one, string otherName, string other)
    {
        KeyValuePair<string, string>[] tags = [new(name, one), new(otherName, other)];
        var read = new[] { tags, [.. tags.Reverse()] }.Select(pairs => OpsTags.Read(ResourceTags.Of(pairs), Mode.Apply)).ToList();

        Assert.All(read, ops => Assert.Equal((null, true), (ops.Environment, ops.IsProduction)));
        Assert.All(read, ops => Assert.NotEmpty(ops.Problems));
        Assert.Equal(read[0].Problems, read[1].Problems);
    }

    [Fact]
    public void Two_tags_that_name_the_same_environment_agree() =>
        Assert.Equal(("dev", false), OpsTags.Read(
            ResourceTags.Of([new("env", "dev"), new("environment", "Dev")]), Mode.Apply) is var tags ? (
                tags.Environment, tags.IsProduction) : default);

    // The inventory's row and the machine itself list the same tags in different orders.
    [Theory]
    [InlineData("ops:rightsizing", "apply", "off")]
    [InlineData("ops:window", "night", "always")]
    [InlineData("ops:floor", "Standard_D4s_v5", "Standard_D8s_v5")]
    [InlineData("ops:min-healthy", "1", "3")]
    public void A_plan_and_its_recheck_read_the_same_of_tags_that_contradict_each_other(string name, string one, string other)
    {
        using var row = JsonDocument.Parse(
            JsonSerializer.Serialize(
                new Dictionary<string, string>(StringComparer.Ordinal) { [name] = one, [name.ToUpperInvariant()] = other }));
        var state = new MachineState(
            "/vm", "westeurope", "Standard_D8s_v5", "running", "Succeeded", IsAgentReady: true, IsWindows: false, null, null, [], [],
            [$"{name.ToUpperInvariant()}={other}", $"{name}={one}"]);

        var (planned, rechecked) = (ResourceTags.Read(row.RootElement), state.TagsByName());

        Assert.Equal(OpsTagLines.Of(planned), OpsTagLines.Of(rechecked));
        Assert.Equal(OpsTags.Read(planned, Mode.Apply).Rightsizing, OpsTags.Read(rechecked, Mode.Apply).Rightsizing);
        Assert.NotEmpty(OpsTags.Read(planned, Mode.Apply).Problems);
    }

    [Fact]
    public void A_machine_that_one_of_two_tags_calls_made_from_code_is() =>
        Assert.All(Both("ops:managed-by", "iac", "people"), tags => Assert.True(
            IacPatch.IsManaged(Rightsizing.Cases.Machine() with { Tags = tags })));

    [Fact]
    public void A_tag_that_steers_nothing_is_no_problem() =>
        Assert.All(Both("app", "shop", "web"), tags => Assert.Empty(OpsTags.Read(tags, Mode.Apply).Problems));

    [Theory]
    [InlineData(10, 100, 95, 100, 5)]
    [InlineData(10, 100, 10, 20, 10)]
    [InlineData(10, 100, 10, 100, 90)]
    public void Of_two_lines_of_a_quota_the_one_that_leaves_less_holds(long used, long limit, long otherUsed, long otherLimit, long left)
    {
        VcpuQuota[] lines = [new("standardDSv5Family", used, limit), new("StandardDSv5Family", otherUsed, otherLimit)];

        foreach (var quotas in new[] { new VcpuQuotas(lines), new VcpuQuotas([.. lines.Reverse()]) })
            Assert.Equal(left, quotas.Find("standardDSv5Family") is { } line ? line.Limit - line.Used : -1);
    }

    private static IEnumerable<Dictionary<string, string>> Both(string name, string one, string other)
    {
        KeyValuePair<string, string>[] tags = [new(name, one), new(name.ToUpperInvariant(), other)];
        return [ResourceTags.Of(tags), ResourceTags.Of(tags.Reverse())];
    }
}
