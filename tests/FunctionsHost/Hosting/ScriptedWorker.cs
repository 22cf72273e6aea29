using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using OpsFunctions.FunctionsHost.Rpc;
using OpsFunctions.FunctionsHost.Workers;

namespace OpsFunctions.Tests.FunctionsHost.Hosting;

/// <summary>What a scripted worker does at an invocation.</summary>
internal enum Deed
{
    Succeed,
    Die,
}

/// <summary>A worker that speaks the protocol by itself and dies when it is told to: one in this process cannot be killed.</summary>
/// <param name="function">Its one function.</param>
/// <param name="binding">The function's trigger.</param>
/// <param name="invoked">What it does at an invocation.</param>
internal sealed class ScriptedWorker(string function, string binding, Func<InvocationRequest, Deed> invoked) : IWorkerLauncher
{
    private static readonly Marshaller<StreamingMessage> Wire =
        Marshallers.Create(message => message.ToByteArray(), StreamingMessage.Parser.ParseFrom);

    private static readonly Method<StreamingMessage, StreamingMessage> EventStream =
        new(MethodType.DuplexStreaming, "AzureFunctionsRpcMessages.FunctionRpc", "EventStream", Wire, Wire);

    private int _launches;
    private int _loads;

    public string AppDirectory => Path.GetTempPath();

    /// <summary>The launches, from 1, that end before the worker has named its functions.</summary>
    public HashSet<int> DyingLaunches { get; init; } = [];

    public int Launches => Volatile.Read(ref _launches);

    /// <summary>How many workers were asked to load the function, the last step of a start.</summary>
    public int Loads => Volatile.Read(ref _loads);

    public ConcurrentQueue<InvocationRequest> Invocations { get; } = new();

    public async Task<IWorker> LaunchAsync(Uri endpoint, string workerId, CancellationToken cancellation)
    {
        var worker = new Running(this, endpoint, DyingLaunches.Contains(Interlocked.Increment(ref _launches)));
        await worker.SendAsync(new StreamingMessage { StartStream = new StartStream { WorkerId = workerId } });
        worker.Listen();
        return worker;
    }

    private sealed class Running : IWorker
    {
        private static readonly StatusResult Success = new() { Status = StatusResult.Types.Status.Success };

        private readonly ScriptedWorker _script;
        private readonly bool _dies;
        private readonly GrpcChannel _channel;
        private readonly AsyncDuplexStreamingCall<StreamingMessage, StreamingMessage> _call;
        private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Running(ScriptedWorker script, Uri endpoint, bool dies)
        {
            _script = script;
            _dies = dies;
            _channel = GrpcChannel.ForAddress(endpoint);
            _call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(EventStream, host: null, default);
        }

        public Task<string> Ended => _ended.Task;

        public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler());

        public Task SendAsync(StreamingMessage message) => _call.RequestStream.WriteAsync(message);

        public void Listen() => _ = ListenAsync();

        public Task ListeningAsync(Uri? address, CancellationToken cancellation) => Task.CompletedTask;

        public bool Kill()
        {
            _call.Dispose();
            _ended.TrySetResult("killed");
            return true;
        }

        public ValueTask DisposeAsync()
        {
            Kill();
            _channel.Dispose();
            Http.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task ListenAsync()
        {
            try
            {
                while (await _call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    await AnswerAsync(_call.ResponseStream.Current);
                }
            }
            catch (Exception e) when (e is Grpc.Core.RpcException or InvalidOperationException or ObjectDisposedException)
            {
                // It was killed.
            }
        }

        private async Task AnswerAsync(StreamingMessage message)
        {
            if (message.WorkerInitRequest is not null)
            {
                await SendAsync(new StreamingMessage { WorkerInitResponse = new WorkerInitResponse { Result = Success } });
            }
            else if (message.FunctionsMetadataRequest is not null)
            {
                await NameAsync();
            }
            else if (message.FunctionLoadRequest is { } load)
            {
                var loaded = new FunctionLoadResponse { FunctionId = load.FunctionId, Result = Success };
                // First: once it has answered, whoever waits for the start may kill it.
                Interlocked.Increment(ref _script._loads);
                await SendAsync(new StreamingMessage { FunctionLoadResponse = loaded });
            }
            else if (message.InvocationRequest is { } request)
            {
                await RunAsync(request);
            }
        }

        private async Task NameAsync()
        {
            if (_dies)
            {
                Kill();
                return;
            }

            var metadata = new RpcFunctionMetadata { Name = _script.Function, FunctionId = _script.Function, EntryPoint = "Scripted" };
            metadata.RawBindings.Add(_script.Binding);
            var answer = new FunctionMetadataResponse { Result = Success };
            answer.FunctionMetadataResults.Add(metadata);
            await SendAsync(new StreamingMessage { FunctionMetadataResponse = answer });
        }

        private async Task RunAsync(InvocationRequest request)
        {
            _script.Invocations.Enqueue(request);
            if (_script.Invoked(request) == Deed.Die)
            {
                Kill();
                return;
            }

            var answer = new InvocationResponse { InvocationId = request.InvocationId, Result = Success };
            await SendAsync(new StreamingMessage { InvocationResponse = answer });
        }
    }

    private string Function => function;

    private string Binding => binding;

    private Deed Invoked(InvocationRequest request) => invoked(request);
}
