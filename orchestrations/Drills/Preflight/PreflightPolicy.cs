using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Machines.Sizes;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>Whether a drill can begin, with everything that stands against it at once: a line each. Pure.</summary>
internal static class PreflightPolicy
{
    // Azure's limit of background copies a subscription (Microsoft Learn, incremental snapshots, restrictions).
    private const int MostCopies = 50;

    private static readonly IReadOnlyList<Func<Looked, IEnumerable<Finding>>> Lines =
    [
        KillSwitch, Scope, NoMachine, Name, SameAddress, Incident, Provider, Right, Policy, Quota, Copies, RecoveryPoint, Cost, Price,
        Unread,
    ];

    public static PreflightResult Check(PreflightFacts facts, DateTimeOffset now)
    {
        var machines = facts.Source.Machines.Select(machine => MachineMatrix.Check(machine, facts)).ToList();
        var (perHour, isWhole) = DrillCost.Of(facts);
        var cost = perHour * facts.Plan.TtlMinutes / 60;
        DateTimeOffset? oldest = facts.Picked.Count == 0 ? null : facts.Picked.Values.Min(point => point.Oldest);
        var looked = new Looked(facts, oldest, cost, isWhole, now);
        return new(
            machines, [.. Lines.SelectMany(line => line(looked))], [.. NotRebuilt(facts)], isWhole ? Math.Round(cost, 2) : null,
            Math.Round(perHour, 4), oldest)
        {
            Place = PlaceOf(facts),
        };
    }

    private static string PlaceOf(PreflightFacts facts) => facts.Source.Machines
        .Any(machine => string.Equals(ArmId.SubscriptionOf(machine.Id), facts.Place.Subscription, StringComparison.OrdinalIgnoreCase))
            ? $"a resource group of its own in the source's subscription {facts.Place.Subscription}, {facts.Place.Region}"
            : $"the drill subscription {facts.Place.Subscription}, {facts.Place.Region}";

    private static IEnumerable<Finding> KillSwitch(Looked looked)
    {
        if (looked.Facts.KillSwitch.Level != KillSwitchLevel.Off)
            yield return Cannot("killSwitch", $"{looked.Facts.KillSwitch.InWords}; DELETE kill-switch lifts it");
    }

    private static IEnumerable<Finding> Scope(Looked looked)
    {
        if (!looked.Facts.IsAllowedThere)
            yield return Cannot(
                "scope", $"Drills:Guard:AllowedScopes does not hold /subscriptions/{looked.Place.Subscription}, where the drill is built");
    }

    private static IEnumerable<Finding> NoMachine(Looked looked)
    {
        if (looked.Machines.Count == 0)
            yield return Cannot("noMachine", "the source holds no machine that the suite can see");
    }

    private static IEnumerable<Finding> SameAddress(Looked looked) => looked.Machines.SelectMany(machine => machine.Cards)
        .GroupBy(card => card.Address, StringComparer.Ordinal).Where(cards => cards.Key is not null && cards.Count() > 1)
        .Select(cards => Cannot(
            "address", $"two of its machines have the address {cards.Key} in different networks, and a drill has one: drill them apart"));

    private static IEnumerable<Finding> Incident(Looked looked) => looked.Facts.Incidents.Where(one => one.Severity is "Sev0" or "Sev1")
        .Select(incident => Cannot("incident", $"an incident is open, and a drill would be in its way: {incident}"));

    private static IEnumerable<Finding> Provider(Looked looked) => looked.Place.Unregistered.Select(name =>
        Cannot("provider", $"{name} is not registered in the drill's subscription: az provider register --namespace {name}"));

    private static IEnumerable<Finding> Right(Looked looked) => looked.Place.MissingRights.Select(action =>
        Cannot("right", $"the suite may not do {action} in the drill's subscription: assign bicep/roles/drills-place.json there"));

    private static IEnumerable<Finding> Policy(Looked looked) => looked.Place.Forbidden.Select(forbidden =>
        Cannot("policy", $"policy {forbidden.Policy} forbids {forbidden.Type} there: exempt the groups of drills"));

    private static IEnumerable<Finding> Copies(Looked looked)
    {
        if (looked.Machines.Sum(machine => machine.Disks.Count) > MostCopies)
            yield return Weaker("copies", Invariant($"more than {MostCopies} disks: Azure copies {MostCopies} at a time, the others wait"));
    }

    private static IEnumerable<Finding> RecoveryPoint(Looked looked)
    {
        if (looked.Oldest is { } moment && looked.Now - moment > TimeSpan.FromMinutes(looked.Plan.RpoMinutes))
            yield return Weaker(
                "recoveryPoint",
                Invariant(
                    $"the oldest point is of {moment.UtcDateTime:yyyy-MM-dd HH:mm} UTC, older than the objective of {looked.Plan.RpoMinutes} minutes"));
    }

    // What is known is the least: where it is too much, all of it is.
    private static IEnumerable<Finding> Cost(Looked looked)
    {
        if (looked.Cost > looked.Plan.CostCeilingUsd)
            yield return Cannot(
                "cost",
                Invariant(
                    $"it would cost {looked.Cost:0.00} USD in {looked.Plan.TtlMinutes} minutes, more than the ceiling of {looked.Plan.CostCeilingUsd:0.00}: smaller sizes, a shorter TTL or a higher ceiling"));
    }

    private static IEnumerable<Finding> Price(Looked looked)
    {
        if (!looked.IsWhole)
            yield return Weaker("price", "the price of a size is not known, so that the cost is more than is shown");
    }

    private static IEnumerable<Finding> Unread(Looked looked) => looked.Place.Unread.Select(what => Weaker("unread", $"not known: {what}"));

    // What a plan names must be there: else a name that is misspelt leaves a machine out, and nobody knows.
    private static IEnumerable<Finding> Name(Looked looked)
    {
        var plan = looked.Plan;
        var there = looked.Machines.Select(machine => machine.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = plan.Groups.SelectMany(group => group.Machines).Concat(plan.Validations.Select(one => one.Machine))
            .Where(name => name != "*").Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase);
        foreach (var name in named.Where(name => !there.Contains(name)))
            yield return Cannot(
                "name",
                $"the plan names the machine {Words.Shown(name)}; there are {string.Join(", ", there.Order(StringComparer.OrdinalIgnoreCase))}");
        if (plan.Groups.Count == 0 || plan.Groups.Any(group => group.Machines.Contains("*")))
            yield break;
        var grouped = plan.Groups.SelectMany(group => group.Machines).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in there.Where(name => !grouped.Contains(name)).Order(StringComparer.OrdinalIgnoreCase))
            yield return Cannot("name", $"no group names the machine {name}: put it in one, or in Without");
    }

    private static IEnumerable<Finding> Quota(Looked looked)
    {
        var wanted = looked.Machines.Select(machine => MachineMatrix.SizeIn(machine, looked.Facts)).OfType<Size>().ToList();
        var quotas = new VcpuQuotas(looked.Place.Quotas);
        foreach (var (name, vcpus) in wanted.GroupBy(size => size.Family, StringComparer.OrdinalIgnoreCase)
            .Select(family => (family.Key, family.Sum(Full))).Append((VcpuQuotas.Regional, wanted.Sum(Full))))
            if (quotas.Find(name) is { } quota && quota.Used + vcpus > quota.Limit)
                yield return Cannot(
                    "quota",
                    Invariant(
                        $"quota {name} in {looked.Place.Region}: {vcpus} vCPUs are needed, {Math.Max(0, quota.Limit - quota.Used)} of {quota.Limit} are left"));
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
                yield return Invariant(
                    $"subnet {ArmId.NameOf(subnet.Id)}: {subnet.PrivateEndpoints} private endpoints, and the services behind them");
            var outside = subnet.DnsServers.Where(server => !IsOfDrill(facts, server)).ToList();
            if (outside.Count > 0)
                yield return $"subnet {ArmId.NameOf(subnet.Id)}: DNS servers {string.Join(", ", outside)}";
        }
    }

    private static bool IsOfDrill(PreflightFacts facts, string address) =>
        facts.Source.Machines.SelectMany(machine => machine.Cards).Any(card => card.Address == address);

    private static Finding Cannot(string code, string words) => new(code, Rebuild.Cannot, words);

    private static Finding Weaker(string code, string words) => new(code, Rebuild.Weaker, words);

    private sealed record Looked(PreflightFacts Facts, DateTimeOffset? Oldest, double Cost, bool IsWhole, DateTimeOffset Now)
    {
        public DrillPlan Plan => Facts.Plan;

        public PlaceFacts Place => Facts.Place;

        public IReadOnlyList<SourceMachine> Machines => Facts.Source.Machines;
    }
}
