using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>Collects what a change decides and does, and writes it down: the intention before the act.</summary>
internal sealed class Trail(TaskOrchestrationContext context, ChangePlan plan)
{
    private const int MostAttempts = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly List<TrailEntry> _entries = [];

    public IReadOnlyList<TrailEntry> Entries => _entries;

    // An attempt every five minutes for a day that fails as the one before is not said each time: it would be thousands of records.
    private const int LookedBack = 8;

    public void Add(string action, string decision, string reason)
    {
        var entry = new TrailEntry(Now, action, decision, Words.OneLine(reason));
        if (decision != "failed" || !_entries.TakeLast(LookedBack).Any(known => known with { At = entry.At } == entry))
            _entries.Add(entry);
    }

    /// <summary>Appends what is new to the chain of evidence; a repeated append changes nothing.</summary>
    /// <param name="isEnd">Nothing more comes: the chain is closed and goes into the day's manifest.</param>
    public async Task<RunEvidence?> WriteAsync(bool isEnd = false)
    {
        var request = new TrailRequest(context.InstanceId, plan.PlannedAt, plan.MachineId, plan.RequestedBy, [.. _entries], isEnd);
        var written = await context.CallWithThrottlingAsync<RunEvidence>(nameof(TrailActivities.WriteTrail), request, ChangeRetries.Unexpected);
        return written.Value;
    }

    /// <summary>The last entry in words: why nothing was done.</summary>
    public string Last => $"{_entries[^1].Action}: {_entries[^1].Reason}";

    /// <summary>Keeps how a change stands, for the report.</summary>
    public Task KeepAsync(PlanRef reference, ChangeResult result) =>
        context.CallWithThrottlingAsync<bool>(nameof(ChangesReportActivities.KeepResult), new KeptResult(reference, result with { Trail = [.. _entries] }), ChangeRetries.Unexpected);

    /// <summary>Closes the chain and keeps how the change ended.</summary>
    public async Task<ChangeEndKind> EndAsync(PlanRef reference, ChangeResult result)
    {
        Add("end", result.Kind.ToString(), result.Reason);
        var evidence = await WriteAsync(isEnd: true);
        // What was done must be on record; storage that is unwell for longer is waited for.
        for (var attempt = 1; evidence is null && attempt < MostAttempts; attempt++)
        {
            await context.CreateTimer(Pause, CancellationToken.None);
            evidence = await WriteAsync(isEnd: true);
        }
        await KeepAsync(reference, result with { Evidence = evidence, EndedAt = Now });
        return result.Kind;
    }

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}

/// <summary>What is to stand in a change's chain.</summary>
public sealed record TrailRequest(string Id, DateTimeOffset PlannedAt, string MachineId, string RequestedBy, IReadOnlyList<TrailEntry> Entries, bool IsEnd);

/// <summary>How often an activity is tried again that broke for a reason nobody expected.</summary>
internal static class ChangeRetries
{
    public static readonly TaskOptions Unexpected = TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromSeconds(10), 2));
}
