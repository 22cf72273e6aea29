using System.Runtime.CompilerServices;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>
/// A run's decisions as evidence: an entry for each point that was due, copied or to go, with what became of it and why. What simply stays
/// is no decision of the hour; the report has it.
/// </summary>
internal static class SnapshotEvidence
{
    /// <summary>The same entries each time it is asked: they are the run's documents and its moment.</summary>
    public static async IAsyncEnumerable<AuditEntry> OfAsync(
        SnapshotRunReading reading, SnapshotsRecorded request, SnapshotOptions options, [EnumeratorCancellation] CancellationToken ct)
    {
        var run = request.Run;
        yield return Entry(run, AuditEntry.RunStart, run.RunId, request.IsRetention
            ? options.DeleteMode.ToString()
            : options.Mode.ToString(), $"asked for by {request.RequestedBy}");
        var memory = await reading.MemoryAsync(ct);
        foreach (var doubt in memory.Doubts)
            yield return Entry(run, "snapshots.doubt", run.RunId, "nothing is deleted", doubt);
        foreach (var damaged in memory.Damaged)
            yield return Entry(run, "snapshots.document", damaged.Name, "it cannot be read", damaged.Problem);
        if (request.Approval is { } approval)
            yield return Entry(run, "snapshots.approval", run.RunId, approval.Outcome.ToString(), approval.Reason);
        // A deletion is irrevocable: its intention stands in the chain before it is made, and what became of it behind.
        if (request.IsRetention)
            await foreach (var (_, plan, _) in reading.ChunksAsync(ct))
                foreach (var item in plan.Machines.SelectMany(machine => machine.Deletes))
                    yield return Entry(run, "snapshots.delete", item.PointId, "Planned", string.Join("; ", item.Reasons));
        if (request.IsIntention)
            yield break;
        var (machines, points, shown) = (0, 0, new List<string>());
        await foreach (var (_, plan, results) in reading.ChunksAsync(ct))
        {
            machines += plan.Machines.Count;
            shown.AddRange(plan.Machines.Where(machine => !machine.Machine.IsAbsent).Select(machine => machine.Machine.Id));
            points += plan.Machines.Sum(machine => machine.Machine.Points.Count);
            foreach (var entry in plan.Machines.SelectMany(machine => Of(run, machine, results, request.IsRetention)))
                yield return entry;
        }
        foreach (var idle in reading.Idle(shown))
            yield return Entry(run, "snapshots.setting", idle.Name, "it has no effect", idle.Problem);
        yield return Entry(run, AuditEntry.RunEnd, run.RunId, "ended", Invariant($"{machines} machines, {points} points"));
    }

    private static IEnumerable<AuditEntry> Of(
        RunMoment run, MachinePlan plan, IReadOnlyDictionary<string, ItemResult> results, bool isRetention)
    {
        foreach (var problem in plan.Problems)
            yield return Entry(run, "snapshots.problem", plan.Machine.Id, "look at it", problem);
        if (isRetention)
        {
            foreach (var item in plan.Deletes.Where(item => results.ContainsKey(item.PointId)))
                yield return Entry(run, "snapshots.delete", item.PointId, Decision(results, item.PointId, out var why), why.Length > 0
                    ? why
                    : string.Join("; ", item.Reasons));
            yield break;
        }
        foreach (var item in plan.Due.Items)
            yield return Entry(run, "snapshots.take", item.PointId, Decision(results, item.PointId, out var why), why.Length > 0
                ? why
                : $"slot {item.Slot} of policy {plan.Policy}");
        foreach (var item in plan.Copies.Where(item => results.ContainsKey(item.ToId)))
            yield return Entry(run, "snapshots.copy", item.ToId, Decision(results, item.ToId, out var why), why);
    }

    private static string Decision(IReadOnlyDictionary<string, ItemResult> results, string id, out string why)
    {
        var result = results.GetValueOrDefault(id);
        why = result?.Reason ?? "";
        return (result?.State ?? ItemState.Reported).ToString();
    }

    private static AuditEntry Entry(RunMoment run, string action, string target, string decision, string reason) =>
        new(run.AsOf, SnapshotsCapability.Name, action, target, decision, reason);
}
