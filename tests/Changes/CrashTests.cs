using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>A hundredth of what the command <c>crash</c> tries.</summary>
public sealed class CrashTests
{
    public static TheoryData<string> Crashed => [.. CrashRehearsal.Scenarios.Select(scenario => scenario.Name)];

    public static TheoryData<string> All => [.. ChangeScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_undisturbed_change_ends_as_it_should_and_leaves_nothing(string name)
    {
        var scenario = Named(name);
        await using var stage = await ChangeStage.OpenAsync(scenario);
        await stage.BeginAsync();
        await stage.WritePlanAsync();
        await stage.RunAsync();
        var end = await StageEnd.ReadAsync(stage);

        Assert.Equal(scenario.Expected, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
        Assert.NotEmpty(stage.Changes);
    }

    [Theory]
    [MemberData(nameof(Crashed))]
    public async Task After_a_crash_at_a_commit_a_change_comes_to_the_same_end(string name)
    {
        var scenario = Named(name);
        var (undisturbed, commits) = await CrashRehearsal.UndisturbedAsync(scenario);

        Assert.InRange(commits, 30, 1000);
        Assert.Null(await CrashRehearsal.DifferenceAsync(scenario, undisturbed, commits / 3, isKept: false));
        Assert.Null(await CrashRehearsal.DifferenceAsync(scenario, undisturbed, commits / 2, isKept: true));
    }

    [Theory]
    [InlineData("online", 0)]
    [InlineData("by-way-of-stop", 3)]
    [InlineData("take-back", 1)]
    public async Task A_connection_cut_before_or_after_the_effect_changes_nothing_of_the_end(string name, int call)
    {
        var scenario = Named(name);
        var (undisturbed, calls) = await AbortRehearsal.UndisturbedAsync(scenario);

        Assert.Null(await AbortRehearsal.DifferenceAsync(scenario, undisturbed, calls, call, isAfter: false));
        Assert.Null(await AbortRehearsal.DifferenceAsync(scenario, undisturbed, calls, call, isAfter: true));
    }

    private static ChangeScenario Named(string name) => ChangeScenarios.All.First(scenario => scenario.Name == name);
}
