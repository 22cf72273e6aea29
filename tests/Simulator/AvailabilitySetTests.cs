using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class AvailabilitySetTests
{
    [Fact]
    public async Task A_set_offers_the_sizes_of_its_members_hardware_only()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, new() { EnforceThrottling = false });
        var now = clients.Azure.Time.GetUtcNow();
        var sets = clients.Azure.Fleet.Machines.Where(machine => machine.AvailabilitySet is not null && machine.IsRunning(now)).ToList();
        Assert.Contains(sets, machine => machine.Size.Family.Processor is "intel");
        Assert.Contains(sets, machine => machine.Size.Family.Processor is "amd");
        foreach (var machine in sets)
        {
            var sizes = await Sizes(clients, machine);
            Assert.Contains(machine.Size.Name, sizes);
            Assert.All(sizes, size => Assert.Equal(machine.Size.Family.Processor, SizeCatalogue.Get(size).Family.Processor));
        }
    }

    [Fact]
    public async Task A_member_that_is_off_is_offered_no_more_than_its_set_while_another_runs()
    {
        await using var clients = await SimulatedClients.Start(machines: 6000, new() { EnforceThrottling = false });
        var now = clients.Azure.Time.GetUtcNow();
        var machines = clients.Azure.Fleet.Machines;
        var off = machines.First(machine => machine.AvailabilitySet is not null && !machine.IsRunning(now)
            && machines.Any(other => other.ResourceGroup == machine.ResourceGroup && other.AvailabilitySet == machine.AvailabilitySet
                && other.IsRunning(now)));
        var alone = machines.First(machine => machine.AvailabilitySet is null && !machine.IsRunning(now)
            && machine.Size.Family.Processor is "intel");
        var processors = (await VmSizes(clients, off)).Select(size => SizeCatalogue.Get(size).Family.Processor).Distinct();
        Assert.Equal([off.Size.Family.Processor], processors);
        Assert.Contains("amd", (await VmSizes(clients, alone)).Select(size => SizeCatalogue.Get(size).Family.Processor));
    }

    [Fact]
    public async Task A_set_names_its_members_and_one_that_is_not_there_is_not_found()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, new() { EnforceThrottling = false });
        var machine = clients.Azure.Fleet.Machines.First(one => one.AvailabilitySet is not null);
        var set = (await Set(clients, machine, machine.AvailabilitySet!.ToUpperInvariant()).GetAsync()).Value.Data;
        Assert.Equal(machine.Region, set.Location.Name);
        Assert.Contains(machine.Id, set.VirtualMachines.Select(member => member.Id.ToString()));
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Set(clients, machine, "none").GetAsync());
        Assert.Equal("ResourceNotFound", refused.ErrorCode);
    }

    private static AvailabilitySetResource Set(SimulatedClients clients, Machine machine, string name) =>
        clients.Arm().GetAvailabilitySetResource(
        AvailabilitySetResource.CreateResourceIdentifier(machine.SubscriptionId, machine.ResourceGroup, name));

    private static async Task<List<string>> Sizes(SimulatedClients clients, Machine machine)
    {
        var sizes = new List<string>();
        await foreach (var size in Set(clients, machine, machine.AvailabilitySet!).GetAvailableSizesAsync())
            sizes.Add(size.Name);
        return sizes;
    }

    private static async Task<List<string>> VmSizes(SimulatedClients clients, Machine machine)
    {
        var sizes = new List<string>();
        await foreach (var size in clients.Arm().GetVirtualMachineResource(new ResourceIdentifier(machine.Id)).GetAvailableSizesAsync())
            sizes.Add(size.Name);
        return sizes;
    }
}
