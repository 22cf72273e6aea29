using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using Azure.ResourceManager.Resources.Models;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class RestorePointTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task The_client_library_makes_a_collection_and_a_restore_point_of_all_disks()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        var home = clients.Arm()
            .GetResourceGroupResource(ResourceGroupResource.CreateResourceIdentifier(machine.SubscriptionId, machine.ResourceGroup));
        var collection = (await home.GetRestorePointGroups()
            .CreateOrUpdateAsync(WaitUntil.Completed, "c", new RestorePointGroupData(machine.Region)
        {
            Source = new RestorePointGroupSource { Id = new ResourceIdentifier(machine.Id) }, Tags = { ["ops:policy"] = "daily" },
        })).Value;
        var creating = await collection.GetRestorePoints()
            .CreateOrUpdateAsync(WaitUntil.Started, "p", new RestorePointData { ConsistencyMode = ConsistencyModeType.CrashConsistent });
        clients.Advance(60);
        await creating.UpdateStatusAsync();
        Assert.True(creating.HasCompleted);
        var point = (await collection.GetRestorePoints().GetAsync("p", RestorePointExpand.InstanceView)).Value.Data;
        Assert.Equal(
            ("Succeeded", ConsistencyModeType.CrashConsistent, 1 + machine.DataDisks),
            (point.ProvisioningState, point.ConsistencyMode, point.InstanceView.DiskRestorePoints.Count));
        Assert.All(point.InstanceView.DiskRestorePoints, disk => Assert.Equal(100, disk.ReplicationStatus.CompletionPercent));
        Assert.Equal(clients.Azure.DisksOf(machine)[0].Id, point.SourceMetadata.StorageProfile.OSDisk.ManagedDisk.Id.ToString());
        Assert.Equal(machine.DataDisks, point.SourceMetadata.StorageProfile.DataDisks.Count);
        Assert.NotEmpty(point.SourceMetadata.VmId);
        var read = (await collection.GetAsync(RestorePointGroupExpand.RestorePoints)).Value.Data;
        Assert.Equal(("p", "daily"), (Assert.Single(read.RestorePoints).Name, read.Tags["ops:policy"]));
        await collection.DeleteAsync(WaitUntil.Started);
        Assert.Equal("Deleting", (await collection.GetAsync()).Value.Data.ProvisioningState);
        clients.Advance(60);
        Assert.Empty(clients.Azure.RestorePoints.All);
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task A_crash_consistent_point_holds_one_moment_of_all_disks_and_the_history_knows_it()
    {
        await using var clients = await SimulatedClients.Start(machines: 400, Free);
        var machine = Crashable(clients, one => one is { HasWriteCaching: false, DataDisks: 2 });
        await Collection(clients, machine, "c", new { run = "1" });
        Assert.Equal("Succeeded", (await clients.Finish(await Point(clients, machine, "c", "p"))).Status());
        await clients.Pipeline().Act(RequestMethod.Delete, Id(machine, "c", "p"));
        var truth = Assert.Single(clients.Azure.Snapshots.History);
        Assert.Equal(
            (true, "CrashConsistent", clients.Azure.PrincipalId, clients.Azure.PrincipalId, machine.Region),
            (truth.IsRestorePoint, truth.Consistency, truth.CreatedBy, truth.DeletedBy, truth.Region));
        Assert.Equal((machine.Id, "1", true), (truth.SourceId, truth.Tags["run"], truth.IsConsistent));
        Assert.Equal(clients.Azure.DisksOf(machine).Select(disk => disk.UniqueId).Order(), truth.Moments.Keys.Order());
        Assert.Equal((await clients.Read(machine.Id)).Text("vmId"), truth.Source);
    }

    [Theory]
    [InlineData("read and write cache")]
    [InlineData("several data disks on Intel v6")]
    public async Task What_Azure_does_not_promise_is_not_consistent_though_it_says_so(string why)
    {
        await using var clients = await SimulatedClients.Start(machines: 3000, Free);
        var machine = why is "read and write cache"
            ? Crashable(clients, one => one is { HasWriteCaching: true, DataDisks: 2 } && one.Platform.DataDiskTypes[0] is "Premium_LRS")
            : Crashable(clients, one => one is { HasWriteCaching: false, DataDisks: >= 2 }
                && one.Size.Family.Key.EndsWith("sv6", StringComparison.Ordinal) && one.Size.Family.Processor is "intel6");
        await Collection(clients, machine, "c");
        Assert.Equal("Succeeded", (await clients.Finish(await Point(clients, machine, "c", "p"))).Status());
        Assert.Equal("CrashConsistent", (await clients.Read(Id(machine, "c", "p"))).Text("consistencyMode"));
        Assert.False(clients.Azure.Snapshots.History[0].IsConsistent);
        Assert.Equal("Succeeded", (await clients.Finish(await Point(clients, machine, "c", "a", null), 300)).Status());
        Assert.True(clients.Azure.Snapshots.History[1].IsConsistent);
    }

    [Fact]
    public async Task Crash_consistent_points_follow_each_other_after_an_hour_and_three_are_made_in_one()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        await Collection(clients, machine, "c");
        Assert.Equal(201, (await Point(clients, machine, "c", "p0")).Status);
        (await Point(clients, machine, "c", "p1")).Refused(409, "OperationNotAllowed");
        clients.Advance(300);
        (await Point(clients, machine, "c", "p1")).Refused(409, "OperationNotAllowed");
        Assert.Equal(201, (await Point(clients, machine, "c", "a0", null)).Status);
        clients.Hits(ProtectionLimit.RestorePointInProgress, ProtectionLimit.RestorePointTooSoon);
        clients.Advance(55 * 60 - 301);
        (await Point(clients, machine, "c", "p1")).Refused(409, "OperationNotAllowed");
        clients.Advance(1);
        Assert.Equal(201, (await Point(clients, machine, "c", "p1")).Status);
        clients.Advance(55 * 60);
        Assert.Equal(201, (await Point(clients, machine, "c", "p2")).Status);
        (await Point(clients, machine, "c", "a1", null)).Refused(409, "OperationNotAllowed");
        clients.Advance(300);
        // An application-consistent one only after three hours.
        (await Point(clients, machine, "c", "a1", null)).Refused(409, "OperationNotAllowed");
        Assert.Equal(ProtectionLimit.RestorePointTooSoon, clients.Azure.Snapshots.LimitsHit[^1].What);
        Assert.Equal(machine.Id, clients.Azure.Snapshots.LimitsHit[^1].Target);
    }

    [Fact]
    public async Task Attempts_that_fail_count_against_three_an_hour_but_not_against_the_hour_between()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        await Collection(clients, machine, "c");
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "RestorePoints_Create", Kind = FaultKind.FailOperation, Code = "InternalExecutionError"
        });
        for (var i = 0; i < 3; i++)
        {
            var ended = await clients.Finish(await Point(clients, machine, "c", "p"), 60);
            Assert.Equal(("Failed", "InternalExecutionError"), (ended.Status(), ended.Code()));
        }
        Assert.True(Assert.Single(clients.Azure.RestorePoints.All).HasFailed);
        (await Point(clients, machine, "c", "p")).Refused(409, "OperationNotAllowed");
        clients.Hits(ProtectionLimit.RestorePointsInAnHour);
    }

    [Fact]
    public async Task A_point_whose_creation_failed_with_effect_is_failed_and_made_anew_by_the_same_request()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        await Collection(clients, machine, "c");
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "RestorePoints_Create", Kind = FaultKind.FailOperation, AfterEffect = true, Nth = 1
        });
        Assert.Equal("Failed", (await clients.Finish(await Point(clients, machine, "c", "p"), 60)).Status());
        Assert.Equal("Failed", (await clients.Read(Id(machine, "c", "p"))).Text("provisioningState"));
        Assert.Equal("Succeeded", (await clients.Finish(await Point(clients, machine, "c", "p"), 60)).Status());
        (await Point(clients, machine, "c", "p")).Refused(409, "OperationNotAllowed");
        Assert.Equal([false, true], clients.Azure.Snapshots.History.Select(one => one.IsGoodAt(clients.Azure.Time.GetUtcNow())));
        clients.Hits();
    }

    [Fact]
    public async Task A_machine_has_five_hundred_points()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        await Collection(clients, machine, "c");
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(201, (await Point(clients, machine, "c", $"p{i}")).Status);
            clients.Advance(3600);
        }
        (await Point(clients, machine, "c", "beyond")).Refused(409, "OperationNotAllowed");
        clients.Hits(ProtectionLimit.RestorePointsOfMachine);
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, Id(machine, "c", "p7"))).Status);
        Assert.Equal(201, (await Point(clients, machine, "c", "beyond")).Status);
    }

    [Fact]
    public async Task What_a_machine_is_built_with_may_stand_against_a_point()
    {
        await using var clients = await SimulatedClients.Start(machines: 2000, Free);
        var slow = Crashable(clients, one => one.Platform.DataDiskTypes.Contains("PremiumV2_LRS"), isSlow: true);
        await Collection(clients, slow, "c");
        (await Point(clients, slow, "c", "p")).Refused(409, "OperationNotAllowed");
        var accepted = await Point(clients, slow, "c", "a", null);
        Assert.Equal("Succeeded", (await clients.Finish(accepted, 240)).Status());
        var percents = (await View(clients, slow, "c", "a")).Select(disk => disk.GetProperty("replicationStatus")
            .GetProperty("completionPercent").GetDouble());
        Assert.All(percents, percent => Assert.InRange(percent, 0, 99.9));
        var ephemeral = clients.Azure.Fleet.Machines.First(one => one.HasEphemeralOsDisk
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        await Collection(clients, ephemeral, "c");
        (await Point(clients, ephemeral, "c", "p")).Refused(409, "OperationNotAllowed");
        clients.Hits();
    }

    [Fact]
    public async Task Only_a_running_machine_with_its_agent_ready_is_made_consistent_for_applications()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        await Collection(clients, machine, "c");
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        (await Point(clients, machine, "c", "a", null)).Refused(409, "OperationNotAllowed");
        Assert.Equal(201, (await Point(clients, machine, "c", "p")).Status);
        clients.Advance(60);
        // Up at last, but its agent not yet.
        clients.Azure.SetPowerAsSomebodyElse(machine, isOn: true);
        (await Point(clients, machine, "c", "a", null)).Refused(409, "OperationNotAllowed");
        clients.Advance(120);
        Assert.Equal(201, (await Point(clients, machine, "c", "a", null)).Status);
        // The REST specification takes no other name.
        (await Point(clients, machine, "c", "b", "ApplicationConsistent")).Refused(400, "InvalidParameter");
        Assert.False((await clients.Read(Id(machine, "c", "a"))).TryGetProperty("consistencyMode", out _));
        clients.Advance(60);
        Assert.Equal(machine.IsWindows ? "ApplicationConsistent" : "FileSystemConsistent", (await clients.Read(Id(machine, "c", "a")))
            .Text("consistencyMode"));
    }

    [Fact]
    public async Task A_deleted_machine_leaves_its_collection_and_points()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        await Collection(clients, machine, "c");
        await clients.Finish(await Point(clients, machine, "c", "p"));
        clients.Azure.DeleteMachineAsSomebodyElse(machine, withDisks: true);
        clients.Advance(3600);
        Assert.Equal("Succeeded", (await clients.Read(Id(machine, "c", "p"))).Text("provisioningState"));
        (await Point(clients, machine, "c", "q")).Refused(404, "ResourceNotFound");
        (await Collection(clients, machine, "d")).Refused(404, "ResourceNotFound");
        await clients.Finish(await clients.Pipeline().Act(RequestMethod.Delete, Id(machine, "c")), 60);
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, Id(machine, "c", "p"))).Status);
        Assert.NotNull(clients.Azure.Snapshots.History[0].DeletedAt);
    }

    [Fact]
    public async Task Copies_lie_in_a_collection_of_another_region_and_need_their_source_until_they_are_complete()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline) = (Crashable(clients), clients.Pipeline());
        await Collection(clients, machine, "c");
        await clients.Finish(await Point(clients, machine, "c", "p0"), 3600);
        await clients.Finish(await Point(clients, machine, "c", "p1"), 3600);
        (await pipeline.Act(RequestMethod.Put, Id(machine, "r"), new
        {
            location = machine.Region, properties = new { source = new { id = Id(machine, "c") } }
        })).Refused(400, "InvalidParameter");
        Assert.Equal(
            201,
            (await pipeline.Act(RequestMethod.Put, Id(machine, "r"), new
            {
                location = machine.OtherRegion(), properties = new { source = new { id = Id(machine, "c") } }
            })).Status);
        (await Point(clients, machine, "r", "x")).Refused(400, "InvalidParameter");
        foreach (var name in new[] { "p0", "p1" })
        {
            var copying = await pipeline.Act(
                RequestMethod.Put, Id(machine, "r", name),
                new { properties = new { sourceRestorePoint = new { id = Id(machine, "c", name) } } });
            Assert.Equal("Succeeded", (await clients.Finish(copying, 60)).Status());
        }
        Assert.Equal(202, (await pipeline.Act(RequestMethod.Delete, Id(machine, "c", "p0"))).Status);
        clients.Advance(3700);
        async Task<(double Percent, string? Code)> Copied(string name)
        {
            var status = (await View(clients, machine, "r", name))[0].GetProperty("replicationStatus");
            return (status.GetProperty("completionPercent").GetDouble(), status.GetProperty("status").Text("code"));
        }
        Assert.Equal((100, "ReplicationState/succeeded"), await Copied("p1"));
        Assert.Equal("ReplicationState/failed", (await Copied("p0")).Code);
        Assert.InRange((await Copied("p0")).Percent, 0, 99.9);
        Assert.Equal(Id(machine, "c", "p1"), (await clients.Read(Id(machine, "r", "p1"))).GetProperty("sourceRestorePoint").Text("id"));
        var copies = clients.Azure.Snapshots.History.Where(one => one.CopyOf is not null).ToList();
        Assert.Equal([false, true], copies.Select(one => one.IsGoodAt(clients.Azure.Time.GetUtcNow())));
        Assert.All(copies, one => Assert.Equal(machine.OtherRegion(), one.Region));
        clients.Hits();
    }

    [Fact]
    public async Task Collections_are_listed_tagged_locked_and_in_Resource_Graph()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var (machine, pipeline) = (Crashable(clients), clients.Pipeline());
        Assert.Equal(201, (await Collection(clients, machine, "c", new { a = "1" })).Status);
        Assert.Equal(200, (await Collection(clients, machine, "c", new { b = "2" })).Status);
        var listed = (await pipeline.Act(
            RequestMethod.Get,
            $"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Compute/restorePointCollections")).Json().GetProperty("value")
                .EnumerateArray();
        Assert.Equal("""{"b":"2"}""", Assert.Single(listed).GetProperty("tags").GetRawText());
        const string query = "resources | where type =~ 'microsoft.compute/restorePointCollections' | project id, tags, source = tostring(properties.source.id) | order by id asc";
        Assert.Empty(await pipeline.Rows(query));
        clients.Advance(30);
        var row = Assert.Single(await pipeline.Rows(query));
        Assert.Equal((Id(machine, "c"), machine.Id), (row.Text("id"), row.Text("source")));
        await clients.Finish(await Point(clients, machine, "c", "p"), 60);
        clients.Azure.Locks.Add(Id(machine, "c", "p"), LockLevel.CanNotDelete);
        (await pipeline.Act(RequestMethod.Delete, Id(machine, "c", "p"))).Refused(409, "ScopeLocked");
        (await pipeline.Act(RequestMethod.Delete, Id(machine, "c"))).Refused(409, "ScopeLocked");
        clients.Azure.Roles.Replace(AppRoles.Compute with { NotActions = ["Microsoft.Compute/restorePointCollections/restorePoints/*"] });
        (await pipeline.Act(RequestMethod.Get, Id(machine, "c", "p"))).Refused(403, "AuthorizationFailed");
        Assert.Equal(200, (await pipeline.Act(RequestMethod.Get, Id(machine, "c"))).Status);
    }

    [Fact]
    public async Task A_region_takes_ten_thousand_collections_of_a_subscription()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients);
        for (var i = 0; i < 10_000; i++)
        {
            var collection = new OpsFunctions.Simulator.RestorePointCollection
            {
                Id = Id(machine, $"c{i}"), SubscriptionId = machine.SubscriptionId, Region = machine.Region, Source = machine.Id,
                SourceRegion = machine.Region, Machine = machine, CreatedAt = clients.Azure.Time.GetUtcNow()
            };
            clients.Azure.RestorePoints.CollectionShelf.Keep(
                collection, collection.Id, machine.SubscriptionId, clients.Azure.Time.GetUtcNow(), "me");
        }
        (await Collection(clients, machine, "beyond")).Refused(409, "OperationNotAllowed");
        clients.Hits(ProtectionLimit.CollectionsInRegion);
    }

    [Fact]
    public async Task Disks_that_are_left_out_are_not_in_the_point()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = Crashable(clients, one => one.DataDisks > 0);
        await Collection(clients, machine, "c");
        var without = new[] { new { id = clients.DiskId(machine, lun: 0) } };
        Assert.Equal(
            201,
            (await clients.Pipeline()
                .Act(
                    RequestMethod.Put, Id(machine, "c", "p"),
                    new { properties = new { consistencyMode = "CrashConsistent", excludeDisks = without } })).Status);
        Assert.Equal(
            clients.Azure.DisksOf(machine).Where(disk => disk.Lun != 0).Select(disk => disk.UniqueId).Order(),
            clients.Azure.Snapshots.History[0].Moments.Keys.Order());
        Assert.Equal(404, (await Point(clients, machine, "none", "p")).Status);
    }

    private static string Id(Machine machine, string collection, string? point = null) =>
        $"{machine.Home()}/restorePointCollections/{collection}{(point is null ? "" : $"/restorePoints/{point}")}";

    private static Task<Response> Collection(SimulatedClients clients, Machine machine, string name, object? tags = null) =>
        clients.Pipeline()
            .Act(RequestMethod.Put, Id(machine, name), new
            {
                location = machine.Region, tags = tags ?? new { }, properties = new { source = new { id = machine.Id } }
            });

    private static Task<Response> Point(
        SimulatedClients clients, Machine machine, string collection, string name, string? consistency = "CrashConsistent") =>
        clients.Pipeline()
            .Act(RequestMethod.Put, Id(machine, collection, name), consistency is null
                ? new { }
                : new { properties = new { consistencyMode = consistency } });

    private static async Task<List<System.Text.Json.JsonElement>> View(
        SimulatedClients clients, Machine machine, string collection, string name) =>
        [.. (await clients.Pipeline()
            .Get($"https://management.azure.com{Id(machine, collection, name)}?$expand=instanceView&{Commands.Version}")).Json()
            .GetProperty("properties").GetProperty("instanceView").GetProperty("diskRestorePoints").EnumerateArray()];

    // Always on, without a lock, in westeurope or northeurope.
    private static Machine Crashable(SimulatedClients clients, Predicate<Machine>? also = null, bool isSlow = false) =>
        clients.Azure.Fleet.Machines.First(machine =>
        machine is { HasEphemeralOsDisk: false, Archetype: not Archetype.OffAtNight } && machine.Region != "eastus"
        && isSlow == machine.Platform.DataDiskTypes.Any(kind => kind is "PremiumV2_LRS" or "UltraSSD_LRS")
        && !clients.Azure.Locks.All.Any(held => held.Scope == machine.Id) && (also?.Invoke(machine) ?? true));
}
