using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpsFunctions.Functions;
using OpsFunctions.FunctionsHost;
using OpsFunctions.FunctionsHost.Workers;
using OpsFunctions.Stages;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost;

/// <summary>The local host with the official worker in manual time, on either store, or the official engine; tasks are lambdas.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(30);

    // The official engine does not tell when it rests.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(400);

    private readonly string? _folder;
    private readonly ILoggerFactory? _loggers;
    private LocalHost _host = null!;
    private DurableTaskTestHost? _official;

    private TestHub(HubKind kind, TestTasks tasks, ILoggerFactory? loggers, int maxActivities)
    {
        IsOfficial = kind == HubKind.Official;
        Tasks = tasks;
        MaxActivities = maxActivities;
        _loggers = loggers;
        _folder = kind == HubKind.Sqlite ? Directory.CreateTempSubdirectory("hub").FullName : null;
    }

    public bool IsOfficial { get; }

    public TestTasks Tasks { get; private set; }

    public int MaxActivities { get; }

    public ManualTime Time { get; } = new();

    public WorkMeter Meter => _host.Work;

    public DurableTaskClient Client => _official?.Client ?? _host.Client;

    public DateTimeOffset Now => IsOfficial ? TimeProvider.System.GetUtcNow() : Time.GetUtcNow();

    public LocalHost Host => _host;

    public string StorePath => Path.Combine(_folder!, "hub.db");

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestHub> StartAsync(HubKind kind, TestTasks tasks, ILoggerFactory? loggers = null, int maxActivities = 10)
    {
        if (kind == HubKind.Official)
        {
            Judge.SkipWhereItIsNotAsked();
        }

        var hub = new TestHub(kind, tasks, loggers, maxActivities);
        await hub.OpenAsync();
        return hub;
    }

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
        if (IsOfficial)
        {
            return await Client.WaitForInstanceCompletionAsync(id, true, Cancellation).WaitAsync(Guard, Cancellation);
        }

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

    public Task IdleAsync() =>
        IsOfficial ? Task.Delay(Settling, Cancellation) : Meter.WhenIdleAsync(Cancellation).WaitAsync(Guard, Cancellation);

    public async Task AdvanceAsync(TimeSpan by)
    {
        if (IsOfficial)
        {
            await Task.Delay(by, Cancellation);
        }
        else
        {
            Time.Advance(by);
        }
    }

    /// <summary>To the next due moment; on the real clock <paramref name="due"/> later.</summary>
    public Task JumpAsync(TimeSpan due) => AdvanceAsync(IsOfficial ? due : Time.NextDue()!.Value - Time.GetUtcNow());

    /// <summary>It is that moment: exactly, or on the real clock at the earliest.</summary>
    public void AssertIsNow(DateTimeOffset expected)
    {
        if (IsOfficial)
        {
            Assert.True(Now >= expected, $"{Now:o} is before {expected:o}");
        }
        else
        {
            Assert.Equal(expected, Now);
        }
    }

    public void AssertNothingIsDue()
    {
        if (!IsOfficial)
        {
            Assert.Null(Time.NextDue());
        }
    }

    /// <summary>Stops and starts anew on the same store.</summary>
    /// <param name="tasks">The app's tasks from then on; null: the same.</param>
    public async Task RestartAsync(TestTasks? tasks = null)
    {
        Tasks = tasks ?? Tasks;
        await CloseAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, true);
        }
    }

    /// <summary>The official worker in this process, with these tasks and no other functions.</summary>
    public static InProcessWorker Worker(TestTasks tasks, ILoggerFactory? loggers = null) =>
        new(typeof(App).Assembly, builder => Configure(builder, tasks, loggers));

    private static void Configure(FunctionsApplicationBuilder builder, TestTasks tasks, ILoggerFactory? loggers)
    {
        builder.Logging.ClearProviders();
        if (loggers is not null)
        {
            builder.Services.AddSingleton(loggers);
        }

        FunctionsOfTypes.Use(builder, []);
        builder.ConfigureDurableWorker().AddTasks(tasks.Register);
    }

    private async Task OpenAsync()
    {
        if (IsOfficial)
        {
            _official = await Judge.StartAsync(Tasks, _loggers);
            return;
        }

        var options = new LocalHostOptions
        {
            Time = Time,
            StorePath = _folder is null ? null : StorePath,
            MaxConcurrentActivities = MaxActivities,
        };
        _host = new LocalHost(options, Worker(Tasks, _loggers), NullLoggerFactory.Instance);
        await _host.StartAsync(Cancellation);
    }

    private async Task CloseAsync()
    {
        if (_official is not null)
        {
            await _official.DisposeAsync();
            return;
        }

        await _host.StopAsync(new CancellationToken(true));
        await _host.DisposeAsync();
    }
}
