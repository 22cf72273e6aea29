using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OpsFunctions.Functions;
using OpsFunctions.Functions.Http;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Published;

/// <summary>What is deployed: the published folder, and its app as a process of its own on simulated Azure.</summary>
public sealed class PublishedAppTests(PublishedFolder published) : IClassFixture<PublishedFolder>
{
    private const string Key = "a-key-of-these-tests";
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(2);

    [Fact]
    public void The_published_folder_has_what_the_functions_host_looks_for()
    {
        string[] expected =
        [
            "worker.config.json", "functions.metadata", "extensions.json", "host.json", ".azurefunctions", "OpsFunctions.Functions.dll",
        ];
        var there = Directory.EnumerateFileSystemEntries(published.Path).Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(expected.ToHashSet(StringComparer.Ordinal), there!);
        Assert.DoesNotContain("OpsFunctions.Simulator.dll", there);
        Assert.DoesNotContain("OpsFunctions.Hook.dll", there);
    }

    [Fact]
    public void Every_function_of_the_source_is_in_the_published_metadata()
    {
        using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(published.Path, "functions.metadata")));
        var deployed = metadata.RootElement.EnumerateArray().Select(f => f.GetProperty("name").GetString()!).Order(StringComparer.Ordinal);
        var written = new[] { typeof(App).Assembly, typeof(Mode).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .Order(StringComparer.Ordinal);
        Assert.Equal(written, deployed);
    }

    [Fact]
    public async Task The_published_app_answers_and_a_run_survives_that_its_process_is_killed()
    {
        await using var azure = await AzureAsync();
        await using var app = await StartAsync(azure, published.Path);
        using var http = Http(app);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/health", TestHub.Cancellation)).StatusCode);

        var callsBefore = azure.Calls.Total;
        var started = await http.PostAsync("api/runs/rightsizing", null, TestHub.Cancellation);
        var run = (await started.Content.ReadFromJsonAsync<JsonElement>(TestHub.Cancellation)).GetProperty("id").GetString()!;
        using var guard = new CancellationTokenSource(Guard);
        while (azure.Calls.Total < callsBefore + 5)
        {
            await Task.Yield();
            guard.Token.ThrowIfCancellationRequested();
        }

        app.Host.KillWorker();
        var ended = await app.Host.Client.WaitForInstanceCompletionAsync(run, true, guard.Token);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        var reports = await http.GetFromJsonAsync<string[]>("api/reports", guard.Token);
        Assert.Contains($"/api/reports/rightsizing/{run}.json", reports!);
        Assert.False(app.Host.Fault.IsCompleted);
        await app.StopAsync(TestHub.Cancellation);
    }

    [Fact]
    public async Task A_worker_that_keeps_dying_stops_the_host_with_the_reason()
    {
        await using var azure = await AzureAsync();
        await using var app = await StartAsync(azure, published.Path);
        using var http = Http(app);
        for (var death = 1; !app.Host.Fault.IsCompleted && death <= 10; death++)
        {
            app.Host.KillWorker();

            // Until the next worker answers, or the host gives up: one that is killed while it starts is another case.
            var asked = http.GetAsync("api/health", TestHub.Cancellation);
            while (await Task.WhenAny(asked, app.Host.Fault).WaitAsync(Guard, TestHub.Cancellation) == asked && !(await asked).IsSuccessStatusCode)
            {
                asked = http.GetAsync("api/health", TestHub.Cancellation);
            }
        }

        Assert.Contains(
            "the worker died 4 times within 5 minutes",
            await app.Host.Fault.WaitAsync(Guard, TestHub.Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_route_prefix_is_that_of_host_json()
    {
        var folder = published.Copy();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "host.json"),
            """{ "version": "2.0", "extensions": { "http": { "routePrefix": "ops" } } }""",
            TestHub.Cancellation);
        await using (var azure = await AzureAsync())
        await using (var app = await StartAsync(azure, folder))
        {
            using var http = Http(app);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("ops/health", TestHub.Cancellation)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("api/health", TestHub.Cancellation)).StatusCode);
        }

        Directory.Delete(folder, true);
    }

    [Fact]
    public async Task A_setting_that_is_wrong_stops_the_start_and_the_apps_own_words_are_told()
    {
        await using var azure = await AzureAsync();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(azure, published.Path, ("Rightsizing:LookBackDays", "0")));
        Assert.Contains("LookBackDays", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_an_app_is_refused_and_named()
    {
        await using var azure = await AzureAsync();
        var empty = Directory.CreateTempSubdirectory("no-app").FullName;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(azure, empty));
        Assert.Contains($"'{empty}' holds no published function app", failure.Message, StringComparison.Ordinal);
        Directory.Delete(empty);
    }

    private static Task<SimulatedAzure> AzureAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        return SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 20, Start = now }, Start = now, Listens = true, Time = TimeProvider.System,
        });
    }

    private static Task<LocalApp> StartAsync(SimulatedAzure azure, string folder, params (string Name, string? Value)[] settings) =>
        LocalApp.StartAsync(LocalApp.On(azure) with
        {
            Published = new PublishedApp(folder, azure.Address, azure.ClientId),
            Host = new LocalHostOptions { HttpPort = 0 },
            KeyHashes = [AccessKeys.HashOf(Key)],
            Settings = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
            Logging = logging => logging.SetMinimumLevel(LogLevel.None),
        }, TestHub.Cancellation);

    private static HttpClient Http(LocalApp app)
    {
        var http = new HttpClient { BaseAddress = app.Host.Address };
        http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
        return http;
    }
}
