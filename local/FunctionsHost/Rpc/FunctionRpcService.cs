using System.Collections.Concurrent;
using Grpc.Core;

namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>What workers dial: hands each stream to the channel that expects this worker.</summary>
internal sealed class FunctionRpcService(ExpectedWorkers expected) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var start = await requestStream.MoveNext(context.CancellationToken) ? requestStream.Current.StartStream : null;
        var channel = start is null ? null : expected.Take(start.WorkerId);
        if (channel is null)
        {
            throw new Grpc.Core.RpcException(new Status(StatusCode.PermissionDenied, "This host expects no such worker."));
        }

        await channel.RunAsync(requestStream, responseStream, context.CancellationToken);
    }
}

/// <summary>Workers that were started and have not dialled yet, by their id, which nobody else knows.</summary>
internal sealed class ExpectedWorkers
{
    private readonly ConcurrentDictionary<string, WorkerChannel> _waiting = new(StringComparer.Ordinal);

    public void Add(string workerId, WorkerChannel channel) => _waiting[workerId] = channel;

    public WorkerChannel? Take(string workerId) => _waiting.TryRemove(workerId, out var channel) ? channel : null;
}
