using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class LockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(99)]
    public async Task A_read_only_lock_on_a_machine_its_group_or_its_subscription_refuses_every_change(int depth)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, new() { EnforceThrottling = false });
        var machine = clients.Plain();
        var scope = depth is 99
            ? machine.Id
            : "/" + string.Join('/', machine.Id.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(depth + 1));
        clients.Azure.Locks.Add(scope, LockLevel.ReadOnly);
        var pipeline = clients.Pipeline();
        foreach (var refused in new[] { await pipeline.Post(machine, "deallocate"), await pipeline.Post(
            machine, "start"), await pipeline.Resize(machine, "Standard_D2s_v5") })
        {
            Assert.Equal((409, "ScopeLocked"), (refused.Status, refused.ErrorCode()));
            Assert.Contains($"cannot perform write operation because following scope(s) are locked: '{scope}'", refused.Content.ToString());
        }
        clients.Azure.Locks.Remove(scope);
        Assert.Equal(202, (await pipeline.Post(machine, "deallocate")).Status);
    }

    [Fact]
    public async Task A_lock_against_deletion_lets_a_machine_be_changed_and_keeps_what_is_in_its_group()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, new() { EnforceThrottling = false });
        var (machine, pipeline) = (clients.Plain(), clients.Pipeline());
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}";
        clients.Azure.Locks.Add(home, LockLevel.CanNotDelete);
        var group = $"{home}/providers/Microsoft.Compute/capacityReservationGroups/g";
        Assert.Equal(201, (await pipeline.Act(RequestMethod.Put, group, new { location = machine.Region })).Status);
        var refused = await pipeline.Act(RequestMethod.Delete, group);
        Assert.Equal((409, "ScopeLocked"), (refused.Status, refused.ErrorCode()));
        Assert.Contains("cannot perform delete operation", refused.Content.ToString());
        Assert.Equal(202, (await pipeline.Post(machine, "deallocate")).Status);
    }

    [Fact]
    public async Task The_locks_of_a_machine_are_listed_with_those_above_it()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, new() { EnforceThrottling = false });
        var (machine, pipeline) = (clients.Plain(), clients.Pipeline());
        clients.Azure.Locks.Add(machine.Id, LockLevel.CanNotDelete, "own");
        clients.Azure.Locks.Add($"/subscriptions/{machine.SubscriptionId}", LockLevel.ReadOnly, "above");
        async Task<List<string>> Names(string scope) =>
            [.. (await pipeline.Act(RequestMethod.Get, scope + "/providers/Microsoft.Authorization/locks")).Json().GetProperty("value")
                .EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
        Assert.Equal(["own", "above"], (await Names(machine.Id)).OrderDescending());
        Assert.Contains("own", await Names($"/subscriptions/{machine.SubscriptionId}"));
    }

    [Fact]
    public async Task A_few_machines_in_a_hundred_are_locked_from_the_start_the_same_in_every_run()
    {
        await using var clients = await SimulatedClients.Start(machines: 3000);
        await using var again = await SimulatedClients.Start(machines: 3000);
        Assert.Equal(clients.Azure.Locks.All, again.Azure.Locks.All);
        Assert.InRange(clients.Azure.Locks.All.Count(one => one.Level is LockLevel.ReadOnly), 30, 90);
        Assert.InRange(clients.Azure.Locks.All.Count(one => one.Level is LockLevel.CanNotDelete), 60, 130);
    }
}
