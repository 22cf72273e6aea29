using Azure;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ManagementTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_resource_manager_client_finds_every_subscription_group_and_machine()
    {
        await using var clients = await SimulatedClients.Start(machines: 150);
        var arm = clients.Arm();
        var (groups, machines) = (0, new List<string>());
        await foreach (var subscription in arm.GetSubscriptions().GetAllAsync(Cancel))
        {
            await foreach (var _ in subscription.GetResourceGroups().GetAllAsync(cancellationToken: Cancel))
                groups++;
            await foreach (var machine in subscription.GetVirtualMachinesAsync(cancellationToken: Cancel))
                machines.Add(machine.Id.ToString());
        }
        Assert.Equal(clients.Azure.Fleet.ResourceGroups.Count, groups);
        Assert.Equal(
            clients.Azure.Fleet.Machines.Select(machine => machine.Id).Order(StringComparer.OrdinalIgnoreCase),
            machines.Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        // More than one page was needed.
        Assert.True(clients.Azure.Calls.Of("VirtualMachines_ListAll", 200) > 2);
        Assert.Empty(clients.Azure.Calls.Unknown);
        Assert.Empty(clients.Azure.Calls.Changes);
    }

    [Fact]
    public async Task A_machine_shows_its_size_tags_and_power_state()
    {
        await using var clients = await SimulatedClients.Start();
        var truth = clients.Azure.Fleet.Machines[0];
        var resource = clients.Arm().GetVirtualMachineResource(new Azure.Core.ResourceIdentifier(truth.Id));
        var machine = (await resource.GetAsync(InstanceViewType.InstanceView, Cancel)).Value.Data;
        Assert.Equal(truth.Size.Name, machine.HardwareProfile.VmSize.ToString());
        Assert.Equal(truth.Tags, machine.Tags);
        Assert.Equal(truth.IsWindows, machine.StorageProfile.OSDisk.OSType == SupportedOperatingSystemType.Windows);
        Assert.Contains(machine.InstanceView.Statuses, status => status.Code.StartsWith("PowerState/", StringComparison.Ordinal));
        var view = (await resource.InstanceViewAsync(Cancel)).Value;
        Assert.Equal(machine.InstanceView.Statuses[^1].Code, view.Statuses[^1].Code);
    }

    [Fact]
    public async Task A_machine_that_is_off_at_night_is_deallocated_at_three_and_runs_at_noon()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, new() { EnforceThrottling = false });
        var truth = clients.Azure.Fleet.Machines.First(one => one.Archetype == OpsFunctions.Simulator.Archetype.OffAtNight);
        var resource = clients.Arm().GetVirtualMachineResource(new Azure.Core.ResourceIdentifier(truth.Id));
        // A Monday; in every region night is over at 15:00 UTC.
        clients.Azure.Clock.AdvanceTo(new DateTimeOffset(2026, 1, 12, 3, 0, 0, TimeSpan.Zero));
        Assert.Equal("PowerState/deallocated", (await resource.InstanceViewAsync(Cancel)).Value.Statuses[^1].Code);
        clients.Azure.Clock.AdvanceTo(new DateTimeOffset(2026, 1, 12, 15, 0, 0, TimeSpan.Zero));
        Assert.Equal("PowerState/running", (await resource.InstanceViewAsync(Cancel)).Value.Statuses[^1].Code);
    }

    [Fact]
    public async Task A_running_machine_is_offered_only_what_its_hardware_has()
    {
        await using var clients = await SimulatedClients.Start();
        var truth = clients.Azure.Fleet.Machines.First(one => one.Size.Family.Processor is "intel");
        var sizes = new List<string>();
        await foreach (var size in clients.Arm().GetVirtualMachineResource(new Azure.Core.ResourceIdentifier(truth.Id))
            .GetAvailableSizesAsync(Cancel))
            sizes.Add(size.Name);
        Assert.Contains(truth.Size.Name, sizes, StringComparer.Ordinal);
        Assert.DoesNotContain(sizes, size => size.EndsWith("as_v5", StringComparison.Ordinal)
            || size.EndsWith("ps_v5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_there_is_told_as_Azure_tells_it()
    {
        await using var clients = await SimulatedClients.Start();
        var arm = clients.Arm();
        var group = clients.Azure.Fleet.ResourceGroups[0];
        async Task<string?> Code(string id) => (await Assert.ThrowsAsync<RequestFailedException>(
            () => arm.GetVirtualMachineResource(new Azure.Core.ResourceIdentifier(id)).GetAsync(cancellationToken: Cancel))).ErrorCode;
        Assert.Equal(
            "ResourceNotFound",
            await Code(
                $"/subscriptions/{group.SubscriptionId}/resourceGroups/{group.Name}/providers/Microsoft.Compute/virtualMachines/none"));
        Assert.Equal(
            "ResourceGroupNotFound",
            await Code($"/subscriptions/{group.SubscriptionId}/resourceGroups/none/providers/Microsoft.Compute/virtualMachines/none"));
        Assert.Equal(
            "SubscriptionNotFound",
            await Code(
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/none/providers/Microsoft.Compute/virtualMachines/none"));
    }

    [Fact]
    public async Task A_request_that_is_not_simulated_is_refused_and_listed()
    {
        await using var clients = await SimulatedClients.Start(options: new() { AllowsUnknown = true });
        var unknown = await clients.Pipeline().Get("https://management.azure.com/providers/Microsoft.Wonder/things?api-version=2020-01-01");
        Assert.Equal((501, "NotSimulated"), (unknown.Status, unknown.ErrorCode()));
        var error = unknown.Json().GetProperty("error");
        Assert.Equal(
            ("GET", "/providers/Microsoft.Wonder/things", "2020-01-01"),
            (error.GetProperty("method").GetString(), error.GetProperty("path").GetString(), error.GetProperty("apiVersion").GetString()));
        Assert.False(unknown.Headers.TryGetValue("x-ms-request-id", out _));
        Assert.Equal(["GET management.azure.com/providers/Microsoft.Wonder/things?api-version=2020-01-01: this operation"],
        clients.Azure.Calls.Unknown);
        var unversioned = await clients.Pipeline().Get("https://management.azure.com/subscriptions");
        Assert.Equal((400, "MissingApiVersionParameter"), (unversioned.Status, unversioned.ErrorCode()));
    }
}
