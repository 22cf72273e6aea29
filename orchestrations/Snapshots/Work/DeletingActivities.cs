using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>
/// Deletes points, oldest first. Right before each, it is looked at again: whether it is what was planned, whether somebody holds it, and
/// whether the good ones that must stay are really there.
/// </summary>
public sealed class DeletingActivities(
    PointReader points, WorkDocuments work, Holds holds, StateStore state, ChangeGate gate, ArmChanges changes, TimeProvider time)
{
    // An activity has ten minutes, and a deletion takes half a dozen calls.
    internal const int AtOnce = 100;

    [Function(nameof(EnsureDeleted))]
    public Task<Outcome<WorkProgress>> EnsureDeleted([ActivityTrigger] PointChange change, CancellationToken ct) =>
        Outcome.OfAsync("deletion of snapshots", async () =>
    {
        var items = await work.DeletesAsync(change.Chunk, ct);
        var open = await PointWork.OpenAsync(work, change.Chunk, WorkKind.Delete, ct);
        var waiting = items.Where(item => open.IsOpen(item.PointId)).ToList();
        await open.EachAsync(waiting.Take(AtOnce), item => item.PointId, item => DeleteAsync(change, item, open, ct), ct);
        return new WorkProgress(open.Count(ItemState.UnderWay), waiting.Count(item => open.IsOpen(item.PointId)), open.RetryAfterSeconds);
    }, ct);

    private async Task DeleteAsync(PointChange change, DeleteItem item, PointWork open, CancellationToken ct)
    {
        var look = await points.LookAsync(item.PointId, ct);
        if (look is null)
        {
            open.Set(item.PointId, ItemState.Done, "it was gone already");
            return;
        }
        if (look.IsBeingDeleted)
        {
            open.Set(item.PointId, ItemState.UnderWay, "it is being deleted");
            return;
        }
        if (await WhyNotAsync(item, look, ct) is { } why)
        {
            open.Set(item.PointId, ItemState.Refused, why);
            return;
        }
        var permit = await gate.PassAsync(change.Ticket, ChangeDirection.Forward, ct);
        await changes.SendAsync(permit, RequestMethod.Delete, PointReader.AddressOf(item.PointId), null, ct);
        open.Set(item.PointId, ItemState.UnderWay, item.Reasons.Count > 0 ? item.Reasons[0] : "no rule keeps it");
    }

    private async Task<string?> WhyNotAsync(DeleteItem item, PointLook look, CancellationToken ct)
    {
        if (item.Form == PointForm.Snapshot && look.Source != item.Source)
            return "it is not the suite's any more, or another one: its tags or its source are not what they were";
        var collection = item.Form == PointForm.RestorePoint ? await points.CollectionAsync(CollectionOf(item.PointId), ct) : null;
        if (item.Form == PointForm.RestorePoint && (collection?.Source != item.Source || collection.Policy != item.Policy))
            return "its collection is not the suite's any more, or another one's";
        if (item.RetiredBy is { } by && !await IsStillRetiredAsync(item, by, ct))
            return "its series is no longer given up";
        if (look.State != (item.IsFailed ? PointState.Failed : PointState.Complete))
            return $"it is {look.State.ToString().ToLowerInvariant()} now, and was {(item.IsFailed ? "failed" : "complete")}";
        var now = time.GetUtcNow();
        if ((await holds.OfAsync(item.Source, ct)).FirstOrDefault(hold => hold.Covers(item.PointId, now)) is { } held)
            // Goes into evidence: why is in the hold.
            return FormattableString.Invariant($"held by {held.Holder} until {held.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        var good = 0;
        foreach (var keeper in item.Keepers)
        {
            if (good >= item.MustStay)
                break;
            if (await points.LookAsync(keeper, ct) is { State: PointState.Complete })
                good++;
        }
        return good >= item.MustStay ? null : Invariant($"{good} good points of the series were found, and {item.MustStay} must stay");
    }

    private async Task<bool> IsStillRetiredAsync(DeleteItem item, string by, CancellationToken ct)
    {
        if (by.Length == 0)
            return (await state.FindAsync<Retirement>(Retirement.NameOf(item.MachineId), ct))?.Value.Sources.Contains(
                item.Source, StringComparer.Ordinal) == true;
        return by.Contains("/restorePointCollections/", StringComparison.OrdinalIgnoreCase)
            ? await points.CollectionAsync(by, ct) is { IsRetired: true }
            : await points.LookAsync(by, ct) is { IsRetired: true };
    }

    private static string CollectionOf(string pointId) => ArmId.Above(pointId, "restorePoints")
        ?? throw new FormatException($"'{Words.OneLine(pointId)}' is no id of a restore point");
}
