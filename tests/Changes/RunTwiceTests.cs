using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

public sealed class RunTwiceTests
{
    public static TheoryData<string> All => [.. ChangeScenarios.All.Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_plan_carried_out_again_changes_nothing(string name)
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.All.First(one => one.Name == name));
        var first = await stage.ToEndAsync();
        var changes = stage.Changes.Count;

        await stage.RunAsync("change-again");
        var second = await StageEnd.ReadAsync(stage, "change-again");

        Assert.Equal(ChangeEndKind.NotTaken, second.Result?.Kind);
        Assert.Equal(changes, stage.Changes.Count);
        Assert.Equal((first.Size, first.Power, first.Ledger.Count), (second.Size, second.Power, second.Ledger.Count));
    }

    [Fact]
    public async Task An_activity_executed_twice_calls_Azure_once()
    {
        await using var stage = await ChangeStage.OpenAsync(ChangeScenarios.ByWayOfStop);
        await stage.BeginAsync();
        var plan = stage.Plan;
        var request = new GuardRequest(RightsizingCapability.Name, "test", plan.MachineId, plan.Subscription, plan.Mode, plan.Hash())
        {
            FleetSize = 60, SubscriptionSize = 60
        };
        var ticket = (await Made<GuardActivities>(stage).AskGuard(request, default)).Value!.Ticket!;
        var (machines, capacity, snapshots) = (Made<MachineActivities>(stage), Made<CapacityActivities>(
            stage), Made<ProtectingSnapshotActivities>(stage));
        var target = plan.Targets[0].Name;
        var place = new CapacityChange(ticket, ChangeDirection.Forward, plan.MachineId, plan.Region, plan.Zone, target, plan.ValidUntil);
        var snapshot = new ProtectingSnapshot(ticket, ChangeDirection.Forward, plan.MachineId, plan.ValidUntil);
        var change = new MachineChange(ticket, ChangeDirection.Forward, plan.MachineId);
        Func<Task<Outcome<OperationTicket>>>[] activities =
        [
            () => snapshots.EnsureSnapshot(snapshot, default),
            () => capacity.EnsureCapacityGroup(place, default),
            () => capacity.EnsureReserved(place, default),
            () => machines.EnsureDeallocated(change, default),
            () => machines.EnsureSize(new(ticket, ChangeDirection.Forward, plan.MachineId, target, place.Group()), default),
            () => machines.EnsureStarted(change, default),
            () => machines.EnsureTag(new(ticket, ChangeDirection.Forward, plan.MachineId, "ops:floor", plan.Size), default),
            () => snapshots.EnsureSnapshotDeleted(snapshot, default),
        ];
        foreach (var activity in activities)
        {
            Assert.Equal(OutcomeKind.Done, (await activity()).Kind);
            await stage.Life.PassAsync(TimeSpan.FromMinutes(20));
            var changes = stage.Changes.Count;
            Assert.Equal(OperationTicket.Done, (await activity()).Value);
            Assert.Equal(changes, stage.Changes.Count);
        }
        Assert.Equal(activities.Length, stage.Changes.Count);
    }

    private static T Made<T>(ChangeStage stage) => ActivatorUtilities.CreateInstance<T>(stage.Services);
}
