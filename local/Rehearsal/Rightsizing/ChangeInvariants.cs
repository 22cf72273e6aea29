using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Local.Cli.Rehearsal.Rightsizing;

/// <summary>What a rehearsal ends with, read from the suite's own state; what it did, simulated Azure tells.</summary>
/// <param name="Ledger">Every change that was made.</param>
/// <param name="Working">Machines, by id, on which an orchestration still works or has a claim.</param>
/// <param name="Approvals">Everything people were asked.</param>
/// <param name="Failed">Changes that broke off.</param>
internal sealed record ChangeFacts(
    IReadOnlyList<LedgerEntry> Ledger, IReadOnlySet<string> Working, IReadOnlyList<Approval> Approvals, IReadOnlyList<string> Failed,
    IReadOnlyList<string> ClaimsLeft, IReadOnlyList<NoticedMachine> Noticed)
{
    /// <summary>Machines that were found too small after their watch.</summary>
    public IReadOnlyList<NoticedMachine> NoticedLater { get; init; } = [];

    /// <summary>Machines, by id, with a change that the ledger could not take, as the evidence says: of them it says nothing.</summary>
    public IReadOnlySet<string> Unnoted { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>A machine that a watch found too small, as the evidence says.</summary>
internal sealed record NoticedMachine(string MachineId, DateTimeOffset At);

/// <summary>What must hold where changes were rehearsed.</summary>
internal static class ChangeInvariants
{
    private static readonly TimeSpan TwoGrains = TimeSpan.FromHours(1);

    private static readonly TimeSpan TwoLooks = TimeSpan.FromHours(2);

    // Verification ends after twenty minutes by default.
    private static readonly TimeSpan PutBackAtMost = TimeSpan.FromHours(2);

    public static IEnumerable<Invariant> Of(
        SimulatedAzure azure, ChangeFacts facts, RightsizingOptions options, GuardProfile guard,
        IReadOnlyDictionary<string, string> sizesBefore, DateTimeOffset end)
    {
        yield return Rule(
            "no change broke off", facts.Failed,
            $"{facts.Ledger.Count} changes made{(facts.Unnoted.Count == 0 ? "" : Invariant($", and of {facts.Unnoted.Count} machines not noted"))}");
        yield return Rule(
            "no machine was left worse than before", Worse(azure, facts, sizesBefore, end),
            Invariant($"{azure.Fleet.Machines.Count} machines, {facts.Working.Count} of them in work"));
        yield return Rule("nothing was left over: no reservation, no snapshot, no claim", Leftovers(azure, facts, end), "nothing");
        yield return Regressed(azure, facts, options, end);
        yield return Rule(
            "whatever filled its new size after the watch was noticed within two looks, and nothing else",
            RegressedLater(azure, facts, options.Changes, options.LookBackDays, end), Invariant($"{facts.NoticedLater.Count} found"));
        yield return Breaker(azure, facts, guard);
        yield return Rule(
            "of a group one machine at a time was changed, and enough others ran", Groups(azure),
            $"{RehearsalTags.MinHealthy} others at least");
        yield return Rule("no forward change began outside a window", OutsideWindow(azure, facts), "01:00 to 05:00 where the machine lies");
    }

    private static IEnumerable<string> Worse(
        SimulatedAzure azure, ChangeFacts facts, IReadOnlyDictionary<string, string> sizesBefore, DateTimeOffset end)
    {
        foreach (var machine in azure.Fleet.Machines.Where(machine => !facts.Working.Contains(machine.Id)))
        {
            var changes = facts.Ledger.Where(entry => Same(entry.Change.MachineId, machine.Id)).OrderBy(entry => entry.Change.At).ToList();
            var newest = changes.LastOrDefault(entry => entry.Change.To != LedgerEntry.Off);
            var expected = newest is null ? sizesBefore[machine.Id] : newest.TakenBackAt is null ? newest.Change.To : newest.Change.From;
            // What a person gave it is no concern of ours, but its watch must not have touched it again.
            var isOurs = azure.Disturbances.SizeChanges(machine) is not [.., var last] || last.Caller == azure.Suite.Act.PrincipalId;
            if (isOurs && !facts.Unnoted.Contains(machine.Id) && !Same(machine.Size.Name, expected))
                yield return $"{machine.Name} has {machine.Size.Name}, not {expected}";
            if (isOurs && machine.TroubleAt(end) is var trouble and not GuestTrouble.None)
                yield return $"{machine.Name} runs with {machine.Size.Name}, and its guest has {trouble}";
            var isShutDown = changes.Exists(entry => entry.Change.To == LedgerEntry.Off);
            // Owners switch some off and on by the week: as in the first week, before anything was changed.
            var wasOn = azure.Disturbances.PowerAt(
                machine, RehearsalOptions.Start.AddDays((end - RehearsalOptions.Start).TotalDays % 7)) is MachinePower.Running;
            if (wasOn && !isShutDown && !machine.IsRunning(end))
                yield return $"{machine.Name} is {machine.PowerAt(end)}, and ran before";
        }
    }

    private static IEnumerable<string> Leftovers(SimulatedAzure azure, ChangeFacts facts, DateTimeOffset end)
    {
        var groups = azure.Reservations.Groups.Where(group => group.Id.Contains("/ops-resize-", StringComparison.OrdinalIgnoreCase))
            .Select(group => group.Id).ToList();
        if (groups.Count > facts.Working.Count)
            yield return $"{groups.Count} capacity reservation groups, such as {groups[0]}";
        foreach (var claim in facts.ClaimsLeft)
            yield return claim;
        foreach (var snapshot in azure.Snapshots.All.Where(one => one.Name.StartsWith("ops-resize-", StringComparison.OrdinalIgnoreCase)
            && one.CreatedAt < end.AddDays(-14)))
            yield return snapshot.Id;
    }

    private static Invariant Regressed(SimulatedAzure azure, ChangeFacts facts, RightsizingOptions options, DateTimeOffset end)
    {
        var (broken, found) = (new List<string>(), 0);
        foreach (var entry in facts.Ledger.Where(entry => entry.Change.To != LedgerEntry.Off))
        {
            var machine = azure.Fleet.Find(entry.Change.MachineId)!;
            var noticed = facts.Noticed.Where(one => Same(one.MachineId, machine.Id) && one.At > entry.Change.At
                && one.At < entry.Change.At.AddDays(8)).Select(one => (DateTimeOffset?)one.At).Min();
            var until = new[] { entry.Change.At.AddHours(options.Changes.WatchHours), end - TwoGrains, entry.TakenBackAt
                ?? DateTimeOffset.MaxValue, noticed ?? DateTimeOffset.MaxValue }.Min();
            var tooSmall = Regressions.First(machine, entry.Change, until, options.Changes, options.LookBackDays);
            var asked = facts.Approvals.Where(approval => IsOfWatch(approval) && Same(approval.Request.Target, machine.Id))
                .Where(approval => approval.Request.AskedAt > entry.Change.At)
                .Select(approval => (DateTimeOffset?)approval.Request.AskedAt).Min();
            // What hinders the taking back itself, such as a lack of capacity, is waited out: it begins when it is noticed.
            var acted = new[] { asked, noticed }.Min();
            if (acted is not null && asked is null && entry.TakenBackAt is null && !facts.Working.Contains(machine.Id)
                && end - acted > TimeSpan.FromDays(1))
                broken.Add($"{machine.Name} was found too small, and neither taken back nor asked about");
            found += tooSmall is null ? 0 : 1;
            if (tooSmall is { } moment && (acted is null || acted > moment + TwoGrains))
                broken.Add(
                    Invariant(
                        $"{machine.Name} was too small at {moment:u}, {(acted is { } at ? $"noticed at {at:u}" : "and nobody noticed")}"));
            if (tooSmall is null && acted is { } early)
                broken.Add(Invariant($"{machine.Name} was taken back or asked about at {early:u}, and was not too small"));
        }
        return Rule(
            "every true regression was taken back or asked about within two grains, and no false one", broken,
            Invariant($"{found} of {facts.Ledger.Count} changes"));
    }

    // What is asked after the watch is judged by itself.
    private static bool IsOfWatch(Approval approval) => approval.Request.Id.StartsWith("takeback-", StringComparison.Ordinal)
        && !approval.Request.InstanceId.StartsWith("later-", StringComparison.Ordinal);

    private static IEnumerable<string> RegressedLater(
        SimulatedAzure azure, ChangeFacts facts, ChangeOptions options, int lookBackDays, DateTimeOffset end)
    {
        foreach (var entry in facts.Ledger.Where(entry => entry.Change.To != LedgerEntry.Off))
        {
            var (machine, at) = (azure.Fleet.Find(entry.Change.MachineId)!, entry.Change.At);
            var from = at.AddHours(options.WatchHours);
            var isOfWatch = facts.Noticed.Any(one => Same(one.MachineId, machine.Id) && one.At > at && one.At < at.AddDays(8));
            // Whoever has given it another size since has ended it; what its own watch found is its own.
            var next = azure.Disturbances.SizeChanges(machine).Select(one => one.At).Where(other => other > at)
                .Append(end - TwoLooks).Min();
            var isCheaper = entry.Change.ToPerHour < entry.Change.FromPerHour;
            if (!isCheaper || isOfWatch || facts.Unnoted.Contains(machine.Id) || next <= from)
                continue;
            var noticed = facts.NoticedLater.Where(one => Same(one.MachineId, machine.Id) && one.At > from && one.At <= next)
                .Select(one => (DateTimeOffset?)one.At).Min();
            var until = new[] { next, noticed ?? next, at.AddDays(options.LaterWatchDays) }.Min();
            var full = Regressions.FirstLater(machine, entry.Change, from, until, lookBackDays);
            if (noticed is null && full + TwoLooks < until)
                yield return Invariant($"{machine.Name} filled {entry.Change.To} at {full:u}, and nobody noticed");
            if (noticed is not null && full is null)
                yield return Invariant($"{machine.Name} was found too small at {noticed:u}, and was not");
            if (noticed - full > TwoLooks)
                yield return Invariant($"{machine.Name} filled {entry.Change.To} at {full:u}, noticed at {noticed:u}");
        }
    }

    private static Invariant Breaker(SimulatedAzure azure, ChangeFacts facts, GuardProfile guard)
    {
        var all = Forward(azure, facts).ToList();
        var broken = new List<string>();
        var most = 0;
        foreach (var (name, machines, ofScope) in azure.Fleet.Subscriptions
            .Select(
                one => (one.Name, azure.Fleet.Machines.Count(machine => machine.SubscriptionId == one.Id), all.Where(
                    change => change.Machine.SubscriptionId == one.Id).ToList()))
            .Append(("all machines", azure.Fleet.Machines.Count, all)))
        {
            var limit = Math.Max(1, machines * guard.BreakerPercent / 100);
            var atOnce = ofScope.Count == 0
                ? 0
                : ofScope.Max(one => ofScope.Count(other => other.From <= one.From && (other.To is null || other.To > one.From)));
            most = Math.Max(most, atOnce);
            if (atOnce > limit)
                broken.Add(Invariant($"{atOnce} at once of {name}, at most {limit}"));
        }
        return Rule(
            "the breaker's limits were never exceeded, as simulated Azure counts", broken, Invariant($"{most} machines at once at most"));
    }

    // What is taken back, or put back right after it did not work, is an undo: neither breaker nor window holds it up.
    private static IEnumerable<Disturbance> Forward(SimulatedAzure azure, ChangeFacts facts) =>
        azure.Disturbances.All(azure.Suite.Act.PrincipalId)
        .Where(one => !facts.Unnoted.Contains(one.Machine.Id))
        .GroupBy(one => one.Machine)
        .SelectMany(ofMachine => ofMachine.OrderBy(one => one.From).Aggregate(new List<Disturbance>(), (kept, one) =>
        {
            if (kept.Count == 0 || one.From - (kept[^1].To ?? one.From) > PutBackAtMost)
                kept.Add(one);
            return kept;
        }))
        .Where(one => !facts.Ledger.Any(entry => Same(entry.Change.MachineId, one.Machine.Id) && entry.Change.At < one.From
            && (entry.TakenBackAt is null || one.From <= entry.TakenBackAt)))
        // A machine that was to be shut down is done when it is off.
        .Select(one => facts.Ledger.Any(entry => Same(entry.Change.MachineId, one.Machine.Id) && entry.Change.To == LedgerEntry.Off
            && entry.Change.At >= one.From)
            ? one with
            {
                To = azure.Disturbances.Commands(one.Machine).Where(command => command.From == one.From)
                    .Select(command => (DateTimeOffset?)command.To).FirstOrDefault()
            }
            : one);

    private static IEnumerable<string> OutsideWindow(SimulatedAzure azure, ChangeFacts facts)
    {
        foreach (var one in Forward(azure, facts))
        {
            var zone = RegionTimeZones.Find(one.Machine.Region) ?? throw new InvalidOperationException($"no zone of {one.Machine.Region}");
            var local = TimeZoneInfo.ConvertTime(one.From, TimeZoneInfo.FindSystemTimeZoneById(zone));
            if (local.Hour is < 1 or >= 5)
                yield return Invariant($"{one.Machine.Name} at {local:u}");
        }
    }

    private static IEnumerable<string> Groups(SimulatedAzure azure)
    {
        var all = azure.Disturbances.All(azure.Suite.Act.PrincipalId).ToLookup(one => one.Machine);
        foreach (var group in azure.Fleet.Machines.Where(RehearsalTags.IsGrouped)
            .GroupBy(machine => (machine.SubscriptionId, machine.ResourceGroup)))
            foreach (var (machine, from) in group.SelectMany(machine => all[machine].Select(one => (machine, one.From))))
            {
                var others = group.Where(other => other != machine).ToList();
                if (others.Count > 0
                    && others.Count(other => azure.Disturbances.PowerAt(other, from) is MachinePower.Running) < RehearsalTags.MinHealthy)
                    yield return Invariant($"{machine.Name} was changed at {from:u}, and too few others of {group.Key.ResourceGroup} ran");
                // One that was shut down stays off, and is no longer in work.
                if (others.Exists(other => all[other].Any(one => one.From < from && one.To > from)))
                    yield return Invariant($"{machine.Name} was changed at {from:u} together with another of {group.Key.ResourceGroup}");
            }
    }

    private static Invariant Rule(string rule, IEnumerable<string> broken, string found)
    {
        var all = broken.ToList();
        return new(rule, all.Count == 0, all.Count == 0 ? found : Invariant($"{all.Count}: {string.Join("; ", all.Take(3))}"));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
