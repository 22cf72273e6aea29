using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Machines.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Whether a drill can begin, with everything that stands against it at once. Pure.</summary>
internal static class PreflightPolicy
{
    // Azure's limit of background copies a subscription (Microsoft Learn, incremental snapshots, restrictions).
    private const int MostCopies = 50;

    public static PreflightResult Check(PreflightFacts facts, DateTimeOffset now)
    {
        var machines = facts.Source.Machines.Select(machine => MachineMatrix.Check(machine, facts)).ToList();
        var (perHour, isWhole) = DrillCost.Of(facts);
        var cost = perHour * facts.Plan.TtlMinutes / 60;
        DateTimeOffset? oldest = facts.Picked.Count == 0 ? null : facts.Picked.Values.Min(point => point.Oldest);
        return new(
            machines, [.. Problems(facts, oldest, cost, isWhole, now)], [.. NotRebuilt(facts)], isWhole ? Math.Round(cost, 2) : null,
            Math.Round(perHour, 4), oldest)
        {
            Place = PlaceOf(facts),
        };
    }

    private static string PlaceOf(PreflightFacts facts) => facts.Source.Machines
        .Any(machine => string.Equals(ArmId.SubscriptionOf(machine.Id), facts.Place.Subscription, StringComparison.OrdinalIgnoreCase))
            ? $"a resource group of its own in the source's subscription {facts.Place.Subscription}, {facts.Place.Region}"
            : $"the drill subscription {facts.Place.Subscription}, {facts.Place.Region}";

    private static IEnumerable<Finding> Problems(PreflightFacts facts, DateTimeOffset? oldest, double cost, bool isWhole, DateTimeOffset now)
    {
        var (plan, place) = (facts.Plan, facts.Place);
        if (facts.KillSwitch.Level != KillSwitchLevel.Off)
            yield return Cannot("killSwitch", $"{facts.KillSwitch.InWords}; DELETE kill-switch lifts it");
        if (!facts.IsAllowedThere)
            yield return Cannot("scope", $"Drills:Guard:AllowedScopes does not hold /subscriptions/{place.Subscription}, where the drill is built");
        if (facts.Source.Machines.Count == 0)
            yield return Cannot("noMachine", "the source holds no machine that the suite can see");
        foreach (var problem in Names(facts))
            yield return problem;
        foreach (var address in facts.Source.Machines.SelectMany(machine => machine.Cards).GroupBy(card => card.Address, StringComparer.Ordinal)
            .Where(cards => cards.Key is not null && cards.Count() > 1).Select(cards => cards.Key))
            yield return Cannot("address", $"two of its machines have the address {address} in different networks, and a drill has one: drill them apart");
        foreach (var incident in facts.Incidents.Where(one => one.Severity is "Sev0" or "Sev1"))
            yield return Cannot("incident", $"an incident is open, and a drill would be in its way: {incident}");
        foreach (var provider in place.Unregistered)
            yield return Cannot("provider", $"{provider} is not registered in the drill's subscription: az provider register --namespace {provider}");
        foreach (var action in place.MissingRights)
            yield return Cannot("right", $"the suite may not do {action} in the drill's subscription: assign bicep/roles/ops-recovery-drills.json there");
        foreach (var forbidden in place.Forbidden)
            yield return Cannot("policy", $"policy {forbidden.Policy} forbids {forbidden.Type} there: exempt the groups of drills");
        foreach (var quota in Quota(facts))
            yield return quota;
        if (facts.Source.Machines.Sum(machine => machine.Disks.Count) + place.ActiveCopies > MostCopies)
            yield return Weaker("copies", Invariant($"more than {MostCopies} disks: Azure copies {MostCopies} at a time, the others wait"));
        if (oldest is { } moment && now - moment > TimeSpan.FromMinutes(plan.RpoMinutes))
            yield return Weaker("recoveryPoint", Invariant($"the oldest point is of {moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC, older than the objective of {plan.RpoMinutes} minutes"));
        // What is known is the least: where it is too much, all of it is.
        if (cost > plan.CostCeilingUsd)
            yield return Cannot("cost", Invariant($"it would cost {cost:0.00} USD in {plan.TtlMinutes} minutes, more than the ceiling of {plan.CostCeilingUsd:0.00}: smaller sizes, a shorter TTL or a higher ceiling"));
        if (!isWhole)
            yield return Weaker("price", "the price of a size is not known, so that the cost is more than is shown");
        foreach (var unread in place.Unread)
            yield return Weaker("unread", $"not known: {unread}");
    }

    // What a plan names must be there: else a name that is misspelt leaves a machine out, and nobody knows.
    private static IEnumerable<Finding> Names(PreflightFacts facts)
    {
        var plan = facts.Plan;
        var there = facts.Source.Machines.Select(machine => machine.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = plan.Groups.SelectMany(group => group.Machines).Concat(plan.Validations.Select(one => one.Machine))
            .Where(name => name != "*").Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);
        foreach (var name in named.Where(name => !there.Contains(name)))
            yield return Cannot("name", $"the plan names the machine {Words.Shown(name)}; there are {string.Join(", ", there.Order(StringComparer.OrdinalIgnoreCase))}");
        if (plan.Groups.Count == 0 || plan.Groups.Any(group => group.Machines.Contains("*")))
            yield break;
        var grouped = plan.Groups.SelectMany(group => group.Machines).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in there.Where(name => !grouped.Contains(name)).Order(StringComparer.OrdinalIgnoreCase))
            yield return Cannot("name", $"no group names the machine {name}: put it in one, or in Without");
    }

    private static IEnumerable<Finding> Quota(PreflightFacts facts)
    {
        var wanted = facts.Source.Machines.Select(machine => MachineMatrix.SizeIn(machine, facts)).OfType<Size>().ToList();
        var quotas = new VcpuQuotas(facts.Place.Quotas);
        foreach (var (name, vcpus) in wanted.GroupBy(size => size.Family, StringComparer.OrdinalIgnoreCase)
            .Select(family => (family.Key, family.Sum(Full))).Append((VcpuQuotas.Regional, wanted.Sum(Full))))
            if (quotas.Find(name) is { } quota && quota.Used + vcpus > quota.Limit)
                yield return Cannot("quota", Invariant($"quota {name} in {facts.Place.Region}: {vcpus} vCPUs are needed, {Math.Max(0, quota.Limit - quota.Used)} of {quota.Limit} are left"));
    }

    // The quota counts what the hardware has.
    private static double Full(Size size) => size.FullVcpus ?? size.Vcpus;

    private static IEnumerable<string> NotRebuilt(PreflightFacts facts)
    {
        foreach (var machine in facts.Source.Machines)
        {
            foreach (var pool in machine.Cards.SelectMany(card => card.Pools).Distinct(StringComparer.OrdinalIgnoreCase))
                yield return $"{machine.Name}: load balancer {ArmId.NameOf(ArmId.Above(pool, "backendAddressPools") ?? pool)} in front of it";
            if (machine.Cards.Any(card => card.HasPublicAddress))
                yield return $"{machine.Name}: its public address";
            if (machine.Identity is { } identity)
                yield return $"{machine.Name}: its identity ({identity})";
            if (machine.Extensions.Count > 0)
                yield return $"{machine.Name}: extensions {string.Join(", ", machine.Extensions)}; what they left on the disk is there";
        }
        foreach (var subnet in facts.Source.Subnets)
        {
            if (subnet.PrivateEndpoints > 0)
                yield return Invariant($"subnet {ArmId.NameOf(subnet.Id)}: {subnet.PrivateEndpoints} private endpoints, and the services behind them");
            var outside = subnet.DnsServers.Where(server => !IsOfDrill(facts, server)).ToList();
            if (outside.Count > 0)
                yield return $"subnet {ArmId.NameOf(subnet.Id)}: DNS servers {string.Join(", ", outside)}";
        }
    }

    private static bool IsOfDrill(PreflightFacts facts, string address) =>
        facts.Source.Machines.SelectMany(machine => machine.Cards).Any(card => card.Address == address);

    private static Finding Cannot(string code, string words) => new(code, Rebuild.Cannot, words);

    private static Finding Weaker(string code, string words) => new(code, Rebuild.Weaker, words);
}
