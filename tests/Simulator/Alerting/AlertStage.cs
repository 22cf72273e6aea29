using System.Net;
using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>A simulated Azure whose action groups tell a receiver that answers as it is told.</summary>
internal sealed class AlertStage : IAsyncDisposable
{
    public static readonly Uri Address = new("https://ops.contoso.example/api/alerts");

    private readonly List<Received> _received = [];

    private AlertStage(SimulatedClients clients) => Clients = clients;

    public SimulatedClients Clients { get; }

    public SimulatedAzure Azure => Clients.Azure;

    public Machine Machine => Clients.Plain();

    public SimulatedResourceGroup Group => Azure.Fleet.ResourceGroups.First(one => one.Name == Machine.ResourceGroup);

    /// <summary>What the receiver answers to the nth request, from 0; null: nothing, for ever.</summary>
    public Func<int, HttpStatusCode?> Answer { get; set; } = static _ => HttpStatusCode.Accepted;

    public IReadOnlyList<Received> All => [.. _received];

    public IReadOnlyList<JsonElement> Essentials =>
        [.. _received.Select(static one => one.Body.GetProperty("data").GetProperty("essentials"))];

    public static async Task<AlertStage> Start(Func<AlertDeliveryOptions, AlertDeliveryOptions>? with = null)
    {
        var stage = new AlertStage(await Asking.Start());
        var options = new AlertDeliveryOptions { Send = stage.Take };
        stage.Azure.Alerts.Deliver(with?.Invoke(options) ?? options);
        return stage;
    }

    public string ActionGroup(string name = "ops", string? audience = null) =>
        Azure.Alerts.Rules.ActionGroup(Group, name, Address, audience);

    public string Availability(Func<MetricRuleOptions, MetricRuleOptions>? with = null)
    {
        var options = new MetricRuleOptions
        {
            Scopes = [Machine.Id], Metric = "VmAvailabilityMetric", Operator = "LessThan", Threshold = 1, Severity = 1,
            ActionGroups = [ActionGroup()],
        };
        return Azure.Alerts.Rules.Metric(Group, "vm-availability", with?.Invoke(options) ?? options);
    }

    public ValueTask DisposeAsync() => Clients.DisposeAsync();

    private async Task<HttpResponseMessage> Take(HttpRequestMessage request, CancellationToken ct)
    {
        var text = await request.Content!.ReadAsStringAsync(ct);
        var headers = request.Headers.ToDictionary(
            static one => one.Key, static one => string.Join(',', one.Value), StringComparer.OrdinalIgnoreCase);
        _received.Add(new(Azure.Time.GetUtcNow(), request.RequestUri!, headers, JsonSerializer.Deserialize<JsonElement>(text)));
        if (Answer(_received.Count - 1) is { } status)
            return new HttpResponseMessage(status);
        await Task.Delay(Timeout.InfiniteTimeSpan, Azure.Time, ct);
        throw new InvalidOperationException("Never.");
    }

    internal sealed record Received(DateTimeOffset At, Uri Address, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
}
