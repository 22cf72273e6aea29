using OpsFunctions.Benchmarks.Changes;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Simulator;
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
        stage.Azure.Faults.Add(new FaultRule { Operation = "BlockBlob_Upload", Target = "guard/resources/", Nth = 1, Status = 403, Code = "AuthorizationFailure" });
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

    // Hundreds of attempts in two days take half a minute: only when it is asked for.
    [Fact(Explicit = true)]
    public async Task A_machine_whose_taking_back_once_failed_for_a_day_is_started_and_listed_no_more()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.TakeBack);
        // Once the taking back has stopped it, it does not come up for more than a day.
        DateTimeOffset? stopped = null;
        stage.BeforeCall = request =>
        {
            var now = stage.Azure.Time.GetUtcNow();
            if (request.Uri.Path.EndsWith("/deallocate", StringComparison.Ordinal) && stage.Machine.Size.Name != stage.Before)
                stopped ??= now;
            return stopped is { } since && now < since.AddHours(30) && request.Uri.Path.EndsWith("/start", StringComparison.Ordinal)
                ? throw new Azure.RequestFailedException(409, "no start", "OperationNotAllowed", innerException: null)
                : Task.CompletedTask;
        };
        var end = await stage.ToEndAsync();

        Assert.NotNull(stopped);
        Assert.Equal(ChangeEndKind.TakenBack, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }
}
