using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
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
using OpsFunctions.Tests.Events;
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
    public void The_queue_trigger_and_its_extension_are_published()
    {
        using var metadata = JsonDocument.Parse(File.ReadAllText(Path.Combine(published.Path, "functions.metadata")));
        var receives = metadata.RootElement.EnumerateArray()
            .Single(f => f.GetProperty("name").GetString() == nameof(EventTriggers.ReceiveEvents));
        var trigger = receives.GetProperty("bindings")[0];
        using var extensions = JsonDocument.Parse(File.ReadAllText(Path.Combine(published.Path, "extensions.json")));
        var names = extensions.RootElement.GetProperty("extensions").EnumerateArray().Select(one => one.GetProperty("name").GetString());

        Assert.Equal(
            ("queueTrigger", "ops-events", "OpsQueues", "String"),
            (Text(trigger, "type"), Text(trigger, "queueName"), Text(trigger, "connection"), Text(trigger, "dataType")));
        Assert.Contains("AzureStorageQueues", names);
        Assert.True(File.Exists(Path.Combine(published.Path, ".azurefunctions", "Microsoft.Azure.WebJobs.Extensions.Storage.Queues.dll")));

        static string? Text(JsonElement binding, string name) => binding.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_published_app_takes_each_event_once_also_where_its_process_is_killed()
    {
        const int events = 60;
        var folder = published.Copy();
        var hostJson = Path.Combine(folder, "host.json");
        // What a killed process held comes back at once, not after two minutes of the real clock.
        await File.WriteAllTextAsync(
            hostJson,
            (await File.ReadAllTextAsync(hostJson, TestHub.Cancellation)).Replace("\"00:02:00\"", "\"00:00:00\"", StringComparison.Ordinal),
            TestHub.Cancellation);
        await using var azure = await AzureAsync();
        var machine = azure.Fleet.Machines[0];
        for (var n = 0; n < events; n++)
        {
            var text = EventTexts.EventGrid($"e-{n}", machine.Id, $"/subscriptions/{machine.SubscriptionId}");
            azure.Queues.Put("opsstate", "ops-events", n % 2 == 0 ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        }

        azure.Queues.Put("opsstate", "ops-events", "no event");
        await using (var app = await StartAsync(azure, folder))
        {
            await UntilAsync(() => Recorded(azure).Count > 5);
            app.Host.KillWorker();
            await UntilAsync(() => azure.Queues.Count("opsstate", "ops-events") == 0);
            Assert.False(app.Host.Fault.IsCompleted);
            await app.StopAsync(TestHub.Cancellation);
        }

        Assert.Equal(events, Recorded(azure).Count);
        Assert.Equal(events, Recorded(azure).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("no event", Assert.Single(azure.Queues.Messages("opsstate", "ops-events-poison")).Text);
        Directory.Delete(folder, true);
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
        await UntilAsync(() => azure.Calls.Total >= callsBefore + 5);
        app.Host.KillWorker();
        using var guard = new CancellationTokenSource(Guard);
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
            while (await Task.WhenAny(asked, app.Host.Fault).WaitAsync(Guard, TestHub.Cancellation) == asked
                && !(await asked).IsSuccessStatusCode)
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
            Published = new PublishedApp(folder, azure.Address),
            Host = new LocalHostOptions { HttpPort = 0 },
            KeyHashes = [AccessKeys.HashOf(Key)],
            Settings = settings.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal),
            Logging = logging => logging.SetMinimumLevel(LogLevel.None),
        }, TestHub.Cancellation);

    private static List<string> Recorded(SimulatedAzure azure) =>
    [
        .. azure.Calls.Changes
            .Where(change => change is { Operation: "BlockBlob_Upload", Status: 201 })
            .Select(change => change.Target)
            .Where(target => target.Contains("/state/events/", StringComparison.Ordinal)),
    ];

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var guard = new CancellationTokenSource(Guard);
        while (!holds())
        {
            await Task.Yield();
            guard.Token.ThrowIfCancellationRequested();
        }
    }

    private static HttpClient Http(LocalApp app)
    {
        var http = new HttpClient { BaseAddress = app.Host.Address };
        http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
        return http;
    }
}
