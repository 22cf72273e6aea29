using System.Text;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>
/// What becomes of one message: the function runs, then it is deleted; or it stays for another attempt; or, after the last, it goes to the
/// poison queue. Nothing here throws: what storage refuses is logged, and the message comes again when its lease is over.
/// </summary>
internal sealed class MessageRun(QueueTrigger trigger, QueueOptions options, Invoker invoker, TimeProvider time, ILogger log)
{
    private readonly string _function = trigger.Function;
    private readonly QueueClient _queue = trigger.Queue;
    private readonly QueueClient? _poison = trigger.Poison;

    /// <summary>Called when a message has been put on the poison queue, with its name.</summary>
    public Action<string>? OnPoison { get; set; }

    public async Task HandleAsync(QueueMessage message, CancellationToken abort)
    {
        // One that was taken too often without an end: its host died with it each time.
        if (_poison is not null && message.DequeueCount > options.MaxDequeueCount)
        {
            await PoisonAsync(message, _poison, "it was taken too often");
            return;
        }

        bool succeeded;
        var lease = new QueueLease(_queue, message, time, log);
        await using (lease)
        {
            succeeded = await RunAsync(message, abort);
        }

        await CompleteAsync(lease.Message, succeeded);
    }

    /// <summary>A message that cannot be decoded goes to the poison queue at once, as it is; without one it stays where it is.</summary>
    public Task UndecodableAsync(QueueMessage? message) => message is null || trigger.RawPoison is not { } poison
        ? Task.CompletedTask
        : PoisonAsync(message, poison, "it cannot be decoded; is messageEncoding of host.json right?");

    /// <summary>Makes a message visible again, at once or later.</summary>
    public Task ReleaseAsync(QueueMessage message, TimeSpan after) => TryAsync(
        "give back a message",
        message,
        () => _queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, (string?)null, after, CancellationToken.None));

    private Task CompleteAsync(QueueMessage message, bool succeeded)
    {
        if (succeeded)
        {
            return TryAsync("delete a message", message, () => DeleteAsync(message));
        }

        // As officially: without a poison queue it comes again when its lease is over.
        return _poison is null ? Task.CompletedTask
            : message.DequeueCount < options.MaxDequeueCount ? ReleaseAsync(message, options.VisibilityTimeout)
            : PoisonAsync(message, _poison, $"it failed {options.MaxDequeueCount} times");
    }

    private async Task<bool> RunAsync(QueueMessage message, CancellationToken abort)
    {
        AttachedWorker? worker = null;
        try
        {
            worker = await invoker.WorkerAsync(abort);
            if (worker.Functions.Named(_function) is not { } info)
            {
                return false;
            }

            var answer = await invoker.OnceAsync(worker, info, QueueInput.Of(info, message, time.GetUtcNow()), abort);
            if (!answer.Succeeded())
            {
                HostLog.FunctionFailed(log, _function, answer.Failure());
            }

            return answer.Succeeded();
        }
        catch (WorkerGoneException e)
        {
            // A failed attempt, as officially. The next one must not find the dead worker.
            invoker.Detach(worker!.Channel);
            HostLog.FunctionFailed(log, _function, e.Message);
        }
        catch (DecoderFallbackException)
        {
            HostLog.FunctionFailed(log, _function, "The message is no text in UTF-8.");
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            HostLog.FunctionFailed(log, _function, "The host stops.");
        }

        return false;
    }

    private async Task PoisonAsync(QueueMessage message, QueueClient poison, string reason)
    {
        HostLog.MessageIsPoison(log, message.MessageId, _queue.Name, poison.Name, reason);
        await TryAsync("move a message to the poison queue", message, () => SendAsync(poison, message.Body), () => DeleteAsync(message));
    }

    private async Task SendAsync(QueueClient poison, BinaryData body)
    {
        try
        {
            await poison.SendMessageAsync(body);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await poison.CreateIfNotExistsAsync();
            await poison.SendMessageAsync(body);
        }

        OnPoison?.Invoke(poison.Name);
    }

    private Task<Response> DeleteAsync(QueueMessage message) => _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt);

    private async Task TryAsync(string what, QueueMessage message, params Func<Task>[] calls)
    {
        try
        {
            foreach (var call in calls)
            {
                await call();
            }
        }
        catch (RequestFailedException e) when (e.Status is 400 or 404 or 409)
        {
            HostLog.MessageIsNotOurs(log, message.MessageId, _queue.Name, e.Status, e.ErrorCode);
        }
#pragma warning disable CA1031 // Whatever storage or the identity answers: the message comes again, and the host goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HostLog.QueueFails(log, what, _queue.Name, Reasons.Of(e));
        }
    }
}
