using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.FunctionsHost;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>The app over HTTP, and what became of the alerts that were sent to it.</summary>
internal sealed class AlertSuite : IAsyncDisposable
{
    public const string Key = "a-key-of-these-tests";
    public const string Secret = "secret-of-a-monitor-0123456789abcdef";

    private AlertSuite(SuiteHost host)
    {
        Host = host;
        Http = new HttpClient { BaseAddress = host.Local.Address };
    }

    public SuiteHost Host { get; }

    public HttpClient Http { get; }

    public SimulatedAzure Azure => Host.Azure;

    public DateTimeOffset Now => Azure.Time.GetUtcNow();

    public StateStore State => Host.Services.GetRequiredService<StateStore>();

    public static async Task<AlertSuite> StartAsync(params (string Name, string? Value)[] settings) => new(await SuiteHost.StartAsync(
        new FleetOptions { Machines = 3 }, httpPort: 0,
        [
            ("Ops:KeyHashes:0", AccessKeys.HashOf(Key)), ("Ops:Signers:monitor:Secret", Secret), ("Ops:Signers:monitor:Roles",
                "Ops.Alerts"),
            ("Ops:Grafana:Signer", "monitor"), .. settings,
        ]));

    public Task<HttpResponseMessage> PostAsync(string body) => PostAsync(Encoding.UTF8.GetBytes(body));

    public async Task<HttpResponseMessage> PostAsync(byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/alerts") { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers.Length > 0 ? headers : [(AccessKeys.Header, Key)])
            request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, TestHub.Cancellation);
    }

    /// <summary>Sends it, and lets happen what follows at once.</summary>
    public async Task<int> TakeAsync(string body)
    {
        using var answer = await PostAsync(body);
        await SettledAsync();
        return (int)answer.StatusCode;
    }

    /// <summary>Long enough for the queue to be looked at.</summary>
    public Task SettledAsync() => PassAsync(TimeSpan.FromSeconds(1));

    public Task PassAsync(TimeSpan time) => Host.UntilAsync(Now + time);

    /// <summary>Ids of the incidents that were begun.</summary>
    public async Task<IReadOnlyList<string>> IncidentsAsync() => await Host.Client
        .GetAllInstancesAsync(new OrchestrationQuery { InstanceIdPrefix = "remediation-" })
        .Select(one => one.InstanceId).Order(StringComparer.Ordinal).ToListAsync();

    public async Task<JsonElement> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(AccessKeys.Header, Key);
        using var answer = await Http.SendAsync(request, TestHub.Cancellation);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestHub.Cancellation)).RootElement;
    }

    public async Task<int> ReplayAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/alerts/poison/replay");
        request.Headers.Add(AccessKeys.Header, Key);
        using var answer = await Http.SendAsync(request, TestHub.Cancellation);
        var text = await answer.Content.ReadAsStringAsync(TestHub.Cancellation);
        return JsonDocument.Parse(text).RootElement.GetProperty("replayed").GetInt32();
    }

    public int Queued(string queue) => Azure.Queues.Count(LocalAppOptions.DefaultAccount, queue);

    public (int Waiting, int Poison) Queues => (Queued(AlertQueue.Name), Queued(AlertQueue.Poison));

    public ValueTask<List<string>> DocumentsAsync(string folder) =>
        State.ListAsync(folder, TestHub.Cancellation).Select(one => one.Name).ToListAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}
