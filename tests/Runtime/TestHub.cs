using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.Local;
using OpsFunctions.Local.Hub;
using Xunit;

namespace OpsFunctions.Tests.Runtime;

public enum StoreKind
{
    Memory,
    Sqlite,
}

/// <summary>A task hub in manual time, on either store.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    private readonly string? _folder;
    private readonly ILoggerFactory _loggers;
    private TaskHub _hub;

    public TestHub(StoreKind kind, TestTasks tasks, ILoggerFactory? loggers = null, int maxActivities = 10)
    {
        Tasks = tasks;
        MaxActivities = maxActivities;
        _loggers = loggers ?? NullLoggerFactory.Instance;
        _folder = kind == StoreKind.Sqlite ? Directory.CreateTempSubdirectory("hub").FullName : null;
        _hub = Open();
        Client = new HubClient(_hub);
    }

    public TestTasks Tasks { get; }

    public int MaxActivities { get; }

    public ManualTime Time { get; } = new();

    public WorkMeter Meter { get; private set; } = new();

    public DurableTaskClient Client { get; private set; }

    public ITaskHubStore Store => _hub.Store;

    public string StorePath => Path.Combine(_folder!, "hub.db");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<string> StartAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id), Cancellation);

    /// <summary>Starts an orchestration and moves time on until it has ended.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await FinishAsync(await StartAsync(name, input, id));

    public async Task<T?> ResultAsync<T>(string name, object? input = null)
    {
        var ended = await RunAsync(name, input);
        Assert.True(ended.RuntimeStatus == OrchestrationRuntimeStatus.Completed, ended.FailureDetails?.ToString());
        return ended.ReadOutputAs<T>();
    }

    public async Task<OrchestrationMetadata> FinishAsync(string id)
    {
        while (true)
        {
            await IdleAsync();
            var state = await Client.GetInstanceAsync(id, true, Cancellation);
            if (state is null or { IsCompleted: true })
            {
                return state ?? throw new InvalidOperationException($"There is no instance '{id}'.");
            }

            Assert.True(Time.Jump(), $"'{id}' is {state.RuntimeStatus} and nothing is due.");
        }
    }

    public async Task<OrchestrationMetadata> StateAsync(string id)
    {
        await IdleAsync();
        return (await Client.GetInstanceAsync(id, true, Cancellation))!;
    }

    public Task IdleAsync() => Meter.WhenIdleAsync(Cancellation).WaitAsync(Guard, Cancellation);

    /// <summary>Stops and starts anew on the same store.</summary>
    public async Task RestartAsync()
    {
        await _hub.StopAsync(new CancellationToken(true));
        _hub.Dispose();
        Meter = new WorkMeter();
        _hub = Open();
        Client = new HubClient(_hub);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.StopAsync(new CancellationToken(true));
        _hub.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, true);
        }
    }

    private TaskHub Open()
    {
        var services = new HubServices(Tasks, TestTasks.Converter, Time, Meter, _loggers) { MaxConcurrentActivities = MaxActivities };
        var hub = new TaskHub(services, _folder is null ? new MemoryStore() : new SqliteStore(StorePath));
        hub.Start();
        return hub;
    }
}
