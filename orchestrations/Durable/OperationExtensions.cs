using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Durable;

/// <summary>What a change came to.</summary>
/// <param name="Code">Azure's or the guard's code; null where it succeeded.</param>
public sealed record ChangeOutcome(bool Succeeded, string? Code, string? Reason)
{
    /// <summary>What the operation gave back, as JSON text.</summary>
    public string? Output { get; init; }

    public static readonly ChangeOutcome Ok = new(true, null, null);
}

/// <summary>Begins operations and waits for their end by durable timer.</summary>
public static class OperationExtensions
{
    /// <summary>Longest an operation is asked for, in minutes; Azure gives up on its own after less.</summary>
    public const int LongestMinutes = 90;

    /// <summary>How often an operation is begun that fails for what passes by itself.</summary>
    public const int MostBeginnings = 5;

    /// <summary>How often an address is asked that does not know its operation (yet): for about a minute and a half.</summary>
    public const int UnknownAttempts = 10;

    private const double StandardWaitSeconds = 10;
    private const double LongestWaitSeconds = 60;

    /// <summary>
    /// Calls an activity that begins an operation, and waits until the operation has ended. One that ends because another was in its way
    /// is begun again: the activity looks first what is left to do.
    /// </summary>
    /// <param name="until">An attempt that would begin later than that is not made. Default: none is too late.</param>
    public static async Task<ChangeOutcome> ChangeAsync(
        this TaskOrchestrationContext context, TaskName activity, object input, DateTimeOffset? until = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var begun = await context.CallWithThrottlingAsync<OperationTicket>(activity, input, until: until);
            if (begun.Value is not { } ticket)
                return new(false, begun.Code, begun.Reason);
            var ended = await context.WhenEndedAsync(ticket);
            if (ended.Succeeded || attempt == MostBeginnings || !MayBeginAgain(ended.Code))
                return ended;
            await context.CreateTimer(TimeSpan.FromSeconds(ThrottlingExtensions.Wait(0, attempt)), CancellationToken.None);
        }
    }

    // What an operation's own end says: «Please retry later» is Azure's text of the last two.
    private static bool MayBeginAgain(string? code) => RequestFailure.PassesByItself(code)
        || code is OperationReader.UnknownOperation or "InternalExecutionError" or "InternalServerError";

    /// <summary>Waits until an operation has ended.</summary>
    public static async Task<ChangeOutcome> WhenEndedAsync(this TaskOrchestrationContext context, OperationTicket ticket)
    {
        if (ticket.Status is null)
            return ChangeOutcome.Ok;
        var end = context.CurrentUtcDateTime.AddMinutes(LongestMinutes);
        var (wait, unknown) = (ticket.RetryAfterSeconds, 0);
        while (context.CurrentUtcDateTime < end)
        {
            await context.CreateTimer(
                TimeSpan.FromSeconds(wait > 0 ? Math.Min(wait, LongestWaitSeconds) : StandardWaitSeconds), CancellationToken.None);
            var read = await context.CallWithThrottlingAsync<OperationProgress>(nameof(OperationActivities.ReadOperation), ticket);
            // Right after the call, its address may not know the operation yet.
            if (read.Code == OperationReader.UnknownOperation && ++unknown < UnknownAttempts)
            {
                wait = 0;
                continue;
            }
            if (read.Value is not { } progress)
                return new(false, read.Code, read.Reason);
            if (progress.State == OperationState.Succeeded)
                return ChangeOutcome.Ok with { Output = progress.Output };
            if (progress.State == OperationState.Failed)
                return new(false, progress.Code, progress.Reason);
            wait = progress.RetryAfterSeconds;
        }
        return new(false, "TimedOut", $"the operation did not end within {LongestMinutes} minutes");
    }
}
