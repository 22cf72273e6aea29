using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions.Http.Refusing;

/// <summary>
/// Records who was refused that wanted to send alerts: one that cannot get in is an outage nobody hears of. Each is logged and counted; a
/// document of the day is written at once, and then once a minute, so that a flood costs no more.
/// </summary>
public sealed class RefusedSenders(StateStore state, TimeProvider time, ILogger<RefusedSenders> log)
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    // The caller waits for his answer meanwhile.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private Dictionary<Refused, int> _unwritten = [];
    private DateTimeOffset? _writtenAt;
    private int _count;

    /// <summary>How many since this instance started.</summary>
    public int Count => Volatile.Read(ref _count);

    internal async Task NoteAsync(Denial denial, CancellationToken ct)
    {
        if (denial.Status is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
            return;
        Interlocked.Increment(ref _count);
        HttpLog.SenderRefused(log, denial.Status, denial.Title);
        foreach (var day in Due(denial.Title).GroupBy(one => one.Key.Name, StringComparer.Ordinal))
            await WriteAsync(day.Key, [.. day], ct);
    }

    private Dictionary<Refused, int> Due(string reason)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var key = new Refused(RefusedAlerts.NameOf(now), now.UtcDateTime.Hour, reason);
            _unwritten[key] = _unwritten.GetValueOrDefault(key) + 1;
            if (_writtenAt is { } last && now - last < Between)
                return [];
            _writtenAt = now;
            var due = _unwritten;
            _unwritten = [];
            return due;
        }
    }

    private async Task WriteAsync(string day, List<KeyValuePair<Refused, int>> counts, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        var none = new RefusedAlerts([]);
        var outcome = await Outcome.OfAsync("refused senders", async () =>
        {
            await state.ChangeAsync(
                day, none, known => counts.Aggregate(known, (all, one) => all.With(one.Key.Hour, one.Key.Reason, one.Value)),
                limit.Token, _ => none);
            return true;
        }, ct);
        if (outcome.Kind != OutcomeKind.Done)
            HttpLog.RefusalsNotRecorded(log, outcome.Reason);
    }

    private readonly record struct Refused(string Name, int Hour, string Reason);
}
