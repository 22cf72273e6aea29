using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>What passes by itself neither ends a change nor counts against the breaker.</summary>
public sealed class PassingConflictTests
{
    [Theory]
    [InlineData("by-way-of-stop", "VirtualMachines_Update", "Conflict")]
    [InlineData("by-way-of-stop", "VirtualMachines_Update", "ConflictingConcurrentWriteNotAllowed")]
    [InlineData("by-way-of-stop", "VirtualMachines_Start", "Conflict")]
    [InlineData("by-way-of-stop", "VirtualMachines_Deallocate", "Conflict")]
    [InlineData("by-way-of-stop", "CapacityReservations_CreateOrUpdate", "Conflict")]
    [InlineData("online", "VirtualMachines_Update", "Conflict")]
    public Task A_conflict_is_waited_for(string scenario, string operation, string code) =>
        IsChangedAsync(scenario, new FaultRule { Operation = operation, Nth = 1, Status = 409, Code = code });

    [Theory]
    [InlineData("by-way-of-stop", 1)]
    [InlineData("by-way-of-stop", 4)]
    [InlineData("by-way-of-stop", 5)]
    [InlineData("by-way-of-stop", 6)]
    [InlineData("online", 1)]
    [InlineData("online", 2)]
    [InlineData("online", 3)]
    public Task An_operation_that_its_address_does_not_know_for_a_moment_is_asked_for_again(string scenario, int nth) =>
        IsChangedAsync(scenario, new FaultRule { Operation = "Operations_Get", Nth = nth, Status = 404, Code = "NotFound" });

    [Fact]
    public async Task An_operation_that_its_address_never_knows_is_seen_by_what_became_of_the_machine()
    {
        await using var stage = await ChangeStage.OpenAsync(Named("online"));
        stage.Azure.Faults.Add(new FaultRule { Operation = "Operations_Get", Status = 404, Code = "NotFound" });

        var end = await stage.ToEndAsync();

        // Without operations nothing is seen from inside, so nothing is begun.
        Assert.Equal(ChangeEndKind.NotTaken, end.Result?.Kind);
        Assert.Empty(StageInvariants.Broken(stage, end));
    }

    [Theory]
    [InlineData("VirtualMachines_Deallocate", "RetryableError")]
    [InlineData("VirtualMachines_Update", "OperationPreempted")]
    [InlineData("VirtualMachines_Start", "InternalExecutionError")]
    public Task An_operation_that_ends_for_what_passes_is_begun_again(string operation, string code) =>
        IsChangedAsync("by-way-of-stop", new FaultRule { Operation = operation, Nth = 1, Kind = FaultKind.FailOperation, Code = code });

    private static async Task IsChangedAsync(string scenario, FaultRule rule)
    {
        await using var stage = await ChangeStage.OpenAsync(Named(scenario));
        stage.Azure.Faults.Add(rule);

        var end = await stage.ToEndAsync();

        Assert.Equal((ChangeEndKind.Changed, stage.Plan.Reason), (end.Result?.Kind, end.Result?.Reason));
        Assert.Empty(end.Breaker.Failed);
        Assert.Empty(StageInvariants.Broken(stage, end));
        Assert.InRange(stage.Changes.Count(change => change.Operation == "VirtualMachines_Deallocate"), 0, 2);
    }

    private static ChangeScenario Named(string name) => ChangeScenarios.All.First(scenario => scenario.Name == name);
}
