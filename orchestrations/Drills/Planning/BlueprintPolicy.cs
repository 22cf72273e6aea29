using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Orchestrations.Drills.Planning;

/// <summary>Everything that a drill is going to make, with names and bodies. Pure: the same facts give the same journal.</summary>
internal static class BlueprintPolicy
{
    private const int CanarySeconds = 120;
    private const int DisksSeconds = 300;
    private const string CanaryPort = "443";

    public static DrillJournal Of(string drillId, string planName, PreflightFacts facts, PreflightResult result, DateTimeOffset now)
    {
        var (plan, place) = (facts.Plan, facts.Place);
        var expires = now.AddMinutes(plan.TtlMinutes);
        var site = new DrillSite(drillId, DrillNames.GroupId(place.Subscription, drillId), place.Region, expires);
        var subnets = Subnets(facts);
        var canary = CanaryOf(facts, subnets);
        List<DrillResource> resources =
        [
            DrillBodies.Group(site),
            DrillBodies.SecurityGroup(site, [.. subnets.Select(one => one.Prefix).Distinct(StringComparer.Ordinal)], plan),
            DrillBodies.Network(site, [.. subnets.DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase)], DnsServers(facts)),
        ];
        var machines = new List<DrillMachine>();
        foreach (var (index, machine) in facts.Source.Machines.Index())
        {
            var key = DrillNames.Key(index + 1, machine.Name);
            var (own, clone) = MachineOf(site, facts, machine, index + 1, key, canary);
            resources.AddRange(own);
            machines.Add(clone);
        }
        return new(
            drillId, planName, plan.Application, place.Subscription, place.Region, site.GroupId, resources, machines,
            Groups(plan, machines), now, expires, result.UsdPerHour)
        {
            Prefixes = [.. subnets.Select(one => one.Prefix).Distinct(StringComparer.Ordinal)],
            Level = plan.Isolation,
            OpensStorage = plan.OpensStorage,
            Held = [.. facts.Picked.Values.SelectMany(point => point.Disks).Select(disk => new HeldPoint(disk.Series, disk.PointId))
                .Distinct()],
        };
    }

    // Production's subnets by the same names and with the same addresses; what overlaps, as in two networks, becomes one: a drill has one
    // network. Subnets of one name are told apart by a number.
    internal static IReadOnlyList<DrillSubnet> Subnets(PreflightFacts facts)
    {
        var addresses = facts.Source.Machines.SelectMany(machine => machine.Cards).ToLookup(
            card => card.SubnetId ?? "", card => card.Address, StringComparer.OrdinalIgnoreCase);
        var merged = new List<MergedSubnet>();
        foreach (var subnet in facts.Source.Subnets)
        {
            var one = new MergedSubnet([subnet.Id], subnet.Prefix, [.. addresses[subnet.Id].OfType<string>()]);
            while (merged.Find(other => SubnetPlanner.Overlap(other.Narrow, one.Narrow)) is { } other)
            {
                merged.Remove(other);
                one = other.With(one);
            }
            merged.Add(one);
        }
        var (subnets, names) = (new List<DrillSubnet>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var one in merged)
        {
            var (name, number) = (ArmId.NameOf(one.Sources[0]), 2);
            for (var own = name; !names.Add(name); number++)
                name = FormattableString.Invariant($"{own}-{number}");
            subnets.AddRange(one.Sources.Select(source => new DrillSubnet(source, name, one.Narrow)));
        }
        return subnets;
    }

    /// <summary>Subnets of the source that are one in the drill.</summary>
    private sealed record MergedSubnet(IReadOnlyList<string> Sources, string Prefix, IReadOnlyList<string> Addresses)
    {
        public string Narrow => SubnetPlanner.Narrow(Prefix, Addresses);

        public MergedSubnet With(MergedSubnet other) => new(
            [.. Sources, .. other.Sources], SubnetPlanner.Wider(Prefix, other.Prefix), [.. Addresses, .. other.Addresses]);
    }

    private static (IEnumerable<DrillResource> Resources, DrillMachine Machine) MachineOf(
        DrillSite site, PreflightFacts facts, SourceMachine machine, int number, string key, string? canary)
    {
        var point = facts.Picked[machine.Id];
        var zone = ZoneOf(machine, facts);
        var disks = machine.Disks.Zip(point.Disks, (disk, picked) => DrillBodies.Disk(site, key, number, disk, picked, machine, zone) with
        {
            UsdPerHour = DrillCost.OfDisk(disk),
        }).ToList();
        var cards = machine.Cards.Select((card, index) => DrillBodies.Interface(site, key, number, index, card, Subnets(facts))).ToList();
        var made = DrillBodies.Machine(site, key, number, machine, MachineMatrix.SizeOf(machine, facts), zone, disks, cards) with
        {
            UsdPerHour = DrillCost.OfSize(machine, facts) ?? 0,
        };
        var checks = Checks(machine, facts.Plan, key, canary).ToList();
        return (
            [.. disks, .. cards, made, .. checks.Select(one => DrillBodies.Check(site, made.Id, number, one.Check, one.Script))],
            new(number, machine.Name, machine.Id, key, GroupOf(facts.Plan, machine.Name), [.. disks.Select(one => one.Key)],
                [.. cards.Select(one => one.Key)], [.. checks.Select(one => one.Check)])
            {
                IsTorn = point.IsTorn,
                PointAt = point.Oldest,
            });
    }

    private static IEnumerable<(DrillCheck Check, string Script)> Checks(SourceMachine machine, DrillPlan plan, string key, string? canary)
    {
        yield return (
            new($"{key}-canary", "nothing outside is reached", Kind: null, Required: true, CanarySeconds, ""),
            GuestScripts.Canary(machine.IsWindows, canary));
        var builtIn = new DrillValidation { Kind = ValidationKind.Disks, TimeoutSeconds = DisksSeconds };
        var own = plan.Validations.Where(one => one.Machine == "*"
            || string.Equals(one.Machine, machine.Name, StringComparison.OrdinalIgnoreCase));
        foreach (var (index, one) in own.Prepend(builtIn).Index())
        {
            var (script, expected) = GuestScripts.Validation(machine.IsWindows, one, machine.Disks.Count - 1);
            yield return (
                new(FormattableString.Invariant($"{key}-check{index:00}"), GuestScripts.Label(
                    one), one.Kind, one.Required, one.TimeoutSeconds, expected),
                script);
        }
    }

    // An address of production that is none of the drill's, best one outside of its prefixes.
    internal static string? CanaryOf(PreflightFacts facts, IReadOnlyList<DrillSubnet> subnets)
    {
        if (facts.Plan.CanaryAddress.Length > 0)
            return facts.Plan.CanaryAddress;
        var address = facts.Source.Addresses.FirstOrDefault(one => !subnets.Any(subnet => SubnetPlanner.Holds(subnet.Prefix, one)))
            ?? (facts.Source.Addresses.Count > 0 ? facts.Source.Addresses[0] : null);
        return address is null ? null : $"{address}:{CanaryPort}";
    }

    // Of the source's DNS servers those that the drill has, too.
    private static IReadOnlyList<string> DnsServers(PreflightFacts facts)
    {
        var own = facts.Source.Machines.SelectMany(machine => machine.Cards).Select(card => card.Address).ToHashSet(StringComparer.Ordinal);
        return [.. facts.Source.Subnets.SelectMany(subnet => subnet.DnsServers).Where(own.Contains).Distinct(StringComparer.Ordinal)];
    }

    // Zones of two subscriptions are not the same ones: any will do, and disks that need one decide.
    private static string? ZoneOf(SourceMachine machine, PreflightFacts facts) =>
        !machine.Disks.Any(disk => disk.IsPremiumV2OrUltra) ? null
        : MachineMatrix.SizeIn(machine, facts) is { Zones: { Count: > 0 } zones } ? machine.Zones.FirstOrDefault(zones.Contains) ?? zones[0]
        : null;

    private static IReadOnlyList<OutlineGroup> Groups(DrillPlan plan, IReadOnlyList<DrillMachine> machines) => plan.Groups.Count == 0
        ? [new("all", new DrillGroup().SettleSeconds, [.. machines.Select(machine => machine.Number)])]
        : [.. plan.Groups.Select((group, index) => new OutlineGroup(
            group.Name.Length > 0 ? group.Name : FormattableString.Invariant($"group {index}"), group.SettleSeconds,
            [.. machines.Where(machine => machine.Group == index).Select(machine => machine.Number)]))];

    private static int GroupOf(DrillPlan plan, string machine)
    {
        if (plan.Groups.Count == 0)
            return 0;
        var named = plan.Groups.Index().Where(one => one.Item.Machines.Contains(machine, StringComparer.OrdinalIgnoreCase)).ToList();
        return named.Count > 0 ? named[0].Index : plan.Groups.Index().First(one => one.Item.Machines.Contains("*")).Index;
    }
}

/// <summary>Where a drill is built.</summary>
internal sealed record DrillSite(string DrillId, string GroupId, string Region, DateTimeOffset ExpiresAt)
{
    public Dictionary<string, string> Tags => new(StringComparer.Ordinal) { [DrillNames.Tag] = DrillId };
}

/// <summary>A subnet of a drill.</summary>
internal sealed record DrillSubnet(string SourceId, string Name, string Prefix);
