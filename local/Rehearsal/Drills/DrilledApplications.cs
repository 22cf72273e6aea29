using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Drills;

/// <summary>Applications of simulated Azure that are drilled, and the plans for them.</summary>
internal static class DrilledApplications
{
    /// <summary>A plan whose drill passes.</summary>
    public const string Healthy = "shop";

    /// <summary>A plan with a fault in it: the service of its clones does not start.</summary>
    public const string Planted = "ledger";

    private const string Tag = "drill";
    private const string Policy = "gold";
    private const int MachinesOfOne = 2;

    // Slots are hours; a point of the hour before is there when the app starts.
    private static readonly TimeSpan PointAge = TimeSpan.FromMinutes(50);

    /// <summary>Tags two machines of a subscription and region each: snapshots of one disk, so that they can be rebuilt anywhere.</summary>
    public static void Mark(SimulatedAzure azure)
    {
        foreach (var (name, machines) in Choose(azure))
            foreach (var machine in machines)
            {
                azure.SetTagAsSomebodyElse(machine, Tag, name);
                azure.SetTagAsSomebodyElse(machine, "ops:snapshots", Policy);
            }
    }

    /// <summary>Recovery points of the last hour, as rotation would have taken them.</summary>
    public static void TakePoints(SimulatedAzure azure)
    {
        var at = azure.Time.GetUtcNow() - PointAge;
        var slot = Slots.At(SlotLength.Hourly, 0, at).Id;
        foreach (var machine in Choose(azure).SelectMany(one => one.Machines))
            foreach (var disk in azure.DisksOf(machine))
            {
                var tags = PointNames.Tags(machine.Id, Policy, disk.UniqueId);
                tags[PointNames.SlotTag] = slot;
                azure.AddSnapshotAsSomebodyElse(
                    machine, disk.Lun, PointNames.Snapshot(Policy, slot, disk.UniqueId, copyTo: null), tags, at);
            }
    }

    /// <summary>The service of the planted application's clones does not start.</summary>
    public static void Plant(SimulatedAzure azure) => azure.Guests.Add(
        new GuestRule(GuestTrouble.ServiceDoesNotStart) { Machine = $"/ops-drill-{Planted}-" });

    /// <param name="weekly">The timer starts them, once a week.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(SimulatedAzure azure, bool weekly)
    {
        var place = azure.Roles.DrillSubscription;
        yield return new("Drills:Mode", "Apply");
        yield return new("Drills:Subscriptions:0", place);
        yield return new("Drills:Guard:AllowedScopes:0", $"/subscriptions/{place}");
        foreach (var name in weekly ? new[] { Healthy, Planted } : [Healthy])
        {
            var plan = $"Drills:Plans:{name}";
            yield return new($"{plan}:SourceTag", $"{Tag}={name}");
            yield return new($"{plan}:RtoMinutes", "60");
            yield return new($"{plan}:RpoMinutes", "240");
            yield return new($"{plan}:TtlMinutes", "180");
            yield return new($"{plan}:Groups:0:Name", "all");
            yield return new($"{plan}:Groups:0:Machines:0", "*");
            yield return new($"{plan}:Validations:0:Kind", "Service");
            yield return new($"{plan}:Validations:0:Target", "app");
            if (weekly)
                yield return new($"{plan}:EveryDays", "7");
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<Machine> Machines)> Choose(SimulatedAzure azure) => azure.Fleet.Machines
        .Where(machine => machine is { DeletedAt: null, Priority: "Regular", DiskEncryptionSet: null } && azure.DisksOf(machine).Count == 1)
        .GroupBy(machine => (machine.SubscriptionId, machine.Region))
        .Where(place => place.Count() >= MachinesOfOne)
        .Select(place => (IReadOnlyList<Machine>)[.. place.Take(MachinesOfOne)])
        .Zip([Healthy, Planted], (machines, name) => (name, machines));
}
