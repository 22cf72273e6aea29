using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class SnapshotTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task An_incremental_snapshot_knows_which_disk_it_is_of_and_is_listed_until_it_is_deleted()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        var arm = clients.Arm();
        var vm = (await arm.GetVirtualMachineResource(new ResourceIdentifier(machine.Id)).GetAsync()).Value.Data;
        var disk = (await arm.GetManagedDiskResource(vm.StorageProfile.OSDisk.ManagedDisk.Id).GetAsync()).Value.Data;
        Assert.Equal(machine.Id, disk.ManagedBy.ToString());
        var snapshots = arm.GetResourceGroupResource(ResourceGroupResource.CreateResourceIdentifier(
            machine.SubscriptionId, machine.ResourceGroup)).GetSnapshots();
        var operation = await snapshots.CreateOrUpdateAsync(WaitUntil.Started, "s", new SnapshotData(machine.Region)
        {
            CreationData = new DiskCreationData(DiskCreateOption.Copy) { SourceResourceId = disk.Id }, Incremental = true,
            NetworkAccessPolicy = NetworkAccessPolicy.DenyAll, Tags = { ["run"] = "1" },
        });
        clients.Advance(30);
        await operation.UpdateStatusAsync();
        Assert.True(operation.HasCompleted);
        var snapshot = operation.Value.Data;
        Assert.Equal((disk.UniqueId, true, (float?)null, "Succeeded"), (
            snapshot.CreationData.SourceUniqueId, snapshot.Incremental, snapshot.CompletionPercent, snapshot.ProvisioningState));
        Assert.Equal(NetworkAccessPolicy.DenyAll, snapshot.NetworkAccessPolicy);
        var kept = Assert.Single(clients.Azure.Snapshots.All);
        Assert.Equal(("1", disk.Id.ToString()), (kept.Tags["run"], kept.Disk));
        await operation.Value.DeleteAsync(WaitUntil.Started);
        Assert.Equal("Deleting", (await operation.Value.GetAsync()).Value.Data.ProvisioningState);
        clients.Advance(3);
        Assert.Empty(clients.Azure.Snapshots.All);
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task A_snapshot_of_a_premium_v2_disk_is_complete_only_later()
    {
        await using var clients = await SimulatedClients.Start(machines: 2000, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Platform.DataDiskTypes.Contains("PremiumV2_LRS")
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        var lun = machine.Platform.DataDiskTypes.ToList().IndexOf("PremiumV2_LRS");
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute";
        var body = new
        {
            location = machine.Region,
            properties = new
            {
                creationData = new { createOption = "Copy", sourceResourceId = $"{home}/disks/{machine.Name}_DataDisk_{lun}" },
                incremental = true
            }
        };
        Assert.Equal(
            "Succeeded", (await clients.Finish(await clients.Pipeline().Act(RequestMethod.Put, $"{home}/snapshots/s", body), 60)).Status());
        async Task<double> Percent() =>
            (await clients.Pipeline().Act(RequestMethod.Get, $"{home}/snapshots/s")).Json().GetProperty("properties")
                .GetProperty("completionPercent").GetDouble();
        Assert.InRange(await Percent(), 0, 99.9);
        clients.Advance(3600);
        Assert.Equal(100, await Percent());
    }

    [Fact]
    public async Task A_snapshot_needs_access_to_its_disk()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        clients.Azure.Roles.Replace(AppRoles.Compute with { NotActions = ["Microsoft.Compute/disks/beginGetAccess/action"] });
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute";
        var body = new
        {
            location = machine.Region,
            properties = new { creationData = new { createOption = "Copy", sourceResourceId = $"{home}/disks/{machine.Name}_OsDisk_1" } }
        };
        var refused = await clients.Pipeline().Act(RequestMethod.Put, $"{home}/snapshots/s", body);
        Assert.Equal((403, "LinkedAuthorizationFailed"), (refused.Status, refused.ErrorCode()));
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, $"{home}/snapshots/s")).Status);
    }
}
