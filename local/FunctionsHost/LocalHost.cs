using System.Text.Json;
using Grpc.Net.Client;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Http;
using OpsFunctions.FunctionsHost.Hub;
using OpsFunctions.FunctionsHost.Queues;
using OpsFunctions.FunctionsHost.Rpc;
using OpsFunctions.FunctionsHost.Store;
using OpsFunctions.FunctionsHost.Timers;
using OpsFunctions.FunctionsHost.Workers;

namespace OpsFunctions.FunctionsHost;

/// <summary>
/// A Functions host for one machine: starts the official worker, speaks the worker protocol and Durable's with it, and is what Azure's host
/// is to it.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    private readonly LocalHostOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<LocalHost> _log;
    private readonly HostJson _hostJson;
    private readonly ITaskHubStore _store;
    private readonly Steps _steps;
    private readonly Invoker _invoker;
    private readonly TaskHub _hub;
    private readonly ExpectedWorkers _expected = new();
    private readonly WorkerKeeper _keeper;
    private RpcServer? _rpc;
    private GrpcChannel? _channel;
    private HttpFront? _front;
    private List<FunctionTimer> _timers = [];
    private QueueTriggers? _queues;

    /// <param name="launcher">Starts the app's worker.</param>
    /// <exception cref="InvalidOperationException">host.json is broken, or the store is in use or of another version.</exception>
    public LocalHost(LocalHostOptions options, IWorkerLauncher launcher, ILoggerFactory loggers)
    {
        _options = options;
        _loggers = loggers;
        _log = loggers.CreateLogger<LocalHost>();
        _hostJson = HostJson.Load(options.HostJsonPath, launcher.AppDirectory);
        ITaskHubStore store = options.StorePath is { } path ? new SqliteStore(path) : new MemoryStore(options.KeptInMemory);
        _store = options.Store?.Invoke(store) ?? store;
        var turns = options.MaxConcurrentTurns ?? _hostJson.MaxConcurrentTurns;
        var activities = options.MaxConcurrentActivities ?? _hostJson.MaxConcurrentActivities;
        _steps = new Steps(Work, turns, activities, options.InSequence);
        _invoker = new Invoker(options.Time, _hostJson.FunctionTimeout, loggers.CreateLogger<Invoker>());
        _hub = new TaskHub(options.Time, Work, _invoker, _steps, _store, loggers.CreateLogger<TaskHub>())
        {
            IsPortable = options.IsPortable,
        };
        _keeper = new WorkerKeeper(launcher, options.StartLimit, _expected, _invoker, loggers);
        _invoker.Bind = BindClients;
        _invoker.OnStuck = function => _keeper.End($"function '{function}' does not end");
        _hub.OnFault = fault => _keeper.Fail($"the task hub's store has failed: {fault.Message}");
    }

    /// <summary>Completes, with the reason, when the host cannot go on and has to be stopped.</summary>
    public Task<string> Fault => _keeper.Fault;

    /// <summary>Where HTTP functions answer; null without a listener and before the start.</summary>
    public Uri? Address { get; private set; }

    public WorkMeter Work { get; } = new();

    /// <summary>Durable's own client, on this host.</summary>
    public DurableTaskClient Client { get; private set; } = null!;

    /// <summary>History events that an instance has cost so far, over all its generations; null where there is none.</summary>
    public long? HistoryLength(string instanceId) => _store.Find(instanceId)?.HistoryLength;

    /// <summary>In sequence, once nothing is in flight: lets the next root go on. False where none waits, so that time may move.</summary>
    public bool Next() => _steps.Next();

    /// <summary>Ends the worker's process as a kill from outside would; another takes its place.</summary>
    internal void KillWorker() => _keeper.End("a test ends it");

    /// <exception cref="InvalidOperationException">What stops the start, with what to do.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        _rpc = await RpcServer.StartAsync(_expected, _hub, cancellation);
        Client = NewClient(_rpc.Address);
        var functions = await _keeper.StartAsync(_rpc.Address, cancellation);
        // All schedules and queues are read before anything runs: a missing setting stops the start.
        var schedules = functions.Of("timerTrigger")
            .Select(f => (Function: f, Schedule: TimerSchedule.Parse(f.Name, f.Trigger.Text("schedule") ?? string.Empty, _options.Setting)))
            .ToList();
        _queues = new QueueTriggers(functions.Of("queueTrigger"), _options, _hostJson.Queues, Work, _steps, _invoker, _log);
        await CheckWebServerAsync(functions, cancellation);
        _hub.Start();
        if (_options.HttpPort is not null)
        {
            var log = _loggers.CreateLogger<HttpInvocations>();
            var invocations = new HttpInvocations(_invoker, _options.MaxRequestBodyBytes, log, _steps.Aborted);
            _front = new HttpFront(_options, _hostJson.RoutePrefix, Work, invocations, _loggers);
            Address = await _front.StartAsync(functions, cancellation);
            HostLog.Listening(_log, Address, _hostJson.RoutePrefix);
        }

        _timers = [.. schedules.Select(s => new FunctionTimer(s.Function, s.Schedule, _hub, _steps, _options.Time, RepeatAsync, _log))];
        foreach (var timer in _timers)
        {
            await timer.StartAsync();
        }

        _queues.Start();
    }

    /// <summary>Lets what runs come to its end within the grace period, and stops the worker.</summary>
    /// <param name="hurry">Cancelled: what runs is told to stop at once.</param>
    public async Task StopAsync(CancellationToken hurry = default)
    {
        using var grace = new CancellationTokenSource(_options.GracePeriod, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(grace.Token, hurry);
        _timers.ForEach(t => t.Stop());
        _queues?.Stop();
        if (_front is not null)
        {
            await _front.StopAsync(either.Token);
        }

        await _steps.StopAsync(either.Token);
        await _keeper.StopAsync();
        if (_queues is not null)
        {
            await _queues.EndAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _timers.ForEach(t => t.Dispose());
        _queues?.Dispose();
        await _keeper.DisposeAsync();
        if (_front is not null)
        {
            await _front.DisposeAsync();
        }

        if (_channel is not null)
        {
            await Client.DisposeAsync();
            _channel.Dispose();
        }

        if (_rpc is not null)
        {
            await _rpc.DisposeAsync();
        }

        _hub.Dispose();
        _steps.Dispose();
        _store.Dispose();
    }

    private async Task CheckWebServerAsync(FunctionTable functions, CancellationToken cancellation)
    {
        var hasWebServer = (await _invoker.WorkerAsync(cancellation)).Channel.HttpUri is not null;
        if (!hasWebServer && functions.Of("httpTrigger").FirstOrDefault() is { } function)
        {
            throw new InvalidOperationException(
                $"Function '{function.Name}' answers HTTP, but the worker has no web server: "
                + "the app must call ConfigureFunctionsWebApplication.");
        }
    }

    private GrpcDurableTaskClient NewClient(Uri address)
    {
        // Its own connections: the official client waits as long as it takes.
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false },
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            DisposeHttpClient = true,
        });
        var options = new GrpcDurableTaskClientOptions { Channel = _channel, DataConverter = new PayloadConverter() };
        return new GrpcDurableTaskClient("local", options, _loggers.CreateLogger<GrpcDurableTaskClient>());
    }

    // A worker that dies in a timer's run has not run it: orchestrations that it started keep their ids.
    private async Task<InvocationResponse> RepeatAsync(FunctionInfo function, TypedData trigger, CancellationToken cancel) =>
        (await _invoker.RepeatAsync(table => table.Named(function.Name), f => Invocations.Of(f, trigger), isLimited: true, cancel))!;

    private void BindClients(FunctionInfo function, InvocationRequest request)
    {
        foreach (var binding in function.Bindings.Where(b => b.Is("durableClient")))
        {
            var client = JsonSerializer.Serialize(new
            {
                taskHubName = binding.Text("taskHub") ?? "local",
                connectionName = string.Empty,
                rpcBaseUrl = _rpc!.Address.ToString(),
                httpBaseUrl = $"{Address}runtime/webhooks/durabletask",
                requiredQueryStringParameters = string.Empty,
                maxGrpcMessageSizeInBytes = int.MaxValue,
                // Infinite, or waits end after 100 s.
                grpcHttpClientTimeout = "\"-00:00:00.0010000\"",
            });
            request.InputData.Add(new ParameterBinding { Name = binding.Name, Data = new TypedData { String = client } });
        }
    }
}
