using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Reads all that the preflight decides by: nothing but reads.</summary>
public sealed class PreflightReader(
    SourceReader source, PlaceReader place, DrillReads reads, IncidentStore own, KillSwitch killSwitch, DrillOptions options,
    TimeProvider time)
{
    /// <summary>Everything that stands against a drill, at once; nothing is made.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<PreflightResult> CheckAsync(DrillPlan plan, CancellationToken ct) =>
        PreflightPolicy.Check(await ReadAsync(plan, pages: null, ct), time.GetUtcNow());

    /// <param name="pages">Where what was read of the application is kept; null: nowhere.</param>
    /// <exception cref="Azure.RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<PreflightFacts> ReadAsync(DrillPlan plan, IQueryPages? pages, CancellationToken ct)
    {
        var read = await source.ReadAsync(plan, pages, ct);
        var region = plan.Region.Length > 0 ? plan.Region : read.Machines.Count > 0 ? read.Machines[0].Region : "westeurope";
        var picked = new Dictionary<string, PickedPoint>(StringComparer.OrdinalIgnoreCase);
        var keptOut = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var machine in read.Machines)
        {
            var leaves = options.RestorePointsLeaveSubscription || Is(ArmId.SubscriptionOf(machine.Id), plan.Subscription);
            var before = DrillPoint.MomentOf(plan.Point);
            var point = await WithDisksAsync(machine, PointPicker.Pick(machine, read.Points, region, before, leaves), pages, ct);
            if (point is not null)
                picked[machine.Id] = point;
            if (KeptOut(machine, read.Points, region, before, leaves, point) is { } why)
                keptOut[machine.Id] = why;
        }
        var sizes = read.Machines.Select(machine => plan.SizeFor(machine.Size)).ToList();
        var open = new List<OpenIncident>();
        foreach (var group in read.Machines.Select(machine => ArmId.GroupOf(machine.Id)!).Distinct(StringComparer.OrdinalIgnoreCase))
            open.AddRange(await reads.Incidents.OfAsync(group, ct, pages));
        foreach (var machine in read.Machines)
            if (await own.OpenOnAsync(machine.Id.ToLowerInvariant(), ct) is { } one)
                open.Add(new(machine.Id, $"{one.IncidentId}, which the suite handles", (await own.FindAsync(one.IncidentId, ct))?.Severity
                    ?? "", one.Since));
        var facts = new PreflightFacts(
            plan, read, picked, await place.ReadAsync(plan.Subscription, region, read.Machines, sizes, ct), open,
            await killSwitch.ReadAsync(ct))
        {
            KeptOut = keptOut,
            IsAllowedThere = options.Guard.AllowedScopes.Any(scope => ScopeRule.Holds(scope, $"/subscriptions/{plan.Subscription}")),
        };
        return facts;
    }

    // A restore point tells by itself what each disk is made of; one that lacks a disk is none.
    private async Task<PickedPoint?> WithDisksAsync(SourceMachine machine, PickedPoint? point, IQueryPages? pages, CancellationToken ct)
    {
        if (point?.RestorePoint is not { } id)
            return point;
        var parts = (await reads.Points.DisksOfAsync(id, ct, pages) ?? [])
            .ToLookup(part => part.DiskId, part => part.PointId, StringComparer.OrdinalIgnoreCase);
        var disks = machine.Disks.Zip(point.Disks, (disk, one) => one with { MadeOf = parts[disk.Id ?? ""].FirstOrDefault() ?? "" })
            .ToList();
        return disks.TrueForAll(disk => disk.MadeOf.Length > 0) ? point with { Disks = disks } : null;
    }

    private static string? KeptOut(
        SourceMachine machine, IReadOnlyList<SeenPoint> points, string region, DateTimeOffset? before, bool leaves, PickedPoint? picked)
    {
        if (!leaves && PointPicker.Pick(machine, points, region, before, takesRestorePoints: true) is { } kept
            && !(kept.Oldest <= picked?.Oldest) && kept.Form == PointForm.RestorePoint)
            return "its restore points cannot be the source of disks in another subscription (assumed)";
        var elsewhere = points.Select(point => point.Region).Where(one => !Is(one, region)).Distinct(StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(other => PointPicker.Pick(machine, points, other, before, takesRestorePoints: true) is { } there
                && !(there.Oldest <= picked?.Oldest));
        return elsewhere is null || picked is not null ? null : $"its points lie in {elsewhere}, not in {region}";
    }

    private static bool Is(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
