using Azure;
using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>Points of a chunk to be taken, copied or deleted.</summary>
public sealed record PointChange(ChangeTicket Ticket, SnapshotChunk Chunk);

/// <summary>How far work on a chunk is.</summary>
/// <param name="UnderWay">Begun, and to be asked about again.</param>
/// <param name="Left">Not begun yet.</param>
/// <param name="RetryAfterSeconds">When Azure, which throttled, wants to be asked again; 0: at once.</param>
public sealed record WorkProgress(int UnderWay, int Left, double RetryAfterSeconds = 0);

/// <summary>Takes points: each is looked for first, so that a slot has one however often this runs.</summary>
public sealed class TakingActivities(PointReader points, WorkDocuments work, ChangeGate gate, ArmChanges changes)
{
    [Function(nameof(EnsureTaken))]
    public Task<Outcome<WorkProgress>> EnsureTaken([ActivityTrigger] PointChange change, CancellationToken ct) =>
        Outcome.OfAsync("snapshots", async () =>
    {
        var whole = await work.WorkAsync(change.Chunk, ct);
        var items = whole.Machines.SelectMany(machine => machine.Takes).ToList();
        var collections = whole.Collections.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var open = await PointWork.OpenAsync(work, change.Chunk, WorkKind.Take, ct);
        await open.EachAsync(items, item => item.PointId, item => TakeAsync(change, item, collections, open, ct), ct);
        return new WorkProgress(open.Count(ItemState.UnderWay), items.Count(item => open.IsOpen(item.PointId)), open.RetryAfterSeconds);
    }, ct);

    private async Task TakeAsync(PointChange change, TakeItem item, HashSet<string> collections, PointWork open, CancellationToken ct)
    {
        var look = await points.LookAsync(item.PointId, ct);
        if (look is { State: not PointState.Failed })
        {
            open.Set(item.PointId, look.State == PointState.Complete ? ItemState.Done : ItemState.UnderWay, "it was there already");
            return;
        }
        if (item.Collection is { } collection && collections.Add(collection))
            await PutAsync(change, collection, new
            {
                location = item.Region, tags = item.Tags, properties = new { source = new { id = item.SourceId } }
            }, ct);
        try
        {
            await PutAsync(change, item.PointId, Body(item), ct);
        }
        catch (RequestFailedException e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Refused })
        {
            // The answer to a first call may have been lost, and a second one is refused because the point is there.
            if (await points.LookAsync(item.PointId, ct) is not { State: not PointState.Failed })
                throw;
        }
        open.Set(item.PointId, ItemState.UnderWay, look is null ? "begun" : "begun again, since it had failed");
    }

    private async Task PutAsync(PointChange change, string id, object body, CancellationToken ct)
    {
        var permit = await gate.PassAsync(change.Ticket, ChangeDirection.Forward, ct);
        await changes.SendAsync(permit, RequestMethod.Put, ArmAddress.Of(id, "", PointReader.VersionOf(id)), body, ct);
    }

    // Application-consistent is what Azure does unless it is told otherwise; the name itself it does not take.
    private static object Body(TakeItem item) => item.Form == PointForm.RestorePoint
        ? item.Mode == Consistency.Application
            ? new { properties = new { } }
            : new { properties = new { consistencyMode = "CrashConsistent" } }
        : new { location = item.Region, tags = item.Tags, properties = SnapshotBody.Of("Copy", item.SourceId, item.EncryptionSet) };
}
