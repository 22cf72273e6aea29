using System.Text.Json;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ActivityLogTests
{
    [Fact]
    public async Task Every_change_of_anybody_is_in_the_log_with_its_end()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, new() { EnforceThrottling = false });
        var machine = clients.Plain();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        clients.Azure.SetTagAsSomebodyElse(machine, "a", "b");
        var events = await Events(clients, machine);
        Assert.Equal(
            ["Microsoft.Resources/tags/write", "Microsoft.Compute/virtualMachines/deallocate/action",
                "Microsoft.Compute/virtualMachines/deallocate/action"], events.Select(one => one.Action));
        Assert.Equal(["Succeeded", "Succeeded", "Accepted"], events.Select(one => one.Status));
        Assert.Equal(clients.Azure.PrincipalId, events[2].Caller);
        Assert.Equal(events[1].Correlation, events[2].Correlation);
        Assert.NotEqual(clients.Azure.PrincipalId, events[0].Caller);
    }

    [Fact]
    public async Task What_is_still_going_on_has_no_end_yet_and_after_ninety_days_nothing_is_left()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, new() { EnforceThrottling = false });
        var machine = clients.Plain();
        await clients.Pipeline().Post(machine, "deallocate");
        Assert.Equal(["Accepted"], (await Events(clients, machine)).Select(one => one.Status));
        clients.Azure.Clock.AdvanceTo(clients.Azure.Time.GetUtcNow().AddDays(91));
        Assert.Empty(await Events(clients, machine, clients.Azure.Time.GetUtcNow().AddDays(-89).ToString("yyyy-MM-dd")));
    }

    [Fact]
    public async Task Without_a_beginning_in_time_the_log_is_refused()
    {
        await using var clients = await SimulatedClients.Start(machines: 60);
        Assert.Equal(
            400,
            (await clients.Pipeline()
                .Act(
                    RequestMethod.Get,
                    $"/subscriptions/{clients.ProductionId}/providers/Microsoft.Insights/eventtypes/management/values")).Status);
    }

    private static async Task<List<(string Action, string Status, string Caller, string Correlation)>> Events(
        SimulatedClients clients, Machine machine, string from = "2026-01-01")
    {
        var filter = Uri.EscapeDataString($"eventTimestamp ge '{from}T00:00:00Z' and resourceUri eq '{machine.Id}'");
        var answer = await clients.Pipeline()
            .Get(
                $"https://management.azure.com/subscriptions/{machine.SubscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter={filter}");
        static string Text(JsonElement one, string name) => one.GetProperty(name).GetProperty("value").GetString()!;
        return [.. answer.Json().GetProperty("value").EnumerateArray().Select(one =>
            (Text(one, "operationName"), Text(one, "status"), one.GetProperty("caller").GetString()!, one.GetProperty("correlationId")
                .GetString()!))];
    }
}
