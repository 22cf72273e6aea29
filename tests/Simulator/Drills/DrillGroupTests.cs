using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>How a drill's group comes to its end, and what Azure makes beside it.</summary>
public sealed class DrillGroupTests
{
    [Fact]
    public async Task The_first_network_of_a_region_brings_a_watcher_in_a_group_of_its_own()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        var watchers = $"/subscriptions/{clients.Drills()}/resourceGroups/NetworkWatcherRG";
        await clients.MakeGroup(source);
        (await clients.Pipeline().Act(RequestMethod.Get, watchers)).Refused(404, "ResourceGroupNotFound");

        await clients.MakeNetwork(source);

        Assert.Equal([$"{watchers}/providers/Microsoft.Network/networkWatchers/NetworkWatcher_{source.Region}"],
            clients.Azure.Resources.Of(watchers));
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, clients.GroupId())).Status);
        clients.Advance(300);
        Assert.Single(clients.Azure.Resources.Of(watchers));
        Assert.DoesNotContain(clients.Azure.Fleet.ResourceGroups, one => one.Name == "NetworkWatcherRG"
            && one.SubscriptionId == clients.ProductionId);
    }

    [Fact]
    public async Task A_deleted_disk_stays_listed_for_minutes_while_it_is_gone()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        var disk = await clients.MakeDisk(source, "d", source.SnapshotId("s"));
        await clients.Pipeline().Act(RequestMethod.Delete, disk);
        clients.Advance(10);

        (await clients.Pipeline().Act(RequestMethod.Get, disk)).Refused(404, "ResourceNotFound");
        Assert.Equal((1, 0), (await Listed(clients), clients.Azure.Resources.Of(clients.GroupId()).Count));
        clients.Advance(100);
        Assert.Equal(1, await Listed(clients));
        clients.Advance(200);
        Assert.Equal(0, await Listed(clients));
    }

    [Fact]
    public async Task A_group_with_machines_goes_by_force_and_a_lock_inside_stops_it_before_anything_is_gone()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");
        var before = clients.Azure.Resources.Of(clients.GroupId());
        var address = $"https://management.azure.com{clients.GroupId()}?{Commands.Version}&forceDeletionTypes=Microsoft.Compute/virtualMachines";
        clients.Azure.Locks.Add(machine, LockLevel.CanNotDelete);
        (await clients.Pipeline().Send(RequestMethod.Delete, address)).Refused(409, "ScopeLocked");
        clients.Advance(300);
        Assert.Equal(before, clients.Azure.Resources.Of(clients.GroupId()));
        clients.Azure.Locks.Remove(machine);

        Assert.Equal(202, (await clients.Pipeline().Send(RequestMethod.Delete, address)).Status);
        clients.Advance(200);

        (await clients.Pipeline().Act(RequestMethod.Get, clients.GroupId())).Refused(404, "ResourceGroupNotFound");
        (await clients.Pipeline().Act(RequestMethod.Get, machine)).Refused(404, "ResourceGroupNotFound");
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task The_console_of_a_clone_is_kept_in_managed_storage()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");
        var data = (await clients.Pipeline().Act(RequestMethod.Post, machine + "/retrieveBootDiagnosticsData")).Json();
        Assert.StartsWith("https://md-", data.Text("serialConsoleLogBlobUri"));
        Assert.StartsWith("https://md-", data.Text("consoleScreenshotBlobUri"));
    }

    private static async Task<int> Listed(SimulatedClients clients) =>
        (await clients.Pipeline().Act(RequestMethod.Get, clients.GroupId() + "/resources")).Json().GetProperty("value").GetArrayLength();
}
