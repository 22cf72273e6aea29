using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

public sealed class KillSwitchTests
{
    // What only a forward step does; what was begun is ended by starting, by resizing back and by deleting.
    private static readonly string[] Forward =
        ["VirtualMachines_Deallocate", "CapacityReservationGroups_CreateOrUpdate", "CapacityReservations_CreateOrUpdate",
            "Snapshots_CreateOrUpdate"];

    [Theory]
    [InlineData("online")]
    [InlineData("by-way-of-stop")]
    [InlineData("shutdown")]
    public async Task Thrown_softly_before_any_call_it_lets_one_forward_call_pass_at_most_and_strands_nothing(string name)
    {
        var scenario = ChangeScenarios.All.First(one => one.Name == name);
        var (_, calls) = await AbortRehearsal.UndisturbedAsync(scenario);
        for (var call = 1; call <= calls.Count; call++)
        {
            await using var stage = await ChangeStage.OpenAsync(scenario);
            ThrowBefore(stage, call, KillSwitchLevel.Soft);
            var end = await stage.ToEndAsync();

            Assert.Empty(StageInvariants.Broken(stage, end));
            Assert.DoesNotContain(stage.Changes.Skip(call), change => Forward.Contains(change.Operation, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Thrown_hard_it_stops_the_undo_lists_the_machine_with_its_command_and_goes_on_when_lifted()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.ByWayOfStop);
        ThrowBeforeStop(stage);
        StrandedResource? listed = null;
        stage.Quiet = async () =>
        {
            if (listed is not null || await stage.Services.GetRequiredService<StrandedList>().ListAsync(default) is not [var stranded])
                return;
            listed = stranded;
            Assert.False(stage.Machine.IsRunning(stage.Azure.Time.GetUtcNow()));
            await stage.Services.GetRequiredService<KillSwitch>().LiftAsync("rehearsal", "over", default);
        };
        var end = await stage.ToEndAsync();

        Assert.Contains($"az vm start --ids {stage.Plan.MachineId}", listed?.Command, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(ChangeEndKind.PutBack, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task Never_lifted_it_leaves_the_machine_listed_and_the_evidence_says_so()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.ByWayOfStop);
        ThrowBeforeStop(stage);
        var end = await stage.ToEndAsync();

        Assert.Equal(ChangeEndKind.Stranded, end.Result?.Kind);
        Assert.Single(end.Stranded);
        Assert.Contains(end.Trail, entry => entry.Action == "rightsizing.put back" && entry.Decision == "stranded");
        Assert.Null(end.ChainProblem);
        // Whoever threw it has to give back by hand what was reserved.
        Assert.Contains(end.Trail, entry => entry.Action == "rightsizing.release" && entry.Decision == "leaked");
    }

    private static void ThrowBefore(ChangeStage stage, int call, KillSwitchLevel level)
    {
        var made = 0;
        stage.BeforeCall = async request =>
        {
            if (IsChange(request) && ++made == call)
                await ThrowAsync(stage, level);
        };
    }

    private static void ThrowBeforeStop(ChangeStage stage) => stage.BeforeCall = async request =>
    {
        if (request.Uri.Path.EndsWith("/deallocate", StringComparison.Ordinal))
            await ThrowAsync(stage, KillSwitchLevel.Hard);
    };

    private static Task ThrowAsync(ChangeStage stage, KillSwitchLevel level) =>
        stage.Services.GetRequiredService<KillSwitch>().ThrowAsync(level, "rehearsal", "enough", default);

    private static bool IsChange(Request request) =>
        request.Uri.Host == "management.azure.com" && request.Method != RequestMethod.Get
        && !request.Uri.Path.Contains("Microsoft.ResourceGraph", StringComparison.OrdinalIgnoreCase);
}
