using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>How a machine stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProtectionState>))]
public enum ProtectionState
{
    Protected,

    /// <summary>Its newest good point is older than its policy allows, or there is none.</summary>
    Breached,

    /// <summary>It has no policy.</summary>
    Unprotected,

    /// <summary>The inventory does not show it, and it is not known to be gone.</summary>
    Absent,
    Gone,
}

/// <summary>A machine's protection, as report, JSON and HTTP show it.</summary>
/// <param name="Why">Which tag or scope chose the policy.</param>
/// <param name="Series">What was taken of it, by source and region, the present ones first.</param>
/// <param name="Next">What goes next, and why; null: nothing is going to.</param>
public sealed record SnapshotView(
    string Id, string Name, string Subscription, string Region, string? Environment, string? Owner, ProtectionState State, string? Policy,
    string Why,
    ConsistencyDecision? Consistency, Objective? Objective, string? Slot, string Note, IReadOnlyList<SeriesView> Series, NextView? Next,
    double MonthlyUsd, IReadOnlyList<string> Problems)
{
    /// <param name="takes">Points are taken; what this run did not take, the hour's does.</param>
    public static SnapshotView Of(MachinePlan plan, IReadOnlyDictionary<string, ItemResult> results, bool takes)
    {
        var (machine, fates) = (plan.Machine, plan.Fates.ToDictionary(fate => fate.PointId, StringComparer.OrdinalIgnoreCase));
        var present = plan.Policy is null ? [] : MachinePlanner.SeriesOf(machine, plan.Consistency);
        var series = machine.Points.GroupBy(point => (point.Source, point.Region, point.Policy))
            .Select(group => new SeriesView(
                group.Key.Source, Role(machine, group.Key.Source), group.Key.Region, group.Key.Policy, group.First().CopyOf is not null,
                group.Key.Policy == plan.Policy && present.Contains(group.Key.Source, StringComparer.Ordinal),
                [.. group.Select(point => PointView.Of(point, fates[point.Id], results.GetValueOrDefault(point.Id)))]))
            .OrderByDescending(one => one.IsPresent).ThenBy(one => one.IsCopy).ThenBy(one => one.Role, StringComparer.Ordinal)
            .ThenBy(one => one.Region, StringComparer.Ordinal).ThenBy(one => one.Source, StringComparer.Ordinal)
            .ToList();
        var next = plan.Deletes.Count > 0 ? plan.Deletes[0] : null;
        return new(
            machine.Id, machine.Name, machine.Subscription, machine.Region, machine.Environment, machine.Owner, StateOf(plan), plan.Policy,
            machine.Choice.Reason, plan.Consistency, plan.Objective, plan.Due.Slot?.Id, Taken(plan, results, takes), series,
            next is null ? null : new(next.PointId, next.CreatedAt, next.Reasons), plan.MonthlyUsd,
            [.. plan.Problems, .. Failures(plan, results)]);
    }

    private static ProtectionState StateOf(MachinePlan plan) => plan switch
    {
        { Machine.IsAbsent: true, Missing.GoneAt: not null } => ProtectionState.Gone,
        { Machine.IsAbsent: true } => ProtectionState.Absent,
        { Policy: null } => ProtectionState.Unprotected,
        { Objective.IsBreached: true } => ProtectionState.Breached,
        _ => ProtectionState.Protected,
    };

    private static string Role(ProtectedMachine machine, string source) =>
        source == machine.VmId && source.Length > 0
            ? "machine"
            : machine.Disks.FirstOrDefault(disk => disk.UniqueId == source)?.Role ?? "ended";

    private static string Taken(MachinePlan plan, IReadOnlyDictionary<string, ItemResult> results, bool takes)
    {
        var all = plan.Due.Items.Select(item => results.GetValueOrDefault(item.PointId)?.State ?? ItemState.Reported).ToList();
        return all.Count == 0 ? plan.Due.Note : string.Join("; ", all.GroupBy(state => state).OrderBy(group => group.Key)
            .Select(
                group => FormattableString.Invariant(
                    $"{group.Count()} {(group.Key != ItemState.Reported ? Words(group.Key) : takes ? "due: the hour's run takes it" : "due, only reported")}")).Append(plan.Due.Note).Where(text => text.Length > 0));
    }

    private static IEnumerable<string> Failures(
            MachinePlan plan, IReadOnlyDictionary<string, ItemResult> results) => plan.Due.Items.Select(item => ("not taken", item.PointId))
        .Concat(plan.Copies.Select(item => ("not copied", item.ToId))).Concat(plan.Deletes.Select(item => ("not deleted", item.PointId)))
        .Select(item => (What: item.Item1, Result: results.GetValueOrDefault(item.Item2)))
        .Where(item => item.Result is { State: ItemState.Refused or ItemState.Failed })
        .GroupBy(item => (item.What, item.Result!.Reason))
        .Select(group => FormattableString.Invariant($"{group.Count()} {group.Key.What}: {group.Key.Reason}"));

    internal static string Words(ItemState state) => state switch
    {
        ItemState.UnderWay => "under way",
        ItemState.Done => "done",
        ItemState.Refused => "refused",
        ItemState.Failed => "failed",
        _ => "only reported",
    };
}

/// <summary>What was taken of one disk or machine and lies in one region.</summary>
/// <param name="Role"><c>machine</c>, <c>os</c>, <c>data1</c>; <c>ended</c>: of a source that is no more, or is not taken so any
/// more.</param>
/// <param name="Points">Oldest first.</param>
public sealed record SeriesView(
    string Source, string Role, string Region, string Policy, bool IsCopy, bool IsPresent, IReadOnlyList<PointView> Points)
{
    /// <summary>How many can be used.</summary>
    public int Good => Points.Count(point => point.State == PointState.Complete);
}

/// <summary>A point with its fate.</summary>
/// <param name="Became">What this run did with it; null: nothing.</param>
public sealed record PointView(
    string Id, string Name, string Slot, DateTimeOffset At, PointState State, double Percent, bool IsKept, IReadOnlyList<string> Reasons,
    string? Became)
{
    public static PointView Of(SeenPoint point, PointFate fate, ItemResult? result) => new(
        point.Id, ArmId.NameOf(point.Id), point.Slot, point.CreatedAt, point.State, point.Percent, fate.IsKept, fate.Reasons,
        result is null ? point.Problem : $"{SnapshotView.Words(result.State)}: {result.Reason}");
}

/// <summary>The point that goes next.</summary>
public sealed record NextView(string PointId, DateTimeOffset At, IReadOnlyList<string> Reasons);

/// <summary>The machines of a chunk as they stood after a run; a document of the state.</summary>
[StateDocument(
    "snapshots/latest/*",
    Loss = "GET snapshots/{machine} knows none of its machines until the next run",
    Damage = "its machines are not shown, held or given up over HTTP until the next run replaces it; the others are",
    Mend = "nothing is needed; POST runs/snapshots writes it anew")]
public sealed record SnapshotStates(string RunId, DateTimeOffset AsOf, IReadOnlyList<SnapshotView> Machines)
{
    public const string Folder = "snapshots/latest/";

    public static string NameOf(int chunk) => FormattableString.Invariant($"{Folder}{chunk:D5}");
}
