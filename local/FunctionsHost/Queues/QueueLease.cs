using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>Keeps a message hidden while it is being handled: for ten minutes, renewed after half of them, as officially.</summary>
internal sealed class QueueLease : IAsyncDisposable
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Normal = Length / 2;
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    private readonly QueueClient _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _renewing;

    public QueueLease(QueueClient queue, QueueMessage message, TimeProvider time, ILogger log)
    {
        _queue = queue;
        _time = time;
        _log = log;
        Message = message;
        _renewing = RenewAsync();
    }

    /// <summary>The message with its newest pop receipt.</summary>
    public QueueMessage Message { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        // A renewal under way is waited for: its receipt is the one that counts.
        await _renewing;
        _end.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            for (TimeSpan? wait = Normal; wait is not null; wait = await OnceAsync(wait.Value))
            {
                await Task.Delay(wait.Value, _time, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Handled.
        }
    }

    // When to renew next; null: the message is no longer ours.
    private async Task<TimeSpan?> OnceAsync(TimeSpan waited)
    {
        try
        {
            var renewed = await _queue.UpdateMessageAsync(
                Message.MessageId, Message.PopReceipt, (string?)null, Length, CancellationToken.None);
            Message = Message.Update(renewed.Value);
            return Normal;
        }
        catch (RequestFailedException e) when (e.Status is 400 or 404 or 409)
        {
            HostLog.MessageIsNotOurs(_log, Message.MessageId, _queue.Name, e.Status, e.ErrorCode);
            return null;
        }
#pragma warning disable CA1031 // Whatever storage answers: the function runs on, and the next attempt comes sooner.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HostLog.QueueFails(_log, "renew the lease of a message", _queue.Name, Reasons.Of(e));
            var sooner = waited / 2;
            return sooner > Shortest ? sooner : Shortest;
        }
    }
}
