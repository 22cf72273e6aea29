using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>A machine's plan as it stands when the run is over: with what was taken and copied, without what was deleted. Pure.</summary>
internal static class AfterRun
{
    public static MachinePlan Of(
        MachinePlan plan, IReadOnlyDictionary<string, ItemResult> results, SnapshotOptions options, DateTimeOffset asOf)
    {
        ItemState? StateOf(string id) => results.GetValueOrDefault(id)?.State;
        var taken = plan.Due.Items.Where(item => StateOf(item.PointId) is ItemState.Done or ItemState.UnderWay)
            .Select(item => new SeenPoint(
                item.PointId, item.Form, item.Source, item.Region, plan.Policy!, item.Slot, asOf, Now(StateOf(item.PointId)),
                CopyOf: null) { SizeGiB = Size(plan, item.Source) });
        var copied = plan.Copies.Where(item => StateOf(item.ToId) is ItemState.Done or ItemState.UnderWay)
            .Select(item => new SeenPoint(
                item.ToId, item.Form, item.Source, item.Region, plan.Policy!, Slot(item), item.CreatedAt, Now(StateOf(item.ToId)),
                item.FromId) { SizeGiB = Size(plan, item.Source) });
        var made = taken.Concat(copied).ToDictionary(point => point.Id, StringComparer.OrdinalIgnoreCase);
        var points = plan.Machine.Points
            .Where(point => !made.ContainsKey(point.Id)
                && !(plan.Deletes.Any(item => item.PointId == point.Id) && StateOf(point.Id) == ItemState.Done))
            .Concat(made.Values).OrderBy(point => point.CreatedAt).ThenBy(point => point.Id, StringComparer.Ordinal).ToList();
        if (made.Count == 0 && points.Count == plan.Machine.Points.Count)
            return plan;
        var fates = plan.Fates.ToDictionary(fate => fate.PointId, StringComparer.OrdinalIgnoreCase);
        var machine = plan.Machine with { Points = points };
        return plan with
        {
            Machine = machine,
            Fates = [.. points.Select(point => fates.GetValueOrDefault(point.Id) ?? new(point.Id, true, ["made by this run"]))],
            Deletes = [.. plan.Deletes.Where(item => StateOf(item.PointId) != ItemState.Done)],
            Objective = options.Find(plan.Policy) is { } policy
                ? Objective.Of(machine, policy, MachinePlanner.SeriesOf(machine, plan.Consistency), asOf)
                : plan.Objective,
            MonthlyUsd = CostEstimate.OfMonth(points, options),
        };
    }

    private static PointState Now(ItemState? state) => state == ItemState.Done ? PointState.Complete : PointState.Pending;

    private static long Size(MachinePlan plan, string source) =>
        plan.Machine.Disks.Where(disk => disk.UniqueId == source || plan.Machine.VmId == source).Sum(disk => disk.SizeGiB);

    private static string Slot(CopyItem item) => item.Tags.GetValueOrDefault(PointNames.SlotTag) ?? "";
}
