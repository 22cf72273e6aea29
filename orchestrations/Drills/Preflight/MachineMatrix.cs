using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>
/// What stands against rebuilding one machine: a line each. Pure. Sources: Microsoft Learn, the pages on customer-managed keys, restore
/// points, trusted launch, incremental snapshots and marketplace plans; what is marked assumed stands on no page.
/// </summary>
internal static class MachineMatrix
{
    private static readonly IReadOnlyList<Func<SourceMachine, PreflightFacts, Finding?>> Lines =
    [
        Unread, NoPoint, Torn, CustomerKeys, EncryptedInside, Confidential, TrustedLaunch, Terms, Ephemeral, Shared, SectorSize,
        WriteAccelerator,
        SizeOffered, Generation, Controller, Zone, HostEncryption,
    ];

    public static MachinePreflight Check(SourceMachine machine, PreflightFacts facts) =>
        new(machine.Id, machine.Name, [.. Lines.Select(line => line(machine, facts)).OfType<Finding>()]);

    private static bool StaysInSource(SourceMachine machine, PreflightFacts facts) =>
        string.Equals(ArmId.SubscriptionOf(machine.Id), facts.Place.Subscription, StringComparison.OrdinalIgnoreCase);

    private static Finding? Unread(SourceMachine machine, PreflightFacts facts) => machine.Unread.Count == 0 ? null
        : Cannot("unread", $"parts of it cannot be read ({string.Join("; ", machine.Unread)}): allow the suite to read them");

    private static Finding? NoPoint(SourceMachine machine, PreflightFacts facts)
    {
        if (facts.Picked.ContainsKey(machine.Id))
            return facts.KeptOut.TryGetValue(machine.Id, out var newer) ? Weaker("pointKeptOut", $"{newer}; an older point is used") : null;
        return facts.KeptOut.TryGetValue(machine.Id, out var why)
            ? Cannot("pointKeptOut", $"{why}; build the drill in the source's subscription, or have a copy in the target region")
            : Cannot("noPoint", "no complete recovery point of all its disks is in the target region: see GET snapshots/{machine}");
    }

    private static Finding? Torn(SourceMachine machine, PreflightFacts facts) =>
        facts.Picked.TryGetValue(machine.Id, out var point) && point.IsTorn
            ? Weaker(
                "takenOneByOne",
                "its disks were taken one by one and are torn against each other; a policy with restore points takes them together")
            : null;

    private static Finding? CustomerKeys(SourceMachine machine, PreflightFacts facts)
    {
        if (!machine.Disks.Any(disk => disk.EncryptionSet is not null))
            return null;
        return !StaysInSource(machine, facts)
            ? Cannot(
                "customerKeys", "its disks have a customer's key, which cannot leave the subscription: build the drill in the source's")
            : facts.Place.Region != machine.Region
                ? Cannot("customerKeys", "its disks have a customer's key, which cannot leave the region: build the drill there")
                : null;
    }

    private static Finding? EncryptedInside(SourceMachine machine, PreflightFacts facts) =>
        machine.Disks.Any(disk => disk.IsEncryptedInside)
        || machine.Extensions.Any(one => one.StartsWith("AzureDiskEncryption", StringComparison.OrdinalIgnoreCase))
            ? Cannot(
                "encryptedInside",
                "it is encrypted from inside (Azure Disk Encryption) and asks its vault for the key when it starts, which an isolated network does not reach (assumed)")
            : null;

    private static bool IsConfidential(SourceMachine machine) =>
        machine.SecurityType?.StartsWith("Confidential", StringComparison.OrdinalIgnoreCase) == true;

    private static Finding? Confidential(SourceMachine machine, PreflightFacts facts) => IsConfidential(machine)
        ? Cannot("confidential", "it is a confidential machine, of which no restore point or copy can be rebuilt here")
        : null;

    private static Finding? TrustedLaunch(SourceMachine machine, PreflightFacts facts)
    {
        if (machine.SecurityType != "TrustedLaunch")
            return null;
        return facts.Picked.TryGetValue(machine.Id, out var point) && point.Form == PointForm.RestorePoint && machine.Disks.Count > 1
            ? Cannot(
                "trustedLaunch", "its data disks cannot be made of a restore point with trusted launch; snapshots of its disks can be used")
            : Weaker(
                "trustedLaunch", "the drill's vTPM is a new one: what was sealed with the old one, such as a BitLocker key, is asked for");
    }

    private static Finding? Terms(SourceMachine machine, PreflightFacts facts) =>
        machine.BoughtUnder is { } plan && facts.Place.UnacceptedTerms.Contains(plan)
            ? Cannot(
                "terms",
                $"terms of the marketplace plan {plan.Publisher}/{plan.Product}/{plan.Name} are not accepted in the drill's subscription: az vm image terms accept")
            : null;

    private static Finding? Ephemeral(SourceMachine machine, PreflightFacts facts) => machine.Disks.Any(disk => disk.IsEphemeral)
        ? Cannot("ephemeralDisk", "its OS disk lies on the host, so that there is no point of it")
        : null;

    private static Finding? Shared(SourceMachine machine, PreflightFacts facts) => machine.Disks.Any(disk => disk.MaxShares > 1)
        ? Cannot("sharedDisk", "it has a disk that several machines share: a point of it holds no one moment of all of them")
        : null;

    private static Finding? SectorSize(SourceMachine machine, PreflightFacts facts) =>
        machine.Disks.Any(disk => disk is { SectorSize: 4096, IsPremiumV2OrUltra: false })
            ? Cannot("sectorSize", "a disk with sectors of 4,096 bytes can only become a Premium SSD v2 or Ultra disk")
            : null;

    private static Finding? WriteAccelerator(SourceMachine machine, PreflightFacts facts) =>
        machine.Disks.Any(disk => disk.WriteAccelerator)
        ? Weaker("writeAccelerator", "a disk with write accelerator is rebuilt without it")
        : null;

    private static Finding? SizeOffered(SourceMachine machine, PreflightFacts facts)
    {
        var name = SizeOf(machine, facts);
        return facts.Place.Sizes.FirstOrDefault(size => Is(size.Name, name)) switch
        {
            null => Cannot("size", $"{name} is not offered in {facts.Place.Region} to the drill's subscription: map it with Sizes"),
            { Restriction: { } why } => Cannot("size", $"{name} cannot be had in the drill's subscription ({why}): map it with Sizes"),
            { MaxDataDisks: { } most } when most < machine.Disks.Count - 1 => Cannot("size", $"{name} takes {most} data disks at most"),
            { MaxNetworkInterfaces: { } most } when most < machine.Cards.Count => Cannot(
                "size", $"{name} takes {most} network interfaces at most"),
            _ => null,
        };
    }

    private static Finding? Generation(SourceMachine machine, PreflightFacts facts) =>
        machine.Disks[0].Generation is { } generation && SizeIn(machine, facts) is { } size
        && !size.Generations.Split(',').Contains(generation, StringComparer.OrdinalIgnoreCase)
            ? Cannot("generation", $"{size.Name} does not boot generation {generation}: map it with Sizes")
            : null;

    private static Finding? Controller(SourceMachine machine, PreflightFacts facts) =>
        machine.DiskController is { } controller && SizeIn(machine, facts) is { } size
        && !size.DiskControllers.Contains(controller, StringComparison.OrdinalIgnoreCase)
            ? Cannot("diskController", $"{size.Name} has no {controller} controller: map it with Sizes")
            : null;

    private static Finding? Zone(SourceMachine machine, PreflightFacts facts)
    {
        if (!machine.Disks.Any(disk => disk.IsPremiumV2OrUltra))
            return null;
        return SizeIn(machine, facts) is { Zones.Count: 0 }
            ? Cannot("zone", "its Premium SSD v2 or Ultra disks need a zone, and its size is offered in none: map it with Sizes")
            : null;
    }

    private static Finding? HostEncryption(SourceMachine machine, PreflightFacts facts) =>
        machine.EncryptionAtHost && facts.Place.EncryptionAtHost == false
        ? Cannot(
            "encryptionAtHost",
            "encryption at host is not switched on in the drill's subscription: az feature register --namespace Microsoft.Compute --name EncryptionAtHost")
        : null;

    internal static string SizeOf(SourceMachine machine, PreflightFacts facts) => facts.Plan.SizeFor(machine.Size);

    internal static Size? SizeIn(SourceMachine machine, PreflightFacts facts) =>
        facts.Place.Sizes.FirstOrDefault(size => Is(size.Name, SizeOf(machine, facts)));

    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static Finding Cannot(string code, string words) => new(code, Rebuild.Cannot, words);

    private static Finding Weaker(string code, string words) => new(code, Rebuild.Weaker, words);
}
