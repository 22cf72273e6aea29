using Azure;
using Azure.Core;
using Azure.ResourceManager.Compute;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class PowerTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_deallocation_by_the_client_library_is_over_when_Azure_says_so()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var resource = clients.Arm().GetVirtualMachineResource(new ResourceIdentifier(machine.Id));
        var operation = await resource.DeallocateAsync(WaitUntil.Started);
        Assert.False(operation.HasCompleted);
        Assert.Equal(MachinePower.Deallocating, machine.PowerAt(clients.Azure.Time.GetUtcNow()));
        Assert.Equal(("Updating", "PowerState/deallocating"), await State(resource));
        clients.Advance(37);
        await operation.UpdateStatusAsync();
        Assert.False(operation.HasCompleted);
        clients.Advance(82);
        await operation.UpdateStatusAsync();
        Assert.True(operation.HasCompleted);
        Assert.Equal(("Succeeded", "PowerState/deallocated"), await State(resource));
        Assert.False(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task A_started_machine_runs_and_its_agent_tells_so_a_little_later()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var pipeline = clients.Pipeline();
        await clients.Finish(await pipeline.Post(machine, "deallocate"));
        var start = await pipeline.Post(machine, "start");
        Assert.Equal(202, start.Status);
        Assert.True(start.Headers.TryGetValue("Retry-After", out _));
        Assert.Equal(MachinePower.Starting, machine.PowerAt(clients.Azure.Time.GetUtcNow()));
        Assert.Equal("Succeeded", (await clients.Finish(start, 90)).Status());
        var begun = clients.Azure.Time.GetUtcNow();
        Assert.True(machine.IsRunning(begun));
        var ready = new List<bool>();
        for (var second = 0; second <= 125; second += 5, clients.Advance(5))
        {
            var view = (await pipeline.Act(RequestMethod.Get, machine.Id + "/instanceView")).Json();
            ready.Add(view.GetProperty("vmAgent").GetProperty("statuses")[0].GetProperty("displayStatus").GetString() is "Ready");
        }
        Assert.False(ready[0] && begun == clients.Azure.Time.GetUtcNow());
        Assert.True(ready[^1]);
        Assert.Equal(ready.Order(), ready);
    }

    [Fact]
    public async Task While_one_operation_runs_another_is_refused()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var pipeline = clients.Pipeline();
        Assert.Equal(202, (await pipeline.Post(machine, "deallocate")).Status);
        var refused = await pipeline.Post(machine, "start");
        Assert.Equal((409, "AnotherOperationInProgress"), (refused.Status, refused.ErrorCode()));
        Assert.Equal(409, (await pipeline.Resize(machine, "Standard_D2s_v5")).Status);
    }

    [Fact]
    public async Task What_is_so_already_succeeds_at_once_without_effect()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var pipeline = clients.Pipeline();
        Assert.Equal("Succeeded", (await clients.Finish(await pipeline.Post(machine, "start"), 3)).Status());
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        await clients.Finish(await pipeline.Post(machine, "deallocate"));
        Assert.Equal("Succeeded", (await clients.Finish(await pipeline.Post(machine, "deallocate"), 3)).Status());
    }

    [Fact]
    public async Task A_machine_that_was_powered_off_is_stopped_and_keeps_its_place()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        await clients.Finish(await clients.Pipeline().Post(machine, "powerOff"), 60);
        Assert.Equal(MachinePower.Stopped, machine.PowerAt(clients.Azure.Time.GetUtcNow()));
        clients.Azure.Capacity.Deny(machine.Size.Name, machine.Region);
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, "start"))).Status());
    }

    [Fact]
    public async Task A_machine_with_an_ephemeral_disk_cannot_be_deallocated()
    {
        await using var clients = await SimulatedClients.Start(machines: 1500, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.HasEphemeralOsDisk
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        var refused = await clients.Pipeline().Post(machine, "deallocate");
        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode()));
    }

    [Fact]
    public async Task The_owners_schedule_switches_a_machine_on_again_that_was_deallocated_before()
    {
        await using var clients = await SimulatedClients.Start(machines: 300, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Archetype is Archetype.OffAtNight
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        // A Tuesday noon, when it is on everywhere.
        clients.Azure.Clock.AdvanceTo(new DateTimeOffset(2026, 1, 13, 15, 0, 0, TimeSpan.Zero));
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        clients.Advance(1800);
        Assert.False(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        clients.Azure.Clock.AdvanceTo(new DateTimeOffset(2026, 1, 14, 15, 0, 0, TimeSpan.Zero));
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
    }

    [Fact]
    public async Task A_start_at_night_lasts_until_the_owners_schedule_switches_off_the_next_time()
    {
        await using var clients = await SimulatedClients.Start(machines: 300, Free);
        var machine = clients.Azure.Fleet.Machines.First(one => one.Archetype is Archetype.OffAtNight
            && !clients.Azure.Locks.All.Any(held => held.Scope == one.Id));
        clients.Azure.Clock.AdvanceTo(new DateTimeOffset(2026, 1, 13, 3, 0, 0, TimeSpan.Zero));
        await clients.Finish(await clients.Pipeline().Post(machine, "start"));
        Assert.True(machine.IsRunning(new DateTimeOffset(2026, 1, 13, 3, 30, 0, TimeSpan.Zero)));
        Assert.True(machine.IsRunning(new DateTimeOffset(2026, 1, 13, 15, 0, 0, TimeSpan.Zero)));
        Assert.False(machine.IsRunning(new DateTimeOffset(2026, 1, 14, 3, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task A_machine_that_is_off_reports_nothing()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        var off = clients.Azure.Time.GetUtcNow();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        clients.Advance(3600);
        await clients.Finish(await clients.Pipeline().Post(machine, "start"));
        clients.Advance(1200);
        var answer = await clients.Pipeline().Get(
            $"https://management.azure.com{machine.Id}/providers/microsoft.insights/metrics?api-version=2023-10-01&metricnames=Percentage%20CPU&interval=PT1M&aggregation=average&timespan={off.AddMinutes(-10):yyyy-MM-ddTHH:mm:ssZ}/{clients.Azure.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}");
        var points = answer.Json().GetProperty("value")[0].GetProperty("timeseries")[0].GetProperty("data").EnumerateArray()
            .Select(point => (At: point.GetProperty("timeStamp").GetDateTimeOffset(), Has: point.TryGetProperty("average", out _)))
            .ToList();
        Assert.All(points, point => Assert.Equal(machine.IsRunning(point.At), point.Has));
        Assert.Contains(points, point => !point.Has);
    }

    [Fact]
    public async Task A_command_runs_inside_and_gives_back_what_it_printed()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain(also: one => !one.IsWindows);
        clients.Azure.GuestAnswer = (_, script) => $"ran {script}";
        var done = await clients.Finish(await clients.Pipeline()
            .Post(machine, "runCommand", new { commandId = "RunShellScript", script = new[] { "uptime" } }));
        Assert.Contains("ran uptime", done.GetProperty("properties").GetProperty("output").GetProperty("value")[0].GetProperty("message")
            .GetString());
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        Assert.Equal(
            "OperationNotAllowed",
            (await clients.Pipeline().Post(machine, "runCommand", new { commandId = "RunShellScript" })).ErrorCode());
    }

    private static async Task<(string Provisioning, string Power)> State(VirtualMachineResource resource)
    {
        var data = (await resource.GetAsync(Azure.ResourceManager.Compute.Models.InstanceViewType.InstanceView)).Value.Data;
        return (data.ProvisioningState, data.InstanceView.Statuses[^1].Code);
    }
}
