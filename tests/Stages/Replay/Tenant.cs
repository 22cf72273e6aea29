using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Replay;

/// <summary>Our answer to a request.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, JsonNode? Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string? ErrorCode =>
        ((Body as JsonObject)?["error"] as JsonObject)?["code"]?.ToString() ?? (Body as JsonObject)?["code"]?.ToString();

    public bool IsNotSimulated => Status == 501 && ErrorCode is "NotSimulated";

    public string Short => $"{Status} {ErrorCode} {((Body as JsonObject)?["error"] as JsonObject)?["message"]}".TrimEnd();
}

/// <summary>Simulated Azure with all rights, asked by plain requests.</summary>
internal sealed class Tenant : IAsyncDisposable
{
    private readonly Dictionary<string, HttpPipeline> _pipelines = new(StringComparer.Ordinal);

    private Tenant(SimulatedAzure azure) => Azure = azure;

    public SimulatedAzure Azure { get; }

    /// <param name="start">Where its clock stands at first.</param>
    public static async Task<Tenant> StartAsync(DateTimeOffset start)
    {
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 1 }, EnforceThrottling = false, AllowsUnknown = true, Start = start,
        });
        azure.Roles.Replace(Roles.Everything);
        return new Tenant(azure);
    }

    /// <summary>Sends it as it is.</summary>
    public async Task<Answer> SendAsync(
        string method, string host, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var message = Pipeline(host).CreateMessage();
        message.Request.Method = RequestMethod.Parse(method);
        message.Request.Uri.Reset(new Uri($"https://{host}{path}"));
        foreach (var (name, value) in headers)
            message.Request.Headers.SetValue(name, value);
        if (body is not null)
        {
            message.Request.Headers.SetValue("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(BinaryData.FromString(body.ToJsonString()));
        }
        await Pipeline(host).SendAsync(message, CancellationToken.None);
        var answer = message.Response;
        return new Answer(
            answer.Status, answer.Headers.ToDictionary(
                static one => one.Name.ToLowerInvariant(), static one => one.Value, StringComparer.OrdinalIgnoreCase),
            answer.Content.ToMemory().Length == 0 ? null : JsonNode.Parse(answer.Content));
    }

    /// <summary>The same to the resource manager.</summary>
    public Task<Answer> SendAsync(string method, string path, JsonNode? body = null) =>
        SendAsync(method, "management.azure.com", path, body);

    public void Advance(TimeSpan by) => Azure.Clock.AdvanceTo(Azure.Time.GetUtcNow() + by);

    public ValueTask DisposeAsync() => Azure.DisposeAsync();

    private HttpPipeline Pipeline(string host)
    {
        if (_pipelines.TryGetValue(host, out var known))
            return known;
        var transport = Azure.CreateTransport();
        var options = new Plain { Transport = transport };
        options.Retry.MaxRetries = 0;
        var scope = host is "management.azure.com" ? "https://management.azure.com/.default" : $"https://{host}/.default";
        return _pipelines[host] = HttpPipelineBuilder.Build(
            options,
            new BearerTokenAuthenticationPolicy(LocalApp.SimulatedIdentities(LocalApp.IdentitiesOf(Azure), transport).Read, scope));
    }

    private sealed class Plain : ClientOptions;
}
