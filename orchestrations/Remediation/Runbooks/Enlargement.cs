using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>From which size to which, and the plan that the ground floor carries out.</summary>
public sealed record PlannedEnlargement(string From, string To, PlanRef Plan);

/// <summary>A resize that a runbook started.</summary>
public sealed record StartedResize(string InstanceId, PlanRef Plan);

/// <summary>How a resize stands.</summary>
/// <param name="Kind">How it ended, or <see cref="ChangeEndKind.Changed"/> while it watches what it did; null: it is under way.</param>
/// <param name="To">The size the machine has; empty: not known.</param>
public sealed record ResizeSeen(ChangeEndKind? Kind, string To, string Reason);

/// <summary>Chooses the next larger size of a machine, and writes the plan for it.</summary>
public sealed class Enlargement(
    MachineReader machines, SizeReader sizes, QuotaReader quotas, RetailPrices prices, RemediationStore store, StateStore state,
    TimeProvider time)
{
    // One after the other size is tried where there is no place.
    private const int MostTargets = 2;
    private const int MostLooked = 4;

    [Function(nameof(PlanEnlargement))]
    public Task<Outcome<PlannedEnlargement>> PlanEnlargement([ActivityTrigger] RunbookOrder order, CancellationToken ct) =>
        Outcome.OfAsync("size", async () =>
    {
        var machine = await machines.ReadAsync(order.Alert.Target, ct);
        var subscription = ArmId.SubscriptionOf(machine.Id) ?? "";
        var all = await sizes.OfRegionAsync(subscription, machine.Region, ct);
        var now = all.FirstOrDefault(one => machine.Has(one.Name))
            ?? throw new RefusedException(ActActivities.RefusedCode, $"its size {machine.Size} is none that {machine.Region} offers");
        // What the quota forbids would be refused when the machine is off already.
        var quota = await RefusedRead.OrAsync(
            async () => (VcpuQuotas?)await quotas.OfRegionAsync(subscription, machine.Region, ct), _ => null);
        var (larger, lacks) = (new List<Size>(), new List<string>());
        foreach (var size in Larger(now, all, machine.Zones).Take(MostLooked))
            if (quota?.Excludes(now, size, isSpot: false) is { } lack)
                lacks.Add($"{size.Name}: {lack}");
            else if (larger.Count < MostTargets)
                larger.Add(size);
        if (larger.Count == 0)
            throw new RefusedException(ActActivities.RefusedCode, lacks.Count > 0
                ? $"no larger size of its kind is within the quota: {string.Join("; ", lacks)}"
                : $"there is no larger size of its kind than {machine.Size}");
        var known = (await prices.OfSizesAsync(machine.Region, [now.Name, .. larger.Select(one => one.Name)], ct))
            .ToDictionary(one => one.Size, one => machine.IsWindows ? one.Windows : one.Linux, StringComparer.OrdinalIgnoreCase);
        if (known.GetValueOrDefault(now.Name) is not { } price)
            throw new RefusedException(ActActivities.RefusedCode, $"{now.Name} has no price");
        var targets = larger.Where(one => known.GetValueOrDefault(one.Name) is not null)
            .Select(one => new PlannedSize(
                one.Name, known[one.Name]!.Value, Math.Round((price - known[one.Name]!.Value) * HoursAMonth, 2),
                one.CanBeReserved)).ToList();
        if (targets.Count == 0)
            throw new RefusedException(ActActivities.RefusedCode, "no larger size has a price");
        var population = await store.PopulationAsync(ct);
        var plan = PlanOf(order, machine, now, price, targets, subscription) with
        {
            FleetSize = population.Of(CureLimits.Fleet), SubscriptionSize = population.Of(CureLimits.SubscriptionOf(subscription)),
        };
        var id = $"plan-{order.AttemptId}";
        await state.WriteAsync(ChangePlans.NameOf(RemediationCapability.Name, id), new ChangePlans([plan with { RunId = id }], []), ct);
        return new PlannedEnlargement(machine.Size, targets[0].Name, new(RemediationCapability.Name, id, 0));
    }, ct);

    /// <summary>Starts the resize, once: it goes on to watch the machine long after its runbook has ended.</summary>
    [Function(nameof(StartResize))]
    public static Task<Outcome<bool>> StartResize(
        [ActivityTrigger] StartedResize resize, [DurableClient] DurableTaskClient client, CancellationToken ct) => Outcome.OfAsync(
        "resize", () => client.StartOnceAsync(nameof(ResizeOrchestrator), resize.InstanceId, resize.Plan, ct), ct);

    /// <summary>How a resize stands.</summary>
    [Function(nameof(ReadResize))]
    public Task<Outcome<ResizeSeen>> ReadResize(
        [ActivityTrigger] StartedResize resize, [DurableClient] DurableTaskClient client,
        CancellationToken ct) => Outcome.OfAsync("resize", async () =>
    {
        var (kept, _) = await state.FindAsync<KeptResults>(KeptResults.NameOf(resize.Plan.Capability, resize.Plan.RunId), _ => null, ct);
        if (kept?.Results.FirstOrDefault(one => one.Plan == resize.Plan)?.Result is { } result)
            return new ResizeSeen(result.Kind, result.To ?? "", result.Reason);
        // It keeps a result before it ends, unless it broke off.
        return await client.GetInstanceAsync(resize.InstanceId, ct) is { IsCompleted: true } instance
            ? new ResizeSeen(
                ChangeEndKind.Stranded, "",
                $"it broke off as {instance.RuntimeStatus}: {Words.OneLine(instance.FailureDetails?.ErrorMessage ?? "")}")
            : new ResizeSeen(null, "", "it is under way");
    }, ct);

    private const double HoursAMonth = 730;

    /// <summary>Sizes of the same kind with more vCPUs and no less memory, the smallest first. Pure.</summary>
    internal static IEnumerable<Size> Larger(Size now, IReadOnlyList<Size> all, IReadOnlyList<string> zones) => all
        .Where(one => one.Family == now.Family && one.Vcpus > now.Vcpus && one.MemoryGiB >= now.MemoryGiB && one.Restriction is null
            && one.Architecture == now.Architecture && one.PremiumDisks == now.PremiumDisks && one.Generations == now.Generations
            && one.DiskControllers == now.DiskControllers && one.TempDiskMiB > 0 == now.TempDiskMiB > 0
            && zones.All(zone => one.Zones.Contains(zone, StringComparer.Ordinal)))
        .OrderBy(one => one.Vcpus).ThenBy(one => one.MemoryGiB).ThenBy(one => one.Name, StringComparer.Ordinal);

    private ChangePlan PlanOf(
        RunbookOrder order, MachineState machine, Size now, double price, List<PlannedSize> targets, string subscription)
    {
        var tags = machine.TagsByName();
        var read = OpsTags.Read(tags, Mode.Apply);
        return new(
            "", $"alert {Words.OneLine(order.Alert.Rule)}", PlannedAction.Resize, machine.Id, ArmId.NameOf(machine.Id), subscription,
            machine.Region, machine.Size, price, targets, Mode.Apply, time.GetUtcNow(), order.Deadline)
        {
            Capability = RemediationCapability.Name, Reason = Invariant($"{order.Alert.Severity} {Words.OneLine(order.Alert.Rule)}"),
            Zone = machine.Zones is [var zone, ..] ? zone : null,
            IsProduction = read.IsProduction, Environment = read.Environment, Owner = read.Owner, IsWindows = machine.IsWindows,
            PaysWindows = machine.IsWindows,
            TimeZone = ResourceZone.Of(tags, machine.Region).Name, OpsTags = OpsTagLines.Of(tags), SizeCanBeReserved = now.CanBeReserved,
            // It is watched as every cure is; the resize's own watch looks for an hour.
            Settings = new(WatchHours: 1, VerifyMinutes: 20, ApprovalHours: 1, OptOutDays: 1, TakesSnapshot: false, RollbackAnyTime: true)
            {
                AsksInside = false
            },
        };
    }
}
