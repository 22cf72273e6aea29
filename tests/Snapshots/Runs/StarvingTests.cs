using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>What fails in front stops nothing behind it, and somebody is told.</summary>
public class StarvingTests
{
    [Fact]
    public async Task A_role_that_is_missing_on_one_group_costs_only_its_machines_their_points()
    {
        await using var suite = await SnapshotSuite.StartAsync(machines: 60);
        var left = suite.Simple.GroupBy(machine => machine.ResourceGroup).OrderByDescending(group => group.Count()).First().Key;
        AllowExcept(suite.Azure, left);

        var first = await suite.TakeAsync();
        var machines = suite.Azure.Fleet.Machines.Where(machine => machine is { HasEphemeralOsDisk: false, DeletedAt: null }).ToList();

        Assert.All(machines.Where(machine => machine.ResourceGroup != left), machine => Assert.True(
            HasPoint(suite, machine), machine.Name));
        Assert.DoesNotContain(machines, machine => machine.ResourceGroup == left && HasPoint(suite, machine));
        Assert.True(first.Work.Failed > 0);
        Assert.Contains("AuthorizationFailed", Assert.Single(first.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OperationNotAllowed")]
    [InlineData("InvalidParameter")]
    public async Task Points_that_cannot_be_deleted_stop_no_deletion_and_are_told(string code)
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var history = await suite.AddHistoryAsync(suite.Simple[0], 60);
        // The oldest of all is kept as its month's.
        var stuck = history.OrderBy(one => one.CreatedAt).Take(6).ToList();
        foreach (var one in stuck)
            suite.Azure.Faults.Add(
                new FaultRule { Operation = "Snapshots_Delete", Target = one.Name, Status = 409, Code = code,
                Message = "there is an active access" });

        var summary = await suite.RetainAsync();

        Assert.Equal((25, 5), Of(summary));
        Assert.Contains(code, Assert.Single(summary.Failures), StringComparison.Ordinal);
        Assert.All(stuck, one => Assert.Contains(suite.Azure.Snapshots.All, present => present.Name == one.Name));
    }

    [Fact]
    public async Task What_could_not_be_deleted_does_not_use_up_the_next_days_allowance()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, ("Snapshots:MaxDeletes", "5"));
        var history = await suite.AddHistoryAsync(suite.Simple[0], 60);
        foreach (var one in history.OrderBy(one => one.CreatedAt).Take(6))
            suite.Azure.Faults.Add(
                new FaultRule { Operation = "Snapshots_Delete", Target = one.Name, Status = 409, Code = "OperationNotAllowed" });

        Assert.Equal((0, 5), Of(await suite.RetainAsync()));
        await suite.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal((5, 0), Of(await suite.RetainAsync()));
    }

    [Fact]
    public async Task One_that_is_in_anothers_way_for_a_while_is_taken_in_the_same_run_and_so_are_all_others()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        suite.Azure.Faults.Add(new FaultRule { Operation = "Snapshots_CreateOrUpdate", Nth = 1, Status = 409, Code = "Conflict" });
        suite.Azure.Faults.Add(
            new FaultRule { Operation = "Snapshots_CreateOrUpdate", Nth = 3, Status = 409, Code = "ConflictingConcurrentWriteNotAllowed" });

        var summary = await suite.TakeAsync();

        Assert.True(summary.Work is { Failed: 0, Refused: 0, Taken: > 20 }, summary.Work.ToString());
        Assert.Empty(summary.Failures);
    }

    [Fact]
    public async Task A_machine_that_Azure_is_not_well_about_all_the_time_keeps_no_other_from_its_point()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        var machine = suite.Simple[0];
        suite.Azure.Faults.Add(
            new FaultRule { Operation = "Snapshots_CreateOrUpdate", Target = PointNameOf(suite, machine), Status = 500 });

        var summary = await suite.TakeAsync();

        Assert.False(HasPoint(suite, machine));
        Assert.All(suite.Simple.Skip(1), other => Assert.True(HasPoint(suite, other), other.Name));
        Assert.Equal(1, summary.Work.Failed);
    }

    [Fact]
    public async Task A_role_that_takes_ten_minutes_to_arrive_costs_no_point()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        AllowExcept(suite.Azure, left: "", TimeSpan.FromMinutes(10));

        var summary = await suite.TakeAsync();

        Assert.True(summary.Work is { Failed: 0, Refused: 0, Taken: > 20 }, summary.Work.ToString());
        Assert.Empty(summary.Failures);
    }

    private static (int Deleted, int Failed) Of(OpsFunctions.Orchestrations.Snapshots.Report.SnapshotRunSummary summary) =>
        (summary.Work.Deleted, summary.Work.Failed);

    private static string PointNameOf(SnapshotSuite suite, Machine machine)
    {
        var slot = Slots.At(SlotLength.Daily, 0, suite.Azure.Time.GetUtcNow()).Id;
        return PointNames.Snapshot("silver", slot, suite.DiskOf(machine), copyTo: null);
    }

    private static bool HasPoint(SnapshotSuite suite, Machine machine) =>
        suite.Azure.Snapshots.History.Any(point => point.Tags.GetValueOrDefault("ops:machine") == PointNames.MachineKey(machine.Id));

    // The deployed role everywhere, but on one group without what takes a point.
    private static void AllowExcept(SimulatedAzure azure, string left, TimeSpan arrivesAfter = default)
    {
        azure.Roles.DeployFor("snapshots");
        var role = Roles.Deployed.Single(one => one.Name == "OpsFunctions Snapshots Act");
        string[] taken = ["Microsoft.Compute/snapshots/write", "Microsoft.Compute/restorePointCollections/write",
        "Microsoft.Compute/restorePointCollections/restorePoints/write"];
        var without = role with { Actions = [.. role.Actions.Except(taken)] };
        var groups = azure.Fleet.Machines.Select(
            machine => $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}").Distinct();
        var atOnce = azure.Roles.Of(azure.Suite.Act).Where(one => one.Role.Name != role.Name).Concat(OnAll(azure, without));
        var later = groups.Where(group => !group.EndsWith($"/{left}", StringComparison.Ordinal))
            .Select(group => new RoleAssignment(role, group));
        azure.Roles.AssignSlowly(
            azure.Suite.Act, [.. atOnce.Select(one => (one, TimeSpan.Zero)), .. later.Select(one => (one, arrivesAfter))]);
    }

    private static IEnumerable<RoleAssignment> OnAll(SimulatedAzure azure, RoleDefinition role) =>
        azure.Fleet.Subscriptions.Select(subscription => new RoleAssignment(role, $"/subscriptions/{subscription.Id}"));
}
