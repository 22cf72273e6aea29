using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.Functions.Http;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Workers;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.FunctionsHost;
using OpsFunctions.Tests.FunctionsHost.Published;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>The published app with the settings that are deployed and no other, as a process of its own on simulated Azure.</summary>
public sealed class DeployedAppTests(PublishedFolder published) : IClassFixture<PublishedFolder>
{
    private const string Key = "a-key-of-these-tests";

    /// <summary>One that the app reads, one of a connection, two of timers. The local host asks for no name of a task hub.</summary>
    public static TheoryData<string> Needed =>
        ["Ops__StorageAccount", "OpsQueues__accountName", "Snapshots__Schedule", "Access__WatchSchedule"];

    [Fact]
    public async Task The_published_app_starts_with_exactly_the_settings_that_are_deployed_and_answers()
    {
        await using var azure = await AzureAsync();
        await using var host = await StartAsync(azure, Settings(azure));
        using var http = new HttpClient { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);

        var health = await http.GetFromJsonAsync<JsonElement>("api/health", TestHub.Cancellation);
        var started = await http.PostAsync("api/runs/rightsizing", null, TestHub.Cancellation);

        Assert.Equal("running", health.GetProperty("status").GetString());
        // Not null: the queues were read, by the identity and in the account that are set.
        Assert.Equal(0, health.GetProperty("poison").GetInt32());
        Assert.Equal(0, health.GetProperty("alertPoison").GetInt32());
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await host.StopAsync(TestHub.Cancellation);
    }

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task It_does_not_start_without(string setting)
    {
        await using var azure = await AzureAsync();
        var settings = Settings(azure);
        Assert.True(settings.Remove(setting));

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(azure, settings));

        Assert.Contains(setting.Split("__")[^1], failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static Task<SimulatedAzure> AzureAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        return SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 20, Start = now }, Start = now, Listens = true, Time = TimeProvider.System,
        });
    }

    // Replaced is what is another's there: the subscription, a key whose text is known, and what only a deployment knows.
    private static Dictionary<string, string?> Settings(SimulatedAzure azure)
    {
        var settings = AppSettingsTests.Readable(Snapshot.Small.AppSettings, azure.ClientId)
            .ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal);
        settings["Ops__Subscriptions__0"] = azure.Fleet.Subscriptions[0].Id;
        settings["Ops__KeyHashes__0"] = AccessKeys.HashOf(Key);
        return settings;
    }

    private async Task<LocalHost> StartAsync(SimulatedAzure azure, Dictionary<string, string?> settings)
    {
        // Where Azure would set them: the host, too, reads queues by the identity.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
        var environment = new Dictionary<string, string?>(settings, StringComparer.Ordinal)
        {
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "OpsFunctions.Hook.dll"),
            ["OPS_SIMULATED_AZURE"] = azure.Address.ToString(),
            ["OPS_SIMULATED_CLIENT"] = azure.ClientId,
        };
        var options = new LocalHostOptions
        {
            HttpPort = 0, StorageTransport = azure.CreateTransport(),
            Setting = name => settings.GetValueOrDefault(name.Replace(":", "__", StringComparison.Ordinal)),
        };
        var worker = new WorkerProcess(published.Path, environment, NullLogger<WorkerProcess>.Instance);
        var host = new LocalHost(options, worker, NullLoggerFactory.Instance);
        try
        {
            await host.StartAsync(TestHub.Cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
