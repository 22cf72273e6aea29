using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Reading;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>What there is to protect, small enough for the history.</summary>
/// <param name="Chunks">How many chunks of machines each subscription has, in their order.</param>
/// <param name="Doubts">Why nothing is deleted or given up in this run; empty: nothing stands against it.</param>
public sealed record SnapshotFleetRead(
    IReadOnlyList<string> Subscriptions, IReadOnlyList<int> Chunks, int Machines, int Points, IReadOnlyList<string> Doubts, Mode Mode,
    Mode DeleteMode)
{
    /// <summary>Documents that cannot be read and stand only against what depends on them, in words.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>Numbers of a subscription's chunks.</summary>
    public IReadOnlyList<int> ChunksOf(int subscription) => [.. Enumerable.Range(Chunks.Take(subscription).Sum(), Chunks[subscription])];
}

/// <summary>Reads what there is, and what is remembered of it.</summary>
public sealed class SnapshotFleetActivities(
    SnapshotInventory inventory, LockReader locks, RunStore store, StateStore state, AzureSettings azure, SnapshotOptions options,
    TimeProvider time, ILogger<SnapshotFleetActivities> log)
{
    internal const int ChunkSize = 100;
    private const int MostDoubts = 5;
    private const string Memories = "snapshots/";

    /// <summary>Reads the inventory and the memory, and leaves them in chunks. What a first execution left, a second one keeps.</summary>
    [Function(nameof(ReadSnapshotFleet))]
    public Task<Outcome<SnapshotFleetRead>> ReadSnapshotFleet([ActivityTrigger] RunMoment run, CancellationToken ct) =>
        Outcome.OfAsync("inventory of snapshots", async () =>
    {
        var fleet = await store.FindAsync<SnapshotFleet>(run.RunId, SnapshotDocuments.Fleet, ct);
        if (fleet?.AsOf != run.AsOf)
        {
            // Documents of an attempt that failed before are of another moment.
            if ((await store.FindAsync<RunMoment>(run.RunId, SnapshotDocuments.Moment, ct))?.AsOf != run.AsOf)
            {
                await store.ForgetAsync(run.RunId, ct);
                await store.WriteAsync(run.RunId, SnapshotDocuments.Moment, run, ct);
            }
            fleet = await WriteAsync(run, ct);
        }
        var memory = await store.ReadAsync<RunMemory>(run.RunId, SnapshotDocuments.Memory, ct);
        var subscriptions = fleet.Subscriptions.Distinct(StringComparer.Ordinal).ToList();
        return new SnapshotFleetRead(
            subscriptions, [.. subscriptions.Select(one => fleet.Subscriptions.Count(chunk => chunk == one))], fleet.Machines, fleet.Points,
            [.. memory.Doubts.Take(MostDoubts)], options.Mode, options.DeleteMode)
        {
            Damaged = [.. memory.Damaged.Take(MostDoubts).Select(one => one.Problem)],
        };
    }, ct);

    private async Task<SnapshotFleet> WriteAsync(RunMoment run, CancellationToken ct)
    {
        var read = await inventory.ReadAsync([.. azure.Subscriptions], time.GetUtcNow(), ct, new InventoryPages(store, run.RunId));
        var (present, points) = (read.Machines.Count(machine => !machine.IsAbsent), read.Machines.Sum(machine => machine.Points.Count));
        var memory = await RememberAsync(run, read, present, points, ct);
        await store.WriteAsync(run.RunId, SnapshotDocuments.Memory, memory, ct);
        var subscriptions = new List<string>();
        foreach (var ofSubscription in read.Machines.GroupBy(machine => machine.Subscription, StringComparer.Ordinal))
            foreach (var chunk in ofSubscription.Chunk(ChunkSize))
            {
                await store.WriteAsync(run.RunId, SnapshotDocuments.Machines(subscriptions.Count), chunk, ct);
                subscriptions.Add(ofSubscription.Key);
            }
        var fleet = new SnapshotFleet(run.AsOf, subscriptions, present, points);
        await store.WriteAsync(run.RunId, SnapshotDocuments.Fleet, fleet, ct);
        await store.ForgetAsync(run.RunId, ct, InventoryPages.Prefix);
        log.SnapshotsRead(run.RunId, present, points, memory.Doubts.Count);
        return fleet;
    }

    private async Task<RunMemory> RememberAsync(RunMoment run, InventoryRead read, int machines, int points, CancellationToken ct)
    {
        // One listing for all of it: most folders are empty most of the time.
        var names = await state.ListAsync(Memories, ct).Select(entry => entry.Name).ToListAsync(ct);
        var doubts = read.Gaps.Select(gap => $"the listing was not complete: {gap}").ToList();
        if (await ShrunkAsync(run, read, machines, points, ct) is { } shrunk)
            doubts.Add(shrunk);
        var held = new List<ScopedLock>();
        foreach (var subscription in azure.Subscriptions.Order(StringComparer.Ordinal))
        {
            var outcome = await Outcome.OfAsync("locks", () => locks.OfSubscriptionAsync(SnapshotsCapability.Name, subscription, ct), ct);
            if (outcome.Kind == OutcomeKind.Throttled)
                throw new ThrottledException(outcome.RetryAfterSeconds, outcome.Reason);
            held.AddRange(outcome.Value ?? []);
            if (outcome.Value is null)
                doubts.Add($"the locks of subscription {subscription} could not be read: {outcome.Reason}");
        }
        var policies = await PoliciesAsync(run.AsOf, doubts, ct);
        var holds = await AllAsync<SeriesHolds>(names, SeriesHolds.Folder, ct);
        var missing = await AllAsync<MissingMachine>(names, MissingMachine.Folder, ct);
        var retired = await AllAsync<Retirement>(names, Retirement.Folder, ct);
        return new RunMemory
        {
            Doubts = doubts,
            Locks = held,
            Holds = [.. holds.Documents.SelectMany(one => one.Holds).Where(hold => run.AsOf < hold.Until)
                .OrderBy(hold => hold.Source, StringComparer.Ordinal).ThenBy(hold => hold.Id, StringComparer.Ordinal)],
            Missing = await StillMissingAsync(missing.Documents, read, ct),
            Retired = retired.Documents,
            Policies = policies,
            Damaged = [.. holds.Damaged, .. missing.Damaged, .. retired.Damaged],
        };
    }

    // What only deleting needs stops only deleting.
    private async Task<string?> ShrunkAsync(RunMoment run, InventoryRead read, int machines, int points, CancellationToken ct)
    {
        var seen = FleetMemory.None;
        try
        {
            await state.ChangeAsync(FleetMemory.Name, FleetMemory.None, known =>
            {
                seen = read.Gaps.Count > 0 ? known : ShrinkPolicy.After(known, machines, points, run.AsOf);
                return seen == known ? known : seen;
            }, ct);
            return ShrinkPolicy.Words(seen, machines, points);
        }
        catch (DamagedDocumentException e)
        {
            return e.Message;
        }
    }

    // What shows again is forgotten: if it goes once more, its day begins anew.
    private async Task<IReadOnlyList<MissingMachine>> StillMissingAsync(
        IReadOnlyList<MissingMachine> missing, InventoryRead read, CancellationToken ct)
    {
        var present = read.Machines.Where(machine => !machine.IsAbsent).Select(machine => machine.Id)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var back in missing.Where(one => present.Contains(one.Id)))
            await state.DeleteAsync(MissingMachine.NameOf(back.Id), ct);
        return [.. missing.Where(one => !present.Contains(one.Id))];
    }

    private async Task<IReadOnlyList<PoliciesInForce>> PoliciesAsync(DateTimeOffset now, List<string> doubts, CancellationToken ct)
    {
        var memory = PolicyMemory.None;
        var policies = options.Policies.Keys.Order(StringComparer.Ordinal).Select(name => options.Find(name)!).ToList();
        try
        {
            await state.ChangeAsync(PolicyMemory.Name, PolicyMemory.None, known => memory = known.With(policies, options.CoolOff, now), ct);
        }
        catch (DamagedDocumentException e)
        {
            doubts.Add(e.Message);
        }
        return [.. policies.Select(policy => new PoliciesInForce(policy.Name, memory.InForce(policy.Name, options.CoolOff, now)))];
    }

    private Task<StateFolder<T>> AllAsync<T>(List<string> names, string folder, CancellationToken ct) where T : class =>
        state.ReadAllAsync<T>(names.Where(name => name.StartsWith(folder, StringComparison.Ordinal)), ct);
}
