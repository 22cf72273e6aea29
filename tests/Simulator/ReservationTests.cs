using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ReservationTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_machine_that_is_moved_into_its_reservation_starts_whatever_capacity_there_is_and_counts_once()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var before = await Cores(clients, machine);
        var (group, reservation) = await Reserve(clients, machine, "Standard_D2s_v5");
        Assert.Equal(before + 2, await Cores(clients, machine));
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        await clients.Finish(await clients.Pipeline().Associate(machine, group, "Standard_D2s_v5"), 30);
        var after = await Cores(clients, machine);
        clients.Azure.Capacity.Deny("Standard_D2s_v5", machine.Region);
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, "start"))).Status());
        var view = (await clients.Pipeline()
            .Get($"https://management.azure.com{reservation}?$expand=instanceView&{Commands.Version}")).Json();
        Assert.Equal(machine.Id, view.GetProperty("properties").GetProperty("instanceView").GetProperty("utilizationInfo")
            .GetProperty("virtualMachinesAllocated")[0].GetProperty("id").GetString());
        Assert.True(after < before + 2);
    }

    [Fact]
    public async Task A_reservation_is_given_back_in_order_quantity_association_reservation_group()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var (machine, pipeline) = (clients.Plain(), clients.Pipeline());
        var leaked = clients.Azure.Reservations.All.Count;
        var (group, reservation) = await Reserve(clients, machine, machine.Size.Name);
        await clients.Finish(await pipeline.Post(machine, "deallocate"));
        await clients.Finish(await pipeline.Associate(machine, group));
        await clients.Finish(await pipeline.Post(machine, "start"));
        Assert.Equal((409, "OperationNotAllowed"), await Refused(pipeline.Associate(machine, group: null)));
        Assert.Equal((409, "OperationNotAllowed"), await Refused(pipeline.Act(RequestMethod.Delete, reservation)));
        Assert.Equal((409, "OperationNotAllowed"), await Refused(pipeline.Act(RequestMethod.Delete, group)));
        await clients.Finish(await pipeline.Act(RequestMethod.Patch, reservation, new { sku = new { capacity = 0 } }));
        Assert.Equal("Succeeded", (await clients.Finish(await pipeline.Associate(machine, group: null))).Status());
        await clients.Finish(await pipeline.Act(RequestMethod.Delete, reservation));
        Assert.Equal(200, (await pipeline.Act(RequestMethod.Delete, group)).Status);
        Assert.Equal(204, (await pipeline.Act(RequestMethod.Delete, group)).Status);
        Assert.Equal(leaked, clients.Azure.Reservations.All.Count);
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_running_machine_cannot_be_moved_into_a_reservation_that_holds_places()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var (group, _) = await Reserve(clients, machine, machine.Size.Name);
        Assert.Equal((409, "OperationNotAllowed"), await Refused(clients.Pipeline().Associate(machine, group)));
    }

    [Theory]
    [InlineData("Standard_B2s_v2", 400, "InvalidParameter")]
    [InlineData("Standard_D4s_v99", 400, "InvalidParameter")]
    [InlineData("Standard_D4as_v5", 409, "SkuNotAvailable")]
    public async Task A_size_that_cannot_be_reserved_is_refused(string size, int status, string code)
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain(also: one => one.Region is "westeurope");
        var group = await Group(clients, machine);
        Assert.Equal(
            (status, code),
            await Refused(clients.Pipeline().Act(RequestMethod.Put, $"{group}/capacityReservations/r", Body(machine, size, 1))));
    }

    [Fact]
    public async Task Without_capacity_a_reservation_fails_and_what_it_leaves_behind_is_listed()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var group = await Group(clients, machine);
        clients.Azure.Capacity.Deny("Standard_D8s_v5", machine.Region);
        for (var i = 0; i < 8; i++)
        {
            var answer = await clients.Pipeline()
                .Act(RequestMethod.Put, $"{group}/capacityReservations/r{i}", Body(machine, "Standard_D8s_v5", 1));
            Assert.Contains("Alloca", answer.Status == 409 ? answer.ErrorCode() : (await clients.Finish(answer)).Code());
            Assert.Equal(answer.Status == 201, clients.Azure.Reservations.All.Any(one => one.Id == $"{group}/capacityReservations/r{i}"));
        }
    }

    [Fact]
    public async Task A_reservation_beyond_the_quota_is_refused()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var group = await Group(clients, machine);
        var refused = await clients.Pipeline()
            .Act(RequestMethod.Put, $"{group}/capacityReservations/r", Body(machine, "Standard_D64s_v5", 1000));
        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode()));
        Assert.Contains("exceeding approved", refused.Content.ToString());
    }

    [Fact]
    public async Task The_client_library_makes_a_reservation_and_reads_what_it_holds()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var group = (await clients.Arm().GetCapacityReservationGroupResource(new ResourceIdentifier(await Group(clients, machine)))
            .GetAsync()).Value;
        var data = new CapacityReservationData(machine.Region, new ComputeSku { Name = "Standard_D2s_v5", Capacity = 1 });
        if (machine.Zone is { } zone)
            data.Zones.Add(zone);
        var operation = await group.GetCapacityReservations().CreateOrUpdateAsync(WaitUntil.Started, "r", data);
        clients.Advance(40);
        await operation.UpdateStatusAsync();
        Assert.True(operation.HasCompleted);
        Assert.Equal(("Succeeded", 1L), (operation.Value.Data.ProvisioningState, operation.Value.Data.Sku.Capacity));
        var view = (await operation.Value.GetAsync(CapacityReservationInstanceViewType.InstanceView)).Value.Data.InstanceView;
        Assert.Empty(view.UtilizationInfo.VirtualMachinesAllocated);
        await operation.Value.DeleteAsync(WaitUntil.Started);
        Assert.DoesNotContain(clients.Azure.Reservations.All, one => one.Group == group.Id.ToString());
    }

    [Fact]
    public async Task The_client_library_reads_the_groups_that_came_with_the_fleet()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, Free);
        var groups = new List<string>();
        foreach (var subscription in clients.Azure.Fleet.Subscriptions)
        {
            await foreach (var group in clients.Arm().GetSubscriptionResource(new ResourceIdentifier($"/subscriptions/{subscription.Id}"))
                .GetCapacityReservationGroupsAsync())
                groups.Add(group.Id.ToString());
        }
        Assert.NotEmpty(groups);
        Assert.Equal(clients.Azure.Reservations.Groups.Select(group => group.Id), groups
            .Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    private static async Task<string> Group(SimulatedClients clients, Machine machine)
    {
        var group = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute/capacityReservationGroups/crg-resize";
        var zones = machine.Zone is { } zone ? new[] { zone } : [];
        Assert.Equal(201, (await clients.Pipeline().Act(RequestMethod.Put, group, new { location = machine.Region, zones })).Status);
        return group;
    }

    private static async Task<(string Group, string Reservation)> Reserve(SimulatedClients clients, Machine machine, string size)
    {
        var group = await Group(clients, machine);
        var reservation = $"{group}/capacityReservations/r";
        Assert.Equal(
            "Succeeded",
            (await clients.Finish(await clients.Pipeline().Act(RequestMethod.Put, reservation, Body(machine, size, 1)))).Status());
        return (group, reservation);
    }

    private static object Body(Machine machine, string size, int capacity) =>
        new { location = machine.Region, sku = new { name = size, capacity }, zones = machine.Zone is { } zone ? new[] { zone } : [] };

    private static async Task<(int Status, string Code)> Refused(Task<Response> call)
    {
        var answer = await call;
        return (answer.Status, answer.ErrorCode());
    }

    private static async Task<long> Cores(SimulatedClients clients, Machine machine)
    {
        var usages = await clients.Pipeline()
            .Act(
                RequestMethod.Get,
                $"/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Compute/locations/{machine.Region}/usages");
        return usages.Json().GetProperty("value").EnumerateArray()
            .First(usage => usage.GetProperty("name").GetProperty("value").GetString() is "cores").GetProperty("currentValue").GetInt64();
    }
}
