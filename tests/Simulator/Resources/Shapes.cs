using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Resources;

/// <summary>One simulated Azure for a class of tests, with everything allowed: each test has names of its own.</summary>
public sealed class Shapes : IAsyncLifetime
{
    internal SimulatedClients Clients { get; private set; } = null!;

    internal HttpPipeline Pipeline { get; private set; } = null!;

    internal SimulatedAzure Azure => Clients.Azure;

    internal string Subscription => $"/subscriptions/{Clients.ProductionId}";

    public async ValueTask InitializeAsync()
    {
        Clients = await SimulatedClients.Start(machines: 12, new() { EnforceThrottling = false, AllowsUnknown = true });
        Azure.Roles.Replace(Roles.Everything);
        Pipeline = Clients.Pipeline();
    }

    public ValueTask DisposeAsync() => Clients.DisposeAsync();

    internal Task<Response> Get(string path, string version = "2025-05-01") => Send(RequestMethod.Get, path, version: version);

    internal Task<Response> Put(string path, object body, string version = "2025-05-01", params (string, string)[] headers) =>
        Send(RequestMethod.Put, path, body, version, headers);

    internal Task<Response> Delete(string path, string version = "2025-05-01") => Send(RequestMethod.Delete, path, version: version);

    internal Task<Response> Send(RequestMethod method, string path, object? body = null, string version = "2025-05-01",
        params (string, string)[] headers) =>
        Pipeline.Send(method, $"https://management.azure.com{path}{(path.Contains('?') ? '&' : '?')}api-version={version}", body, headers);

    /// <summary>Makes a group and gives back its id.</summary>
    internal async Task<string> Group(string name, string location = "westeurope")
    {
        var id = $"{Subscription}/resourceGroups/{name}";
        Assert.True((await Put(id, new { location })).Status is 200 or 201);
        return id;
    }

    /// <summary>Asks an accepted operation until it is over, by the address that a header names.</summary>
    internal async Task<Response> End(Response accepted, string header = "Azure-AsyncOperation")
    {
        Assert.True(accepted.Headers.TryGetValue(header, out var address), $"{accepted.Status}: {accepted.Content}");
        for (var i = 0; i < 60; i++)
        {
            var answer = await Pipeline.Get(address!);
            var isOver = header is "Location" ? answer.Status != 202 : answer.Json().GetProperty("status").GetString() is not "InProgress";
            if (isOver)
                return answer;
            Clients.Advance(10);
        }
        throw new InvalidOperationException("It never ends.");
    }

    /// <summary>Puts and waits for the end.</summary>
    internal async Task<JsonElement> Made(string path, object body)
    {
        var answer = await Put(path, body);
        Assert.True(answer.Status is 200 or 201, $"{answer.Status}: {answer.Content}");
        if (answer.Headers.Contains("Azure-AsyncOperation"))
            await End(answer);
        return (await Get(path)).Json();
    }

    internal static bool IsOfGateway(Response answer) =>
        answer.Headers.TryGetValue("x-ms-failure-cause", out var cause) && cause == "gateway";

    internal static string? Header(Response answer, string name) => answer.Headers.TryGetValue(name, out var value) ? value : null;
}
