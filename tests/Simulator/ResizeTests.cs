using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ResizeTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_running_machine_restarts_into_its_new_size()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var before = machine.Size.Name;
        var resource = clients.Arm().GetVirtualMachineResource(new ResourceIdentifier(machine.Id));
        var begun = clients.Azure.Time.GetUtcNow();
        var operation = await resource.UpdateAsync(WaitUntil.Started, new VirtualMachinePatch
        {
            HardwareProfile = new VirtualMachineHardwareProfile { VmSize = "Standard_D2s_v5" }
        });
        Assert.False(operation.HasCompleted);
        Assert.Equal(before, machine.SizeAt(begun).Name);
        clients.Advance(180);
        await operation.UpdateStatusAsync();
        Assert.True(operation.HasCompleted);
        Assert.Equal("Standard_D2s_v5", operation.Value.Data.HardwareProfile.VmSize.ToString());
        var seconds = Enumerable.Range(0, 181).ToLookup(second => machine.IsRunning(begun.AddSeconds(second)));
        Assert.InRange(seconds[false].Count(), 30, 121);
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        Assert.Equal("Standard_D2s_v5", machine.SizeAt(clients.Azure.Time.GetUtcNow()).Name);
    }

    [Fact]
    public async Task Other_hardware_needs_a_deallocation_first()
    {
        await using var clients = await SimulatedClients.Start(machines: 300, Free);
        var machine = clients.Plain(also: one => one.Region is "northeurope");
        var refused = await clients.Pipeline().Resize(machine, "Standard_D4as_v5");
        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode()));
        Assert.Contains("not available in the current hardware cluster", refused.Content.ToString());
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Resize(machine, "Standard_D4as_v5"), 30)).Status());
        Assert.Equal(MachinePower.Deallocated, machine.PowerAt(clients.Azure.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData("Standard_D4ds_v5", 409, "OperationNotAllowed")]
    [InlineData("Standard_D4s_v6", 409, "PropertyChangeNotAllowed")]
    [InlineData("Standard_D4ps_v5", 409, "OperationNotAllowed")]
    [InlineData("Standard_D4_v5", 409, "OperationNotAllowed")]
    [InlineData("Standard_D4s_v99", 400, "InvalidParameter")]
    public async Task What_a_plain_resize_cannot_do_is_refused(string size, int status, string code)
    {
        await using var clients = await SimulatedClients.Start(machines: 400, Free);
        var machine = clients.Plain(also: one => one.Region is "eastus" && one.Platform.OsDiskType is "Premium_LRS");
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        var refused = await clients.Pipeline().Resize(machine, size);
        Assert.Equal((status, code), (refused.Status, refused.ErrorCode()));
    }

    [Fact]
    public async Task A_size_the_subscription_may_not_have_is_not_available()
    {
        await using var clients = await SimulatedClients.Start(machines: 400, Free);
        var machine = clients.Plain(also: one => one.Region is "westeurope");
        Assert.Equal("SkuNotAvailable", (await clients.Pipeline().Resize(machine, "Standard_D4as_v5")).ErrorCode());
    }

    [Fact]
    public async Task Every_size_offered_to_a_running_machine_is_taken_or_refused_for_what_the_machine_is()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var offered = (await clients.Pipeline().Act(RequestMethod.Get, machine.Id + "/vmSizes")).Json().GetProperty("value")
            .EnumerateArray().Select(size => size.GetProperty("name").GetString()!);
        var truth = new TruthOfPlace(clients.Azure.Fleet);
        foreach (var size in offered.Where(name => SizeCatalogue.Get(name).Family.Key is "Esv5" or "Dsv5" or "Bsv2" or "Ddsv5"))
        {
            var obstacles = truth.Obstacles(machine, size, clients.Azure.Time.GetUtcNow(), 0);
            var answer = await clients.Pipeline().Resize(machine, size);
            Assert.Equal(obstacles.Count == 0, answer.Status == 200);
            clients.Advance(200);
        }
    }

    [Fact]
    public async Task Deallocation_forgets_the_credit_bank()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Size.Family.Key is "Bsv2"
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        // What ten minutes without any load would earn.
        var little = machine.Size.BaselinePercent!.Value / 100 * machine.Size.Vcpus * 10;
        Assert.True(machine.Credits.Before(Step(clients)) > 5 * little);
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        await clients.Finish(await clients.Pipeline().Post(machine, "start"));
        Assert.InRange(machine.Credits.Before(Step(clients) + 1), 0, little);
    }

    private static long Step(SimulatedClients clients) => OpsFunctions.Simulator.Loads.LoadCurve.StepOf(clients.Azure.Time.GetUtcNow());
}
