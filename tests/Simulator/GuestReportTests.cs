using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>The agent's report as the instance view shows it: it stays, with its time, until a deallocation clears it.</summary>
public sealed class GuestReportTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Theory]
    [InlineData("restart")]
    [InlineData("powerOff")]
    public async Task A_report_stays_with_its_time_through_restart_and_stop(string command)
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        // Not in the very moment of a report.
        clients.Advance(60);
        var before = await AgentAsync(clients, machine);
        clients.Azure.Guests.Add(new GuestRule(GuestTrouble.DoesNotComeUp));

        await clients.Finish(await clients.Pipeline().Post(machine, command));
        var after = await AgentAsync(clients, machine);

        Assert.Equal("Ready", before?.Display);
        Assert.Equal(before, after);
    }

    [Fact]
    public async Task A_silent_agent_is_not_believed_after_minutes()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        clients.Azure.Guests.Add(new GuestRule(GuestTrouble.NoNetwork));
        await clients.Finish(await clients.Pipeline().Post(machine, "restart"));

        clients.Advance(900);

        Assert.Equal("Not Ready", (await AgentAsync(clients, machine))?.Display);
    }

    [Fact]
    public async Task Deallocation_clears_the_report_and_a_new_one_comes_with_the_start()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        Assert.Null(await AgentAsync(clients, machine));

        await clients.Finish(await clients.Pipeline().Post(machine, "start"));
        clients.Advance(180);

        Assert.Equal("Ready", (await AgentAsync(clients, machine))?.Display);
    }

    [Theory]
    [InlineData(GuestTrouble.DoesNotComeUp, false, false)]
    [InlineData(GuestTrouble.NoNetwork, true, false)]
    [InlineData(GuestTrouble.ServiceDoesNotStart, true, true)]
    public async Task The_host_sees_what_the_guest_still_does(GuestTrouble trouble, bool hasMemory, bool hasNetwork)
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        clients.AllowEverything();
        var machine = clients.Plain(also: one => one.ReportsMemory);
        clients.Azure.Guests.Add(new GuestRule(trouble));
        await clients.Finish(await clients.Pipeline().Post(machine, "restart"));
        clients.Advance(1800);
        var now = clients.Azure.Time.GetUtcNow();

        async Task<List<double>> Points(string metric)
        {
            var answer = await clients.Pipeline().Get(
                $"https://management.azure.com{machine.Id}/providers/microsoft.insights/metrics?api-version=2023-10-01&metricnames={Uri.EscapeDataString(metric)}&interval=PT1M&aggregation=average&timespan={now.AddMinutes(-15):yyyy-MM-ddTHH:mm:ssZ}/{now:yyyy-MM-ddTHH:mm:ssZ}");
            return [.. answer.Json().GetProperty("value")[0].GetProperty("timeseries")[0].GetProperty("data").EnumerateArray()
                .Where(point => point.TryGetProperty("average", out _)).Select(point => point.GetProperty("average").GetDouble())];
        }

        Assert.NotEmpty(await Points("Percentage CPU"));
        Assert.Equal(hasMemory, (await Points("Available Memory Bytes")).Count > 0);
        Assert.Equal(hasNetwork, (await Points("Network Out Total")).Exists(value => value > 0));
    }

    private static async Task<(string Display, string Time)?> AgentAsync(SimulatedClients clients, Machine machine)
    {
        var view = (await clients.Pipeline().Get($"https://management.azure.com{machine.Id}?api-version=2024-07-01&$expand=instanceView"))
            .Json().GetProperty("properties").GetProperty("instanceView");
        if (!view.TryGetProperty("vmAgent", out var agent))
            return null;
        var status = agent.GetProperty("statuses")[0];
        return (status.GetProperty("displayStatus").GetString()!, status.TryGetProperty("time", out var time) ? time.GetString()! : "");
    }
}
