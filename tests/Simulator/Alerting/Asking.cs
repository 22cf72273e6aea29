using System.Text.Json;
using Azure;
using OpsFunctions.Simulator;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>What these tests ask simulated Azure about a machine.</summary>
internal static class Asking
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    public static async Task<SimulatedClients> Start(int machines = 100)
    {
        var clients = await SimulatedClients.Start(machines, Free);
        clients.AllowEverything();
        // Not in the very moment in which everything begins.
        clients.Advance(3600);
        return clients;
    }

    public static Task<Response> Get(this SimulatedClients clients, string path, string version = "2024-11-01") =>
        clients.Pipeline().Get($"https://management.azure.com{path}{(path.Contains('?') ? '&' : '?')}api-version={version}");

    /// <summary>Average of the last whole minutes, newest last; null: nothing was reported.</summary>
    public static async Task<IReadOnlyList<double?>> Metric(this SimulatedClients clients, Machine machine, string name, int minutes = 1)
    {
        var now = clients.Azure.Time.GetUtcNow();
        var end = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);
        var span = $"{end.AddMinutes(-minutes):yyyy-MM-ddTHH:mm:ssZ}/{end:yyyy-MM-ddTHH:mm:ssZ}";
        var address = $"{machine.Id}/providers/microsoft.insights/metrics?metricnames={Uri.EscapeDataString(name)}&interval=PT1M"
            + $"&aggregation=average&timespan={span}";
        var series = (await clients.Get(address, "2018-01-01")).Json().GetProperty("value")[0].GetProperty("timeseries");
        return [.. series[0].GetProperty("data").EnumerateArray()
            .Select(static point => point.TryGetProperty("average", out var value) ? value.GetDouble() : (double?)null)];
    }

    public static async Task<JsonElement> Health(this SimulatedClients clients, Machine machine) =>
        (await clients.Get($"{machine.Id}/providers/Microsoft.ResourceHealth/availabilityStatuses/current", "2023-07-01-preview")).Json()
            .GetProperty("properties");

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
