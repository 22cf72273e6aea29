using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class CapacityTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };
    private static readonly string[] Codes = ["AllocationFailed", "ZonalAllocationFailed", "OverconstrainedAllocationRequest"];

    [Fact]
    public async Task A_deallocated_machine_whose_size_lacks_capacity_does_not_come_up_and_stays_off()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        clients.Azure.Capacity.Deny(machine.Size.Name, machine.Region);
        Assert.Contains(await Failure(clients, machine, "start"), Codes);
        Assert.Equal(MachinePower.Deallocated, machine.PowerAt(clients.Azure.Time.GetUtcNow()));
        clients.Azure.Capacity.Allow(machine.Size.Name, machine.Region);
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, "start"))).Status());
    }

    [Fact]
    public async Task A_running_machine_that_finds_no_place_for_its_new_size_keeps_the_old_one()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var before = machine.Size;
        clients.Azure.Capacity.Deny("Standard_D2s_v5", machine.Region);
        var answer = await clients.Pipeline().Resize(machine, "Standard_D2s_v5");
        Assert.Contains(answer.Status == 409 ? answer.ErrorCode() : (await clients.Finish(answer)).Code(), Codes);
        Assert.Equal(before, machine.Size);
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
    }

    [Theory]
    [InlineData(FaultLevel.None, 0, 0)]
    [InlineData(FaultLevel.Low, 0.01, 0.03)]
    [InlineData(FaultLevel.High, 0.06, 0.1)]
    public async Task Capacity_lacks_by_chance_as_often_as_the_level_says_for_six_hours_at_a_time(
        FaultLevel level, double least, double most)
    {
        await using var clients = await SimulatedClients.Start(options: new() { Faults = level });
        var start = clients.Azure.Time.GetUtcNow();
        var lacks = Enumerable.Range(0, 5000)
            .Select(window => clients.Azure.Capacity.Lacks("Standard_D4s_v5", "westeurope", "1", start.AddHours(6 * window))).ToList();
        Assert.InRange(lacks.Count(one => one) / 5000.0, least, most);
        Assert.Equal(lacks[..10], Enumerable.Range(0, 10)
            .Select(window => clients.Azure.Capacity.Lacks("Standard_D4s_v5", "westeurope", "1", start.AddHours((6 * window) + 5.9))));
    }

    [Fact]
    public async Task A_size_beyond_the_quota_is_refused_in_Azures_words()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, Free);
        var truth = new TruthOfPlace(clients.Azure.Fleet);
        var now = clients.Azure.Time.GetUtcNow();
        var (machine, size) = clients.Azure.Fleet.Machines
            .Where(one => one.IsRunning(now) && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id)
                && !clients.Azure.Policies.Denied.Any(denied => denied.ResourceGroup == one.ResourceGroup))
            .SelectMany(one => Truth.SizesOf(one.Region, one.SubscriptionId)
                .Where(size => size.Size.Family.Processor == one.Size.Family.Processor).Select(size => (one, size.Name)))
            .First(pair => truth.Obstacles(pair.one, pair.Name, now, 0) is ["quota"]);
        var refused = await clients.Pipeline().Resize(machine, size);
        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode()));
        Assert.Contains("Operation could not be completed as it results in exceeding approved", refused.Content.ToString());
    }

    private static async Task<string?> Failure(SimulatedClients clients, Machine machine, string action)
    {
        var answer = await clients.Pipeline().Post(machine, action);
        return answer.Status == 409 ? answer.ErrorCode() : (await clients.Finish(answer)).Code();
    }
}
