using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Reading;
using OpsFunctions.Orchestrations.Remediation.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Handling;

/// <summary>Whether what was done helped: not before figures of afterwards can tell, and then for a while.</summary>
/// <param name="begunAt">When the act began.</param>
/// <param name="doneAt">When it was done.</param>
internal sealed class Aftermath(
    TaskOrchestrationContext context, Alert alert, IncidentBook book, DateTimeOffset begunAt, DateTimeOffset doneAt)
{
    // What Azure Monitor takes until a figure can be read.
    private static readonly TimeSpan Ingestion = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan StandardWindow = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    // After its window: a machine that is well by then is.
    private static readonly Repeat Looks = new(10, TimeSpan.FromMinutes(1));

    private static readonly TimeSpan Between = TimeSpan.FromMinutes(5);

    private TimeSpan Window =>
        alert.Window is not { } told || told <= TimeSpan.Zero ? StandardWindow : told < LongestWindow ? told : LongestWindow;

    /// <returns>What is missing; null: it works.</returns>
    public async Task<string?> VerifyAsync()
    {
        await context.CreateTimer((doneAt + Window + Ingestion).UtcDateTime, CancellationToken.None);
        var missing = await Looks.UntilAsync<string?>(context, one => one is null, () => MissingAsync(doneAt));
        book.Add("verify", missing is null
            ? "works"
            : "fails", missing ?? Invariant($"{(context.Now() - begunAt).TotalMinutes:0} minutes after it began"));
        return missing;
    }

    /// <returns>What failed again; null: it lasted.</returns>
    public async Task<string?> WatchAsync(int minutes)
    {
        var (end, failed) = (context.Now().AddMinutes(minutes), 0);
        while (context.Now() < end)
        {
            var next = context.Now() + Between;
            await context.CreateTimer((next < end ? next : end).UtcDateTime, CancellationToken.None);
            if (await MissingAsync(doneAt) is not { } missing)
            {
                failed = 0;
                continue;
            }
            // Twice in a row: one look can meet a moment.
            if (++failed == 2 || context.Now() >= end)
                return missing;
            end = end < context.Now() + Between ? context.Now() + Between : end;
        }
        return null;
    }

    private async Task<string?> MissingAsync(DateTimeOffset since)
    {
        var read = await context.CallWithThrottlingAsync<Situation>(
            nameof(IncidentActivities.LookAtResource), new Look(alert, IsOurs: true, since));
        return read.Value is { } seen ? AftermathPolicy.Missing(alert, seen) : read.Reason ?? "it could not be looked at";
    }
}
