using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using Content = OpsFunctions.FunctionsHost.Rpc.StreamingMessage.ContentOneofCase;

namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>The stream of one worker: handshake, functions, invocations, logs.</summary>
internal sealed class WorkerChannel(Action<RpcLog> log) : IDisposable
{
    private static readonly string[] HostCapabilities = ["V2Compatable", "HandlesInvocationCancelMessage"];

    private readonly Channel<StreamingMessage> _out =
        Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResponse>> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<FunctionLoadResponse>> _loads = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = Source();
    private readonly TaskCompletionSource _closed = Source();
    private readonly TaskCompletionSource<WorkerInitResponse> _ready = Source<WorkerInitResponse>();
    private readonly TaskCompletionSource<FunctionMetadataResponse> _metadata = Source<FunctionMetadataResponse>();
    private readonly CancellationTokenSource _end = new();

    /// <summary>Where the worker's own web server listens; null where it has none.</summary>
    public Uri? HttpUri { get; private set; }

    /// <summary>Completes when the stream has ended, whoever ended it.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Names the step that a worker is in until it is ready.</summary>
    public string Step { get; private set; } = "connect to the host";

    /// <summary>Carries the stream until it ends; called by the service that the worker dials.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> requests, IServerStreamWriter<StreamingMessage> responses, CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _end.Token);
        _connected.TrySetResult();
        var writing = WriteAsync(responses, either.Token);
        try
        {
            while (await requests.MoveNext(either.Token))
            {
                Receive(requests.Current);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or Grpc.Core.RpcException)
        {
            // The worker died, or the host stops: both end the stream.
        }
        finally
        {
            _out.Writer.TryComplete();
            _closed.TrySetResult();
            foreach (var open in _open.Values)
            {
                open.TrySetException(new WorkerGoneException());
            }

            await writing;
        }
    }

    /// <summary>The app's functions, loaded and ready to be called.</summary>
    /// <exception cref="InvalidOperationException">The worker refuses, or a function of its is none that this host can run.</exception>
    public async Task<FunctionTable> StartAsync(string appDirectory, CancellationToken patience)
    {
        await _connected.Task.WaitAsync(patience);
        Step = "answer the host's first message";
        var init = new WorkerInitRequest { HostVersion = "4.1000.0", WorkerDirectory = appDirectory, FunctionAppDirectory = appDirectory };
        Array.ForEach(HostCapabilities, capability => init.Capabilities[capability] = "true");
        Send(new StreamingMessage { WorkerInitRequest = init });
        var ready = await _ready.Task.WaitAsync(patience);
        Check(ready.Result, "The worker could not start");
        HttpUri = ready.Capabilities.TryGetValue("HttpUri", out var uri) ? new Uri(uri) : null;

        Step = "name its functions";
        Send(new StreamingMessage { FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appDirectory } });
        var metadata = await _metadata.Task.WaitAsync(patience);
        Check(metadata.Result, "The worker could not name its functions");
        var table = new FunctionTable([.. metadata.FunctionMetadataResults.Select(FunctionInfo.Read)]);

        Step = "load its functions";
        foreach (var function in metadata.FunctionMetadataResults)
        {
            _loads[function.FunctionId] = Source<FunctionLoadResponse>();
            Send(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
            });
        }

        foreach (var function in metadata.FunctionMetadataResults)
        {
            var loaded = await _loads[function.FunctionId].Task.WaitAsync(patience);
            Check(loaded.Result, $"Function '{function.Name}' ({function.EntryPoint}) could not be loaded");
        }

        return table;
    }

    /// <exception cref="WorkerGoneException">The stream has ended before the answer.</exception>
    public Task<InvocationResponse> InvokeAsync(InvocationRequest request)
    {
        var done = Source<InvocationResponse>();
        _open[request.InvocationId] = done;
        Send(new StreamingMessage { RequestId = request.InvocationId, InvocationRequest = request });
        if (_closed.Task.IsCompleted)
        {
            done.TrySetException(new WorkerGoneException());
        }

        return done.Task;
    }

    public void Cancel(string invocationId) =>
        Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocationId } });

    /// <summary>The worker stops its application; it never closes the stream itself.</summary>
    public void Terminate() => Send(new StreamingMessage { WorkerTerminate = new WorkerTerminate { GracePeriod = new() { Seconds = 5 } } });

    public void Close()
    {
        _end.Cancel();
        if (!_connected.Task.IsCompleted)
        {
            // Nobody ever dialled.
            _closed.TrySetResult();
        }
    }

    public void Dispose() => _end.Dispose();

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Check(StatusResult? result, string what)
    {
        if (result is { Status: not StatusResult.Types.Status.Success })
        {
            throw new InvalidOperationException($"{what}: {result.Exception?.Message ?? result.Result}");
        }
    }

    private void Send(StreamingMessage message) => _out.Writer.TryWrite(message);

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> responses, CancellationToken stop)
    {
        try
        {
            while (await _out.Reader.WaitToReadAsync(stop))
            {
                while (_out.Reader.TryRead(out var message))
                {
                    // While more waits, what is written stays in the buffer: one flush for many messages.
                    responses.WriteOptions = new WriteOptions(_out.Reader.TryPeek(out _) ? WriteFlags.BufferHint : default);
                    await responses.WriteAsync(message, stop);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException or Grpc.Core.RpcException)
        {
            // The reading side ends the stream.
        }
    }

    private void Receive(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case Content.InvocationResponse when _open.TryRemove(message.InvocationResponse.InvocationId, out var open):
                open.TrySetResult(message.InvocationResponse);
                break;
            case Content.RpcLog:
                log(message.RpcLog);
                break;
            case Content.WorkerInitResponse:
                _ready.TrySetResult(message.WorkerInitResponse);
                break;
            case Content.FunctionMetadataResponse:
                _metadata.TrySetResult(message.FunctionMetadataResponse);
                break;
            case Content.FunctionLoadResponse when _loads.TryGetValue(message.FunctionLoadResponse.FunctionId, out var load):
                load.TrySetResult(message.FunctionLoadResponse);
                break;
        }
    }
}
