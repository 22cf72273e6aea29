using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Recovery;

namespace OpsFunctions.Tests.Drills;

/// <summary>An application of which nothing stands against a drill; each test changes what it is about.</summary>
internal static class Cases
{
    public const string Source = "11111111-1111-1111-1111-111111111111";
    public const string Place = "22222222-2222-2222-2222-222222222222";
    public const string DrillId = "drills-shop-20260601-060000";
    public const string SourceGroup = $"/subscriptions/{Source}/resourceGroups/shop";
    public const string Subnet = $"{SourceGroup}/providers/Microsoft.Network/virtualNetworks/net/subnets/default";
    public const string SizeName = "Standard_D2s_v5";

    public static readonly DateTimeOffset Now = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset PointAt = Now.AddHours(-4);

    public static DrillPlan Plan => new() { Application = "shop", SourceTag = "app=shop", Subscription = Place };

    public static Size Size => new()
    {
        Name = SizeName, Family = "standardDSv5Family", Vcpus = 2, MemoryGiB = 8, LinuxPerHour = 0.1, WindowsPerHour = 0.2,
        Zones = ["1", "2"], MaxDataDisks = 4, MaxNetworkInterfaces = 2,
    };

    public static string MachineId(string name) => $"{SourceGroup}/providers/Microsoft.Compute/virtualMachines/{name}";

    public static SourceDisk Disk(int? lun = null, string machine = "web")
    {
        var name = $"{machine}-{lun?.ToString() ?? "os"}";
        return new(lun, $"{SourceGroup}/providers/Microsoft.Compute/disks/{name}", $"unique-{name}", "Premium_LRS", 128, "ReadOnly")
        {
            Generation = lun is null ? "V2" : null,
        };
    }

    public static SourceCard Card(string address = "10.1.0.4", string subnet = Subnet) =>
        new($"{SourceGroup}/providers/Microsoft.Network/networkInterfaces/nic-{address}", address, subnet) { IsPrimary = true };

    public static SourceMachine Machine(string name = "web", string address = "10.1.0.4", params int[] luns) =>
        new(MachineId(name), name, "westeurope", SizeName, IsWindows: false, $"{name}-vm")
        {
            Disks = [Disk(machine: name), .. luns.Select(lun => Disk(lun, name))],
            Cards = [Card(address)],
        };

    public static PickedPoint Snapshots(SourceMachine machine) => new(PointForm.Snapshot, PointAt, PointAt, [
        .. machine.Disks.Select(disk => new PickedDisk(disk.Role, disk.UniqueId, SnapshotId(disk), SnapshotId(disk)))]);

    public static PickedPoint RestorePoint(SourceMachine machine)
    {
        var id = $"{SourceGroup}/providers/Microsoft.Compute/restorePointCollections/{machine.Name}/restorePoints/p";
        return new(PointForm.RestorePoint, PointAt, PointAt, [
            .. machine.Disks.Select(disk => new PickedDisk(disk.Role, machine.VmId, id, $"{id}/diskRestorePoints/{disk.Role}"))])
        {
            RestorePoint = id,
        };
    }

    public static PreflightFacts Facts(params SourceMachine[] machines) => new(
        Plan,
        new(machines, [new(Subnet, "10.1.0.0/24", [], 0)], [], ["10.2.0.4"]),
        machines.ToDictionary(machine => machine.Id, machine => machine.Disks.Count > 1 ? RestorePoint(machine) : Snapshots(machine)),
        new(Place, "westeurope") { Sizes = [Size], Quotas = [new("cores", 0, 100), new("standardDSv5Family", 0, 100)] },
        [], new(KillSwitchLevel.Off, "", Now, ""));

    public static DrillJournal Journal(PreflightFacts facts) =>
        BlueprintPolicy.Of(DrillId, "shop", facts, PreflightPolicy.Check(facts, Now), Now);

    public static DrillJournal Journal() => Journal(Facts(Machine()));

    private static string SnapshotId(SourceDisk disk) => $"{SourceGroup}/providers/Microsoft.Compute/snapshots/of-{disk.UniqueId}";
}
