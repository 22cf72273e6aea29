using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>Points and policies for the tables of cases.</summary>
internal static class Points
{
    public const string Region = "westeurope";

    /// <summary>A Wednesday.</summary>
    public static readonly DateTimeOffset Now = At("2026-07-15 12:00");

    /// <summary>Nothing but the rules that a case sets.</summary>
    public static readonly SnapshotPolicy Bare = new() { Name = "daily", MinGood = 1, MinAge = TimeSpan.Zero };

    public static DateTimeOffset At(string utc) => DateTimeOffset.Parse(utc + "Z", null);

    public static RecoveryPoint Good(string utc, string id = "") => Good(At(utc), id.Length == 0 ? utc : id);

    public static RecoveryPoint Good(DateTimeOffset at, string id) => new(id, "disk-1", Region, "daily", at, PointState.Complete);

    public static RecoveryPoint Failed(string utc) => Good(utc) with { State = PointState.Failed };

    public static RecoveryPoint Pending(string utc) => Good(utc) with { State = PointState.Pending };

    /// <summary>One a day at noon, the newest now.</summary>
    public static RecoveryPoint[] Days(int count) => Every(TimeSpan.FromDays(1), count);

    public static RecoveryPoint[] Every(TimeSpan step, int count) =>
        [.. Enumerable.Range(0, count).Select(back => Now - back * step).Select(at => Good(at, at.ToString("yyyy-MM-dd HH:mm")))];

    public static string[] Kept(this RetentionPlan plan) =>
        [.. plan.Verdicts.Where(verdict => verdict.IsKept).Select(verdict => verdict.Point.Id)];

    public static string[] DeletedIds(this RetentionPlan plan) => [.. plan.Deleted.Select(point => point.Id)];

    public static IReadOnlyList<string> ReasonsOf(this RetentionPlan plan, string id) =>
        plan.Verdicts.Single(verdict => verdict.Point.Id == id).Reasons;
}
