using System.Globalization;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Steps;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Report;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes.Planning;

/// <summary>Which advice is carried out, and why the rest is not. Pure.</summary>
public static class ChangePolicy
{
    /// <param name="one">A machine and its advice, a resize or a shutdown.</param>
    /// <param name="offer">What its region offers.</param>
    /// <param name="fleet">What the plan must know of the others.</param>
    public static Planned Plan(
        Assessment one, Offer offer, FleetFacts fleet, RightsizingOptions options, GuardOptions guard, PlannedRun run)
    {
        var tags = ResourceTags.Of(one.Machine.Tags);
        var probe = ProbeAnswer.Read(tags, out var probeProblem);
        if (Left(one, options) is { } left)
            return Leave(one, left, Patch(one));
        var zone = ResourceZone.Of(tags, one.Machine.Region);
        if ((probeProblem ?? WindowProblem(tags, guard) ?? zone.Problem ?? HealthProblem(tags)
            ?? GroupProblem(tags)) is { } problem)
            return Leave(one, problem, null);
        var needs = NeedsApproval(one, options).ToList();
        var group = tags.GetValueOrDefault("ops:group")?.Trim();
        return new(new ChangePlan(
            run.RunId, run.RequestedBy, one.Advice.Kind == AdviceKind.Unused ? PlannedAction.Shutdown : PlannedAction.Resize,
            one.Machine.Id, one.Machine.Name, one.Machine.Subscription, one.Machine.Region, one.Size!.Name,
            RightsizingPolicy.Price(one.Machine, one.Size) ?? 0, Targets(one, offer), one.Tags.Rightsizing, run.AsOf,
            // A shutdown is announced before it waits for anything else.
            run.AsOf.AddDays(options.Changes.PlanDays + (one.Advice.Kind == AdviceKind.Unused ? options.Changes.OptOutDays : 0)))
        {
            Capability = RightsizingCapability.Name,
            Reason = one.Advice.Reason,
            MonthlySaving = one.Advice.MonthlySaving,
            NeedsApproval = needs,
            Zone = one.Machine.Hardware.Zones is [var first, ..] ? first : null,
            IsProduction = one.Tags.IsProduction,
            Environment = one.Tags.Environment,
            Owner = one.Tags.Owner,
            IsWindows = one.Machine.IsWindows,
            PaysWindows = RightsizingPolicy.PaysWindows(one.Machine),
            TimeZone = zone.Name,
            Window = tags.GetValueOrDefault("ops:window")?.Trim(),
            OpsTags = OpsTagLines.Of(tags),
            Group = group,
            GroupMembers = group is null ? [] : fleet.GroupOf(one.Machine, group),
            MinHealthy = Math.Max(Healthy(tags) ?? 1, group is null ? 0 : fleet.LeastHealthyOf(one.Machine, group)),
            Probe = probe,
            IsInAvailabilitySet = one.Machine.Hardware.AvailabilitySet is not null,
            IsStopped = one.Machine.IsStopped,
            SizeCanBeReserved = one.Size.CanBeReserved,
            FleetSize = fleet.Machines,
            SubscriptionSize = fleet.OfSubscriptions.GetValueOrDefault(one.Machine.Subscription),
            Settings = SettingsOf(options),
        }, null);
    }

    /// <summary>Those that save most, as many as a run may make; the others are left with the reason.</summary>
    public static ChangePlans Choose(IEnumerable<Planned> planned, int most)
    {
        var all = planned.ToList();
        var ordered = all.Select(one => one.Plan).OfType<ChangePlan>()
            .OrderByDescending(plan => plan.MonthlySaving).ThenBy(plan => plan.MachineId, StringComparer.Ordinal).ToList();
        var tooMany = ordered.Skip(most).Select(plan => new NotPlanned(
            plan.MachineId, plan.Name, plan.Size, plan.Targets.Count > 0 ? plan.Targets[0].Name : null, plan.MonthlySaving,
            $"a run changes at most {most} machines, and others save more", null));
        return new(
            [.. ordered.Take(most)],
            [.. all.Select(one => one.Left).OfType<NotPlanned>().Concat(tooMany).OrderByDescending(left => left.MonthlySaving)
                .ThenBy(left => left.MachineId, StringComparer.Ordinal)]);
    }

    private static string? Left(Assessment one, RightsizingOptions options)
    {
        if (one.Tags.Rightsizing < Mode.Approve)
            return "rightsizing only reports here";
        if (one.Advice.NotToBeApplied.Count > 0)
            return string.Join("; ", one.Advice.NotToBeApplied);
        if (one.Advice.Kind == AdviceKind.Resize && one.RunsInARow < options.Changes.RunsInARow)
            return $"advised in {one.RunsInARow} of {options.Changes.RunsInARow} runs in a row";
        return one.Size is null ? "its present size is not known" : null;
    }

    private static IEnumerable<string> NeedsApproval(Assessment one, RightsizingOptions options)
    {
        if (one.Advice.Kind == AdviceKind.Unused && one.Tags.IsProduction)
            yield return "production: an idle witness, licence server or standby looks just like this";
        if (one.Advice.MonthlySaving < 0 && !options.Changes.EnlargesUnasked)
            yield return Invariant($"it costs {-one.Advice.MonthlySaving:0.00} USD a month more");
        if (one.Size is { } size && size.TempDiskMiB + size.NvmeDiskMiB > 0 && !options.Changes.LosesTemporaryDisk)
            yield return "what lies on its temporary disk is lost and cannot be had back";
    }

    private static IReadOnlyList<PlannedSize> Targets(Assessment one, Offer offer) => one.Advice.Kind == AdviceKind.Unused
        ? []
        : [.. one.Advice.Alternatives.Select(other => (Name: other.Size, other.MonthlySaving))
            .Prepend((Name: one.Advice.Target!, one.Advice.MonthlySaving))
            .Select(target => (Size: offer.Find(target.Name), target.MonthlySaving))
            // Where the advice saves, no other size may cost more than the present one: nobody was asked about that.
            .Where(target => target.MonthlySaving >= 0 || one.Advice.MonthlySaving < 0)
            .Where(target => target.Size is not null && RightsizingPolicy.Price(one.Machine, target.Size) is not null)
            .Select(target => new PlannedSize(
                target.Size!.Name, RightsizingPolicy.Price(one.Machine, target.Size)!.Value, target.MonthlySaving,
                target.Size.CanBeReserved)
            {
                CpuRatio = target.Size.Vcpus / one.Size!.Vcpus, MemoryRatio = target.Size.MemoryGiB / one.Size.MemoryGiB,
            })];

    private static string? WindowProblem(Dictionary<string, string> tags, GuardOptions guard) =>
        tags.TryGetValue("ops:window", out var name) && !guard.Windows.ContainsKey(name.Trim())
            ? $"ops:window={Words.OneLine(name)} is no window of Guard:Windows"
            : null;

    private static string? HealthProblem(Dictionary<string, string> tags) =>
        tags.TryGetValue("ops:min-healthy", out var text) && Healthy(tags) is null
            ? $"ops:min-healthy={Words.OneLine(text)} is no number from 0 to 1000"
            : null;

    private static string? GroupProblem(Dictionary<string, string> tags) =>
        ResourceTags.Values(tags, "ops:group") is { Count: > 1 } groups
            ? $"ops:group names two groups: {Words.OneLine(string.Join(", ", groups))}"
            : null;

    internal static int? Healthy(Dictionary<string, string> tags) =>
        tags.TryGetValue("ops:min-healthy", out var text)
            && int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1000 ? number : null;

    private static string? Patch(Assessment one) =>
        IacPatch.IsManaged(one.Machine) && one.Advice.Target is { } target ? IacPatch.Of(one.Machine, target) : null;

    private static Planned Leave(Assessment one, string reason, string? patch) =>
        new(null, new(one.Machine.Id, one.Machine.Name, one.Machine.Size, one.Advice.Target, one.Advice.MonthlySaving, reason, patch));

    private static PlanSettings SettingsOf(RightsizingOptions options)
    {
        var changes = options.Changes;
        return new(
            changes.WatchHours, changes.VerifyMinutes, options.Guard.ApprovalHours, changes.OptOutDays, changes.ProtectingSnapshot,
            changes.RollbackAnyTime)
        {
            AsksInside = changes.AsksInside,
        };
    }
}

/// <summary>Either a plan or why there is none.</summary>
public sealed record Planned(ChangePlan? Plan, NotPlanned? Left);

/// <summary>The run whose advice is carried out.</summary>
public sealed record PlannedRun(string RunId, string RequestedBy, DateTimeOffset AsOf);

/// <summary>What a plan must know of the other machines.</summary>
/// <param name="Machines">Machines in scope.</param>
/// <param name="OfSubscriptions">The same by subscription.</param>
/// <param name="Groups">Members of each <c>ops:group</c>, under subscription and name.</param>
public sealed record FleetFacts(
    int Machines, IReadOnlyDictionary<string, int> OfSubscriptions, IReadOnlyDictionary<string, IReadOnlyList<string>> Groups)
{
    /// <summary>The other members of a machine's group.</summary>
    public IReadOnlyList<string> GroupOf(Machine machine, string group) =>
        Groups.TryGetValue(KeyOf(machine.Subscription, group), out var members)
        ? [.. members.Where(member => !string.Equals(member, machine.Id, StringComparison.OrdinalIgnoreCase))
            .Take(ChangeActivities.MostMembers + 1)]
        : [];

    /// <summary>
    /// The largest <c>ops:min-healthy</c> of each group's members, under the same keys: what one of them needs, all must heed.
    /// </summary>
    public IReadOnlyDictionary<string, int> LeastHealthy { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>What the members of a machine's group need to be left running; 0: none of them says.</summary>
    public int LeastHealthyOf(Machine machine, string group) => LeastHealthy.GetValueOrDefault(KeyOf(machine.Subscription, group));

    public static string KeyOf(string subscription, string group) => $"{subscription}/{group}".ToLowerInvariant();
}
