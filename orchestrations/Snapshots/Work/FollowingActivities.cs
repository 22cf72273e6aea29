using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Recovery;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>Work that was begun.</summary>
public sealed record BegunWork(SnapshotChunk Chunk, WorkKind Kind);

/// <summary>Work on a chunk that is not done, and why.</summary>
/// <param name="State">Failed, or refused where a person said no.</param>
public sealed record BrokenWork(BegunWork Work, ItemState State, string Reason);

/// <summary>
/// Asks the points themselves how they stand, not the operations that work on them: hundreds of addresses would be a long history, and a
/// point that is there, or is not, says more.
/// </summary>
public sealed class FollowingActivities(PointReader points, WorkDocuments work)
{
    [Function(nameof(ReadBegun))]
    public Task<Outcome<WorkProgress>> ReadBegun([ActivityTrigger] BegunWork begun, CancellationToken ct) =>
        Outcome.OfAsync("points", async () =>
    {
        var results = await work.ResultsAsync(begun.Chunk, begun.Kind, ct);
        try
        {
            foreach (var item in results.Values.Where(item => item.State == ItemState.UnderWay).ToList())
            {
                var look = await Outcome.OfAsync("point", () => points.LookAsync(item.PointId, ct), ct);
                if (look.Kind == OutcomeKind.Throttled)
                    throw new ThrottledException(look.RetryAfterSeconds, look.Reason);
                // One that may not be read costs no other its end.
                results[item.PointId] = look.Kind == OutcomeKind.Done
                    ? After(item, begun.Kind, look.Value)
                    : item with { Reason = look.Reason ?? "it could not be read" };
            }
        }
        finally
        {
            await work.KeepAsync(begun.Chunk, begun.Kind, results, ct);
        }
        return new WorkProgress(results.Values.Count(item => item.State == ItemState.UnderWay), 0);
    }, ct);

    /// <summary>Says of all that has no result why: what was not done must not look as if it had only been reported.</summary>
    [Function(nameof(NoteBroken))]
    public Task<Outcome<bool>> NoteBroken([ActivityTrigger] BrokenWork broken, CancellationToken ct) =>
        Outcome.OfAsync("results", async () =>
    {
        var (chunk, kind) = (broken.Work.Chunk, broken.Work.Kind);
        var results = await work.ResultsAsync(chunk, kind, ct);
        foreach (var id in (await work.PointsAsync(chunk, kind, ct)).Select(item => item.PointId).Where(id => !results.ContainsKey(id)))
            results[id] = new(id, broken.State, broken.Reason);
        await work.KeepAsync(chunk, kind, results, ct);
        return true;
    }, ct);

    private static ItemResult After(ItemResult item, WorkKind kind, PointLook? look) => kind == WorkKind.Delete
        ? look is null ? item with { State = ItemState.Done } : item
        : look switch
        {
            null => item with { State = ItemState.Failed, Reason = "Azure took the call, and it is not there" },
            { State: PointState.Complete } => item with { State = ItemState.Done },
            { State: PointState.Failed } => item with
            {
                State = ItemState.Failed, Reason = look.Problem ?? "Azure could not complete it, and gives no reason"
            },
            _ => item with { Reason = Invariant($"{look.Percent:0.#} % are copied") },
        };
}
