using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>A part of a run: at most 100 machines of one subscription.</summary>
public sealed record SnapshotChunk(RunMoment Run, int Chunk);

/// <summary>Names of a run's documents.</summary>
internal static class SnapshotDocuments
{
    public const string Moment = "moment";
    public const string Fleet = "fleet";
    public const string Memory = "memory";
    public const string Deletions = "deletions";

    public static string Machines(int chunk) => FormattableString.Invariant($"machines-{chunk}");

    /// <summary>Restore points that were read before Azure throttled.</summary>
    public static string Collected(int chunk) => FormattableString.Invariant($"collected-{chunk}");

    public static string Plan(int chunk) => FormattableString.Invariant($"plan-{chunk}");

    /// <summary>What is to be done of a plan, without what it was planned from.</summary>
    public static string Work(int chunk) => FormattableString.Invariant($"work-{chunk}");

    /// <summary>What became of the items of a kind.</summary>
    public static string Results(string kind, int chunk) => FormattableString.Invariant($"{kind}-{chunk}");
}

/// <summary>What a run covers; a document of the run.</summary>
/// <param name="Subscriptions">Subscription of each chunk.</param>
public sealed record SnapshotFleet(DateTimeOffset AsOf, IReadOnlyList<string> Subscriptions, int Machines, int Points);

/// <summary>What a run knows beside its machines; a document of the run.</summary>
public sealed record RunMemory
{
    /// <summary>Why nothing may be deleted or given up in this run, in words; none: nothing stands against it.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    public IReadOnlyList<MissingMachine> Missing { get; init; } = [];

    public IReadOnlyList<Retirement> Retired { get; init; } = [];

    public IReadOnlyList<Hold> Holds { get; init; } = [];

    public IReadOnlyList<ScopedLock> Locks { get; init; } = [];

    /// <summary>Policies that were in force within the cool-off, the present one first, by name.</summary>
    public IReadOnlyList<PoliciesInForce> Policies { get; init; } = [];

    /// <summary>Documents of single machines and series that cannot be read: they stand against deleting what they are about.</summary>
    public IReadOnlyList<DamagedDocument> Damaged { get; init; } = [];

    /// <summary>What is wrong with a document; null: it could be read, or is not there.</summary>
    public string? ProblemOf(string name) => Damaged.FirstOrDefault(one => one.Name == name)?.Problem;
}

/// <summary>The versions of a policy that all must let a point go.</summary>
public sealed record PoliciesInForce(string Name, IReadOnlyList<SnapshotPolicy> Versions);

/// <summary>The restore points of a collection as they were read.</summary>
/// <param name="Problem">Why they could not be; null: they were.</param>
public sealed record CollectionRead(string Id, IReadOnlyList<SeenPoint> Points, string? Problem);

/// <summary>A point and what its retention says.</summary>
public sealed record PointFate(string PointId, bool IsKept, IReadOnlyList<string> Reasons);

/// <summary>All that is planned of a machine.</summary>
public sealed record MachinePlan(ProtectedMachine Machine)
{
    /// <summary>Null: it has no policy.</summary>
    public string? Policy { get; init; }

    public ConsistencyDecision? Consistency { get; init; }

    public Due Due { get; init; } = new(null, [], "it has no policy");

    public IReadOnlyList<CopyItem> Copies { get; init; } = [];

    /// <summary>In the order of the machine's points.</summary>
    public IReadOnlyList<PointFate> Fates { get; init; } = [];

    /// <summary>What may be deleted, oldest first.</summary>
    public IReadOnlyList<DeleteItem> Deletes { get; init; } = [];

    public Objective? Objective { get; init; }

    /// <summary>What is known of a machine that the inventory does not show; null: it does.</summary>
    public MissingMachine? Missing { get; init; }

    public double MonthlyUsd { get; init; }

    /// <summary>What somebody should look at, in words.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>The plans of a chunk; a document of the run.</summary>
public sealed record ChunkPlan(string Subscription, IReadOnlyList<MachinePlan> Machines);

/// <summary>
/// What is to be done of a chunk's plans; a document of the run, which is read far more often than the plans with all their points.
/// </summary>
/// <param name="Points">How many points the chunk's machines have.</param>
/// <param name="Collections">Ids of the collections of restore points there are.</param>
public sealed record ChunkWork(int Points, IReadOnlyList<string> Collections, IReadOnlyList<MachineWork> Machines)
{
    public static ChunkWork Of(ChunkPlan plan) => new(
        plan.Machines.Sum(machine => machine.Machine.Points.Count),
        [.. plan.Machines.SelectMany(machine => machine.Machine.Collections).Select(collection => collection.Id)], [
            .. from machine in plan.Machines
               where machine.Due.Items.Count + machine.Copies.Count + machine.Deletes.Count > 0
               select new MachineWork(
                   machine.Machine.Id, machine.Machine.Environment, machine.Machine.TimeZone,
                   machine.Due.Items, machine.Copies, machine.Deletes),
        ]);
}

/// <summary>What is to be done of a machine.</summary>
/// <param name="TimeZone">IANA name of its time zone; empty: not known.</param>
public sealed record MachineWork(
    string MachineId, string? Environment, string TimeZone,
    IReadOnlyList<TakeItem> Takes, IReadOnlyList<CopyItem> Copies, IReadOnlyList<DeleteItem> Deletes);

/// <summary>What became of the items of a chunk; a document of the run.</summary>
public sealed record ChunkResults(IReadOnlyList<ItemResult> Items)
{
    public static readonly ChunkResults None = new([]);
}
