using System.Text;
using Microsoft.Azure.Functions.Worker.Builder;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Local.Cli;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Queues;
using OpsFunctions.Tests.FunctionsHost.Hosting;
using OpsFunctions.Tests.Simulator;

namespace OpsFunctions.Tests.FunctionsHost.Queues;

/// <summary>Queue functions on the local host and on queues of simulated Azure, both in manual time.</summary>
internal sealed class QueueApp : IAsyncDisposable
{
    public const string Account = "opsstate";

    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly QueueStage _stage;

    private QueueApp(TestHost host, QueueStage stage)
    {
        Host = host;
        _stage = stage;
    }

    public TestHost Host { get; }

    public SimulatedAzure Azure => _stage.Azure;

    public ManualTime Time => _stage.Time;

    public IEnumerable<string> Journal => Host.Journal;

    /// <summary>How often messages were asked for.</summary>
    public long Looks => Azure.Calls.Of("Messages_Dequeue");

    /// <param name="functions">The app's functions.</param>
    /// <param name="json">What <c>extensions.queues</c> of host.json holds.</param>
    /// <param name="watched">The host is told when a queue has something; else it polls.</param>
    /// <param name="stage">Where the queues are; null: a stage of its own.</param>
    /// <param name="configure">Adds to the app.</param>
    public static async Task<QueueApp> StartAsync(
        Type[] functions,
        string json = "{}",
        bool watched = true,
        QueueStage? stage = null,
        Action<FunctionsApplicationBuilder>? configure = null)
    {
        stage ??= await QueueStage.OpenAsync();
        var options = stage.Options(json);
        options = watched ? options : options with { Queues = null };
        return new(await TestHost.StartAsync(functions, stage.Time, options, configure, stage.Settings), stage);
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a text as the official client does by default, and lets happen what follows at once.</summary>
    public Task PutAsync(string queue, string text) => PutRawAsync(queue, Base64(text));

    public Task PutRawAsync(string queue, string text)
    {
        Azure.Queues.Put(Account, queue, text);
        return SettleAsync();
    }

    public Task SettleAsync() => Host.AdvanceAsync(TimeSpan.Zero);

    public Task AdvanceAsync(TimeSpan by) => Host.AdvanceAsync(by);

    /// <summary>What is in a queue, visible or not.</summary>
    public IReadOnlyList<QueuedMessage> Messages(string queue) => Azure.Queues.Messages(Account, queue);

    public IEnumerable<string> Texts(string queue) => Messages(queue).Select(m => m.Text);

    /// <summary>Lets happen what is due now until it is so, while functions run.</summary>
    public Task UntilAsync(Func<bool> condition) => UntilAsync(Time, condition);

    public static Task UntilAsync(ManualTime time, Func<bool> condition) => UntilTrueAsync(() =>
    {
        time.Advance(TimeSpan.Zero);
        return condition();
    });

    /// <summary>Waits, in real time, for what a function that is still running lets happen.</summary>
    public static async Task UntilTrueAsync(Func<bool> condition)
    {
        using var guard = new CancellationTokenSource(Guard);
        while (!condition())
        {
            await Task.Yield();
            guard.Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Stops the host; its queues stay.</summary>
    public async Task<QueueStage> StopAsync()
    {
        await Host.DisposeAsync();
        return _stage;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _stage.DisposeAsync();
    }
}

/// <summary>Simulated Azure with queues, and what a host needs to find them.</summary>
internal sealed class QueueStage : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("queues").FullName;
    private readonly SimulatedClients _clients;

    private QueueStage(SimulatedClients clients, ManualTime time)
    {
        _clients = clients;
        Time = time;
        // They read more than the app does.
        clients.Azure.Roles.Replace([new("Queues", "Everything with queues.", ["*"], [], ["*"], [], [RoleDefinition.Scopes])]);
    }

    public SimulatedAzure Azure => _clients.Azure;

    public ManualTime Time { get; }

    public (string Key, string Value)[] Settings =>
    [
        ("AzureWebJobsStorage:accountName", QueueApp.Account),
        ("AzureWebJobsStorage:credential", "managedidentity"),
        ("AzureWebJobsStorage:clientId", Azure.ClientId),
        ("Ops:Queue", "jobs"),
    ];

    public static async Task<QueueStage> OpenAsync()
    {
        var time = new ManualTime();
        return new(await SimulatedClients.Start(options: new SimulatedAzureOptions { Time = time }), time);
    }

    public LocalHostOptions Options(string json = "{}")
    {
        var file = Path.Combine(_folder, "host.json");
        File.WriteAllText(file, $$"""{ "version": "2.0", "extensions": { "queues": {{json}} } }""");
        return new LocalHostOptions
        {
            Time = Time,
            HostJsonPath = file,
            StorageTransport = Azure.CreateTransport(),
            Queues = new SimulatedQueueWatch(Azure.Queues),
            GracePeriod = TimeSpan.FromSeconds(30),
        };
    }

    public Azure.Storage.Queues.QueueClient Client(string queue) => _clients.Queue(queue, QueueApp.Account);

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        Directory.Delete(_folder, true);
    }
}
