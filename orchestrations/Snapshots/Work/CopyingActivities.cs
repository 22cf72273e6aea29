using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Recovery;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>
/// Copies points to other regions, one at a time in each lane and in order. An original is held as long as its copy runs.
/// </summary>
public sealed class CopyingActivities(
    PointReader points, WorkDocuments work, Holds holds, ChangeGate gate, ArmChanges changes, TimeProvider time)
{
    // A copy that takes longer is renewed by the next run that finds it; one that nobody follows any more must not hold for good.
    private static readonly TimeSpan Held = TimeSpan.FromHours(48);

    /// <summary>Looks at what was begun, and begins what its lane is free for; asked until nothing is under way or left.</summary>
    [Function(nameof(EnsureCopied))]
    public Task<Outcome<WorkProgress>> EnsureCopied([ActivityTrigger] PointChange change, CancellationToken ct) =>
        Outcome.OfAsync("copies", async () =>
    {
        var lanes = (await work.CopiesAsync(change.Chunk, ct)).GroupBy(item => item.Lane, StringComparer.Ordinal)
            .Select(lane => lane.ToList()).ToList();
        var open = await PointWork.OpenAsync(work, change.Chunk, WorkKind.Copy, ct);
        // Each lane counts by the item whose turn it is.
        var turns = lanes.Select(lane => new Turn(lane, open)).ToList();
        foreach (var turn in turns)
            await turn.AdvanceAsync(async item =>
            {
                var followed = await Outcome.OfAsync("copy", async () =>
                {
                    await FollowAsync(item, open, ct);
                    return true;
                }, ct);
                if (followed.Kind == OutcomeKind.Throttled)
                    throw new ThrottledException(followed.RetryAfterSeconds, followed.Reason);
                if (followed.Kind == OutcomeKind.Refused)
                    open.Set(item.ToId, ItemState.UnderWay, followed.Reason ?? "it could not be read");
            });
        await open.EachAsync(
            turns.Select(turn => turn.Next).OfType<CopyItem>(), item => item.ToId, item => BeginAsync(change, item, open, ct), ct);
        return new WorkProgress(
            open.Count(ItemState.UnderWay), turns.Sum(turn => turn.Left + (turn.Next is { } next && open.IsOpen(next.ToId) ? 1 : 0)),
            open.RetryAfterSeconds);
    }, ct);

    private async Task FollowAsync(CopyItem item, PointWork open, CancellationToken ct)
    {
        var look = await points.LookAsync(item.ToId, ct);
        if (look is { State: PointState.Pending })
        {
            open.Set(item.ToId, ItemState.UnderWay, Invariant($"{look.Percent:0.#} % are copied"));
            return;
        }
        await holds.RemoveAsync(item.Source, HoldOf(item), ct);
        if (look is { State: PointState.Complete })
            open.Set(item.ToId, ItemState.Done, $"copied to {item.Region}");
        else
            open.Set(item.ToId, ItemState.Failed, look?.Problem ?? "Azure could not complete the copy, and gives no reason");
    }

    private async Task BeginAsync(PointChange change, CopyItem item, PointWork open, CancellationToken ct)
    {
        // Before the copy: what is deleted under it makes it fail.
        await holds.PutAsync(
            new(HoldOf(
                item), SnapshotsCapability.Name, $"it is being copied to {item.Region}", item.Source, item.FromId, time.GetUtcNow(),
                time.GetUtcNow() + Held), ct);
        if (await points.LookAsync(item.ToId, ct) is not null)
        {
            await FollowAsync(item, open, ct);
            return;
        }
        try
        {
            if (item.ToCollection is { } collection)
                await PutAsync(change, collection, new
                {
                    location = item.Region, tags = item.Tags, properties = new { source = new { id = item.FromCollection } }
                }, ct);
            await PutAsync(change, item.ToId, item.Form == PointForm.RestorePoint
                ? new { properties = new { sourceRestorePoint = new { id = item.FromId } } }
                : new
            {
                location = item.Region, tags = item.Tags, properties = SnapshotBody.Of("CopyStart", item.FromId, item.EncryptionSet)
            }, ct);
        }
        catch (Exception e) when (e is RefusedException || RequestFailure.Of(e, ct) is { Kind: FailureKind.Refused })
        {
            await holds.RemoveAsync(item.Source, HoldOf(item), ct);
            throw;
        }
        open.Set(item.ToId, ItemState.UnderWay, "begun");
    }

    private async Task PutAsync(PointChange change, string id, object body, CancellationToken ct)
    {
        var permit = await gate.PassAsync(change.Ticket, ChangeDirection.Forward, ct);
        await changes.SendAsync(permit, RequestMethod.Put, ArmAddress.Of(id, "", PointReader.VersionOf(id)), body, ct);
    }

    // One a lane, so that the next copy of the lane replaces what a crash left.
    // A colon is in no name that people may give.
    private static string HoldOf(CopyItem item) => $"copy:{item.Region}";

    /// <summary>Whose turn it is in a lane.</summary>
    private sealed class Turn(List<CopyItem> lane, PointWork open)
    {
        /// <summary>What may begin; null: something is under way, or nothing is left.</summary>
        public CopyItem? Next { get; private set; }

        /// <summary>How many come after it.</summary>
        public int Left { get; private set; }

        public async Task AdvanceAsync(Func<CopyItem, Task> follow)
        {
            foreach (var item in lane.Where(item => item.IsUnderWay ? open.IsOpen(item.ToId) || IsUnderWay(item) : IsUnderWay(item)))
                await follow(item);
            var waiting = lane.Where(item => open.IsOpen(item.ToId)).ToList();
            // What was refused stands in the way of its successors: Azure wants them in order.
            var isFree = !lane.Exists(item => open.Results.GetValueOrDefault(item.ToId) is { State: ItemState.UnderWay
                or ItemState.Refused });
            Next = isFree ? waiting.FirstOrDefault() : null;
            Left = isFree ? Math.Max(0, waiting.Count - 1) : 0;
        }

        private bool IsUnderWay(CopyItem item) => open.Results.GetValueOrDefault(item.ToId) is { State: ItemState.UnderWay };
    }
}
