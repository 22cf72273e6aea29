using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>All chunks of a run.</summary>
/// <param name="Deletes">It goes on to delete: what it may is taken off the day's allowance.</param>
public sealed record AllChunks(RunMoment Run, int Chunks, bool Deletes);

/// <summary>What a run is going to do, over all its machines.</summary>
/// <param name="Later">Why some deletions are left for later; empty: none is.</param>
/// <param name="PlanHash">Hash of exactly the points that would be deleted.</param>
/// <param name="Examples">The first of them in words, for who is asked.</param>
public sealed record SettledRun(int Copies, int Deletes, string Later, string PlanHash, IReadOnlyList<string> Examples)
{
    /// <summary>Of a run that neither copies nor deletes.</summary>
    public static readonly SettledRun None = new(0, 0, "", "", []);

    /// <summary>Hours people have to answer where they are asked.</summary>
    public int ApprovalHours { get; init; }
}

/// <summary>What of the plans is carried out by this run; a document of the run.</summary>
/// <param name="Copies">Lanes that may copy: at most a hundred copies go on in a region.</param>
/// <param name="Deletes">Ids of points that may go.</param>
public sealed record Settled(IReadOnlyList<string> Copies, IReadOnlyList<string> Deletes, string Later);

/// <summary>Looks over all plans of a run and bounds what is carried out.</summary>
public sealed class SettlingActivities(RunStore store, StateStore state, SnapshotOptions options)
{
    // Azure's limit of copies in parallel per subscription and region.
    internal const int MostCopies = 100;
    private const int Shown = 25;

    // A day's question ends before the next day asks the same.
    private const int LongestApproval = 20;

    [Function(nameof(SettleSnapshots))]
    public Task<Outcome<SettledRun>> SettleSnapshots([ActivityTrigger] AllChunks all, CancellationToken ct) =>
        Outcome.OfAsync("plans of snapshots", async () =>
    {
        var (deletable, lanes, points) = (new List<DeleteItem>(), new List<CopyItem>(), 0);
        for (var chunk = 0; chunk < all.Chunks; chunk++)
        {
            var work = await store.ReadAsync<ChunkWork>(all.Run.RunId, SnapshotDocuments.Work(chunk), ct);
            deletable.AddRange(work.Machines.SelectMany(machine => machine.Deletes));
            lanes.AddRange(work.Machines.SelectMany(machine => machine.Copies));
            points += work.Points;
        }
        var byId = deletable.ToDictionary(item => item.PointId, StringComparer.OrdinalIgnoreCase);
        var (used, damaged) = await UsedAsync(all.Run, byId.Keys, ct);
        var undeleted = await UndeletedAsync(ct);
        // A day's allowance, however often its run breaks off and begins again, or somebody asks for one more.
        var candidates = deletable.Select(item => new RecoveryPoint(
            item.PointId, item.Source, item.Region, item.Policy, item.CreatedAt,
            item.IsFailed ? PointState.Failed : PointState.Complete)).ToList();
        var whole = DeletionCap.Take(candidates, points + used, options.MaxDeletes, options.MaxDeletePercent, undeleted);
        var capped = used == 0 ? whole : DeletionCap.Take(candidates, points + used, Math.Max(0, whole.Allowed - used), 100, undeleted);
        var later = used == 0 || capped.Later.Count == 0
            ? capped.Reason
            : $"{capped.Later.Count} of {candidates.Count} are left for later runs: {used} of the day's {whole.Allowed} deletions are used";
        var ids = damaged is null ? capped.Now.Select(point => point.Id).ToList() : [];
        if (damaged is not null && candidates.Count > 0)
            later = $"{candidates.Count} are left for later runs: {damaged}";
        var settled = new Settled(Lanes(lanes, all.Run.AsOf), ids, later);
        await store.WriteAsync(all.Run.RunId, SnapshotDocuments.Deletions, settled, ct);
        if (all.Deletes && ids.Count > 0)
            await UseAsync(all.Run, ids, ct);
        return new SettledRun(
            settled.Copies.Count, ids.Count, later, Hash(ids),
            [.. ids.Take(Shown).Select(id => Told(byId[id]))])
        {
            ApprovalHours = Math.Min(options.Guard.ApprovalHours, LongestApproval),
        };
    }, ct);

    // What was to be deleted today and is no longer there, or may no longer be, has used up its share.
    private async Task<(int Used, string? Damaged)> UsedAsync(RunMoment run, IEnumerable<string> deletable, CancellationToken ct)
    {
        try
        {
            var known = (await state.FindAsync<DeletionsOfDay>(DeletionsOfDay.NameOf(run.AsOf), ct))?.Value.PointIds ?? [];
            return (known.Except(deletable, StringComparer.OrdinalIgnoreCase).Count(), null);
        }
        catch (DamagedDocumentException e)
        {
            return (0, e.Message);
        }
    }

    private Task UseAsync(RunMoment run, IReadOnlyList<string> ids, CancellationToken ct) => state.ChangeAsync(
        DeletionsOfDay.NameOf(run.AsOf), new DeletionsOfDay([]),
        known => new([.. known.PointIds.Union(ids, StringComparer.OrdinalIgnoreCase)]), ct);

    private async Task<IReadOnlySet<string>> UndeletedAsync(CancellationToken ct) =>
        ((await state.FindAsync<UndeletedPoints>(UndeletedPoints.Name, _ => null, ct)).Value?.PointIds
            ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);

    // Those under way first, then the oldest; the others' turn comes with the next run. Half of the places go by lot,
    // another one each hour: copies that fail again and again would stand in front for ever.
    private static List<string> Lanes(List<CopyItem> items, DateTimeOffset asOf) => items
        .GroupBy(item => item.Lane, StringComparer.Ordinal).Select(lane => lane.First())
        .GroupBy(item => (Subscription: ArmId.SubscriptionOf(item.ToId)!.ToLowerInvariant(), item.Region))
        .SelectMany(ofRegion => InTurn([.. ofRegion], asOf))
        .Select(item => item.Lane).ToList();

    private static IEnumerable<CopyItem> InTurn(List<CopyItem> items, DateTimeOffset asOf)
    {
        List<CopyItem> sorted = [.. items.OrderByDescending(item => item.IsUnderWay).ThenBy(item => item.CreatedAt)
            .ThenBy(item => item.ToId, StringComparer.Ordinal)];
        if (sorted.Count <= MostCopies)
            return sorted;
        var first = Math.Max(sorted.Count(item => item.IsUnderWay), MostCopies / 2);
        return sorted.Take(first).Concat(sorted.Skip(first).OrderBy(item => Lot(item, asOf), StringComparer.Ordinal)).Take(MostCopies);
    }

    private static string Lot(CopyItem item, DateTimeOffset asOf) => Ids.Key($"{asOf.UtcDateTime:yyyyMMddHH} {item.Lane}");

    private static string Told(DeleteItem item)
    {
        var (point, machine) = (ArmId.NameOf(item.PointId), ArmId.NameOf(item.MachineId));
        return $"delete {point} of {machine}, {item.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm}: {Words.OneLine(item.Reasons[0])}";
    }

    private static string Hash(IEnumerable<string> ids) => Ids.Key(string.Join('\n', ids.Order(StringComparer.Ordinal)));
}
