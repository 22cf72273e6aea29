using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>What rehearsals found, each as a case of its own.</summary>
public sealed class LeftoverTests
{
    [Fact]
    public async Task A_size_that_cannot_be_reserved_and_is_not_approved_leaves_no_snapshot()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.NotReservable);
        var end = await stage.ToEndAsync();

        Assert.Equal(ChangeEndKind.NotTaken, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
        Assert.Contains(stage.Changes, change => change.Operation == "Snapshots_Delete");
    }

    [Fact]
    public async Task Storage_that_refuses_once_neither_loses_the_ledger_nor_keeps_the_claim()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.Online);
        // The guard has asked for the breaker four times before the change ends.
        foreach (var (document, nth) in new[] { ("rightsizing/changes/", 1), ("guard/breakers/", 5), ("rightsizing/results/", 1) })
            stage.Azure.Faults.Add(new FaultRule { Target = document, Nth = nth, Status = 403, Code = "AuthorizationFailure" });
        var end = await stage.ToEndAsync();

        Assert.Equal(ChangeEndKind.Changed, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task A_guard_that_breaks_off_half_way_gives_back_what_it_has_taken()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.Online);
        // The claim is written after the place in the breaker was taken.
        stage.Azure.Faults.Add(
            new FaultRule { Operation = "BlockBlob_Upload", Target = "guard/resources/", Nth = 1, Status = 400, Code = "InvalidInput" });
        var end = await stage.ToEndAsync();

        Assert.Equal(ChangeEndKind.NotTaken, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Fact]
    public async Task A_stopped_machine_that_somebody_switches_on_in_between_keeps_its_new_size()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.StoppedBefore);
        stage.Quiet = () =>
        {
            if (!stage.HasOtherPower && stage.Machine.Size.Name != stage.Before)
            {
                stage.HasOtherPower = true;
                stage.Azure.SetPowerAsSomebodyElse(stage.Machine, isOn: true);
            }
            return Task.CompletedTask;
        };
        var end = await stage.ToEndAsync();

        Assert.True(stage.HasOtherPower);
        Assert.Equal(ChangeEndKind.Changed, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }
}
