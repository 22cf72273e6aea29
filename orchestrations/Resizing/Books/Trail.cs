using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>Collects what a change decides and does, and writes it down: the intention before the act.</summary>
internal sealed class Trail(TaskOrchestrationContext context, ChangePlan plan)
{
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
    public async Task<RunEvidence?> WriteAsync() =>
        (await context.CallWithThrottlingAsync<RunEvidence>(nameof(TrailActivities.WriteTrail), Request(isEnd: false))).Value;

    /// <summary>The last entry in words: why nothing was done.</summary>
    public string Last => $"{_entries[^1].Action}: {_entries[^1].Reason}";

    /// <summary>Keeps how a change stands, for the report.</summary>
    public Task KeepAsync(PlanRef reference, ChangeResult result) =>
        context.CallUntilDoneAsync<bool>(
            nameof(ResultActivities.KeepResult), new KeptResult(reference, result with { Trail = [.. _entries] }));

    /// <summary>Notes a change in the ledger; where that cannot be read, the trail says so.</summary>
    /// <param name="activity">Which of <see cref="LedgerActivities"/>.</param>
    public async Task NoteInLedgerAsync(string activity, object noted)
    {
        var outcome = await context.CallUntilDoneAsync<NotedInLedger>(activity, noted);
        if (outcome.Value is not { Problem: null })
            Add("ledger", "not noted", outcome.Value?.Problem ?? outcome.Reason ?? "refused");
    }

    /// <summary>Closes the chain, which so goes into the day's manifest, and keeps how the change ended.</summary>
    public async Task<ChangeEndKind> EndAsync(PlanRef reference, ChangeResult result)
    {
        var evidence = await CloseAsync(result);
        await KeepAsync(reference, result with { Evidence = evidence, EndedAt = Now });
        return result.Kind;
    }

    /// <summary>Closes the chain alone, where no run's report waits for how it ended.</summary>
    public async Task<RunEvidence?> CloseAsync(ChangeResult result)
    {
        Add("end", result.Kind.ToString(), result.Reason);
        return (await context.CallUntilDoneAsync<RunEvidence>(nameof(TrailActivities.WriteTrail), Request(isEnd: true))).Value;
    }

    private TrailRequest Request(bool isEnd) =>
        new(plan.Capability, context.InstanceId, plan.PlannedAt, plan.MachineId, plan.RequestedBy, [.. _entries], isEnd);

    private DateTimeOffset Now => new(context.CurrentUtcDateTime, TimeSpan.Zero);
}

/// <summary>What is to stand in a change's chain.</summary>
public sealed record TrailRequest(
    string Capability, string Id, DateTimeOffset PlannedAt, string MachineId, string RequestedBy, IReadOnlyList<TrailEntry> Entries,
    bool IsEnd);
