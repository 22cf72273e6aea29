using System.Text.Json;
using Azure.Core;
using Azure.ResourceManager.Compute;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class OperationTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task The_location_answers_202_until_the_operation_is_over()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var accepted = await clients.Pipeline().Post(clients.Plain(), "deallocate");
        Assert.True(accepted.Headers.TryGetValue("Location", out var location));
        Assert.Equal(202, (await clients.Pipeline().Get(location!)).Status);
        clients.Advance(120);
        Assert.Equal(200, (await clients.Pipeline().Get(location!)).Status);
    }

    [Fact]
    public async Task An_operation_tells_when_it_began_and_when_it_ended()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var accepted = await clients.Pipeline().Post(clients.Plain(), "deallocate");
        accepted.Headers.TryGetValue("Azure-AsyncOperation", out var address);
        var running = (await clients.Pipeline().Get(address!)).Json();
        Assert.Equal(("InProgress", false), (running.Status(), running.TryGetProperty("endTime", out _)));
        var ended = await clients.Finish(accepted);
        Assert.Equal(clients.Azure.Time.GetUtcNow().AddSeconds(-200), ended.GetProperty("startTime").GetDateTimeOffset());
        Assert.InRange(
            (ended.GetProperty("endTime").GetDateTimeOffset() - ended.GetProperty("startTime").GetDateTimeOffset()).TotalSeconds, 40, 120);
    }

    [Fact]
    public async Task An_operation_takes_as_long_in_every_run_whatever_the_order_of_requests()
    {
        var runs = new List<List<TimeSpan>>();
        for (var run = 0; run < 2; run++)
        {
            await using var clients = await SimulatedClients.Start(machines: 40, Free);
            var machines = clients.Azure.Fleet.Machines.Where(machine => !clients.Azure.Locks.All.Any(held => held.Scope == machine.Id)
                && !machine.HasEphemeralOsDisk).ToList();
            foreach (var machine in run == 0 ? machines : Enumerable.Reverse(machines))
                await clients.Pipeline().Post(machine, "deallocate");
            runs.Add([.. machines.Select(machine => machine.Operations[0].End - machine.Operations[0].Start)]);
        }
        Assert.Equal(runs[0], runs[1]);
        Assert.True(runs[0].Distinct().Count() > 10);
    }

    [Fact]
    public async Task A_whole_machine_can_be_put_back_with_another_size_and_other_tags()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        var resource = clients.Arm().GetVirtualMachineResource(new ResourceIdentifier(machine.Id));
        var document = JsonSerializer.Deserialize<JsonElement>((await clients.Pipeline().Act(RequestMethod.Get, machine.Id)).Content);
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(document)!;
        body["tags"] = new { a = "b" };
        Assert.Equal(200, (await clients.Pipeline().Act(RequestMethod.Put, machine.Id, body)).Status);
        Assert.Equal(["a"], (await resource.GetAsync()).Value.Data.Tags.Keys);
        body["location"] = "elsewhere";
        Assert.Equal("PropertyChangeNotAllowed", (await clients.Pipeline().Act(RequestMethod.Put, machine.Id, body)).ErrorCode());
        // Of another name it would be a new one, which needs a place that there is.
        Assert.Equal("LocationNotAvailableForResourceType", (await clients.Pipeline().Act(RequestMethod.Put, machine.Id + "-new", body))
            .ErrorCode());
    }

    [Fact]
    public async Task A_machine_can_be_updated_twelve_times_at_once_and_deallocated_by_another_count()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        var machine = clients.Plain();
        for (var i = 0; i < 12; i++)
            Assert.Equal(200, (await clients.Pipeline().Act(RequestMethod.Patch, machine.Id, new { tags = new { a = "b" } })).Status);
        var refused = await clients.Pipeline().Act(RequestMethod.Patch, machine.Id, new { tags = new { a = "b" } });
        Assert.Equal(429, refused.Status);
        Assert.True(refused.Headers.TryGetValue("Retry-After", out var wait));
        Assert.Equal("15", wait);
        Assert.Equal(202, (await clients.Pipeline().Post(machine, "deallocate")).Status);
    }
}
