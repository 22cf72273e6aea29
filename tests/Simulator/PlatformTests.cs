using System.Text.Json;
using Azure.Core;
using Azure.ResourceManager.Compute;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>What machines are built with.</summary>
public sealed class PlatformTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    private static readonly List<Machine> Machines =
        [.. Enumerable.Range(1, 3)
            .SelectMany(seed => FleetGenerator.Generate(new FleetOptions { Machines = 2000, Seed = seed, Start = Start }).Machines)];

    public static TheoryData<string, double, double> Facts => new()
    {
        { "zone 1", 1, 15 }, { "zone 2", 1, 15 }, { "zone 3", 1, 15 },
        { "standard SSD", 3, 25 }, { "premium v2", 0.5, 4 }, { "ultra disk", 0.5, 4 }, { "ultra enabled without one", 0.3, 4 },
        { "five disks and more", 1, 5 }, { "several cards", 1, 6 }, { "V1", 1, 6 }, { "NVMe", 5, 25 }, { "NVMe temporary disk", 0.5, 4 },
        { "no premium disks on the size", 0.2, 2 }, { "encryption at host", 2, 6 }, { "ephemeral", 0.3, 4 },
        { "ephemeral in the cache", 0.1, 2 }, { "spot", 0.5, 4 },
        { "host", 0.5, 3 }, { "reservation", 0.5, 3 }, { "scale set", 0.5, 4 }, { "availability set", 1, 6 }, { "floor", 1, 5 },
        { "floor that does not exist", 0.2, 2 },
    };

    [Theory]
    [MemberData(nameof(Facts))]
    public void Each_special_fact_falls_to_a_few_machines_in_a_hundred(string fact, double least, double most) =>
        Assert.InRange(Machines.Count(machine => Holds(fact, machine)) * 100.0 / Machines.Count, least, most);

    [Fact]
    public void No_machine_has_what_its_size_cannot_give()
    {
        foreach (var machine in Machines)
        {
            var (size, family, platform) = (machine.Size, machine.Size.Family, machine.Platform);
            Assert.InRange(machine.DataDisks, 0, size.DataDisks);
            Assert.InRange(platform.NetworkInterfaces, 1, size.NetworkInterfaces);
            Assert.Contains(platform.HyperVGeneration, family.HyperVGenerations.Split(','));
            Assert.Equal(family.DiskControllers is "NVMe" ? "NVMe" : "SCSI", platform.DiskController);
            Assert.True(size.AcceleratedNetworking || !platform.AcceleratedNetworking);
            Assert.True(family.EncryptionAtHost || !platform.EncryptionAtHost);
            Assert.True(family.PremiumDisks
                || !platform.DataDiskTypes.Append(platform.OsDiskType).Any(type => type.StartsWith("Premium", StringComparison.Ordinal)));
            Assert.True(size.TemporaryDiskGiB > 0 || !machine.HasEphemeralOsDisk);
            Assert.True(size.Reservable || (platform.DedicatedHost is null && platform.CapacityReservationGroup is null));
            Assert.True(machine.Zone is null || SizeCatalogue.OpenZones(size, machine.Region).Contains(machine.Zone));
            var ultra = machine.Zone is { } zone
                ? SizeCatalogue.UltraZones(size, machine.Region).Contains(zone)
                : SizeCatalogue.UltraDisksWithoutZone(size, machine.Region);
            Assert.True(ultra || !platform.UltraDisksEnabled);
            Assert.True(platform.UltraDisksEnabled || !platform.DataDiskTypes.Contains("UltraSSD_LRS"));
            Assert.True(machine.Zone is not null || !platform.DataDiskTypes.Contains("PremiumV2_LRS"));
        }
    }

    [Fact]
    public void Places_that_exclude_each_other_are_not_mixed()
    {
        foreach (var machine in Machines)
        {
            var platform = machine.Platform;
            string?[] places =
            [
                platform.DedicatedHost, platform.CapacityReservationGroup, platform.ScaleSet, machine.AvailabilitySet,
                machine.Priority is "Spot" ? "spot" : null
            ];
            Assert.True(places.Count(place => place is not null) <= 1, machine.Name);
            Assert.True(machine.AvailabilitySet is null || machine.Zone is null, machine.Name);
            Assert.True(!machine.HasEphemeralOsDisk || machine.Archetype is not Archetype.OffAtNight, machine.Name);
        }
    }

    [Fact]
    public void The_members_of_an_availability_set_share_region_and_hardware() =>
        Assert.All(
            Machines.Where(machine => machine.AvailabilitySet is not null)
                .GroupBy(machine => (machine.SubscriptionId, machine.ResourceGroup, machine.AvailabilitySet)),
            set => Assert.Single(set.Select(machine => (machine.Region, machine.Size.Family.Processor)).Distinct()));

    [Fact]
    public async Task The_resource_manager_client_reads_every_fact()
    {
        await using var clients = await SimulatedClients.Start(machines: 1200, new() { EnforceThrottling = false });
        var now = clients.Azure.Time.GetUtcNow();
        foreach (var fact in Facts.Select(row => row.Data.Item1))
        {
            var truth = clients.Azure.Fleet.Machines.First(machine => Holds(fact, machine) && machine.IsRunning(now));
            var machine = (await clients.Arm().GetVirtualMachineResource(new ResourceIdentifier(truth.Id)).GetAsync()).Value.Data;
            var platform = truth.Platform;
            Assert.Equal(truth.Zone is null ? [] : [truth.Zone], machine.Zones);
            Assert.Equal(
                platform.DataDiskTypes, machine.StorageProfile.DataDisks.Select(disk => disk.ManagedDisk.StorageAccountType.ToString()!));
            Assert.Equal(truth.HasEphemeralOsDisk
                ? "Standard_LRS"
                : platform.OsDiskType, machine.StorageProfile.OSDisk.ManagedDisk.StorageAccountType.ToString());
            Assert.Equal(platform.EphemeralPlacement, machine.StorageProfile.OSDisk.DiffDiskSettings?.Placement?.ToString());
            Assert.Equal(truth.HasEphemeralOsDisk ? "Local" : null, machine.StorageProfile.OSDisk.DiffDiskSettings?.Option?.ToString());
            Assert.Equal(platform.DiskController, machine.StorageProfile.DiskControllerType.ToString());
            Assert.Equal(platform.NetworkInterfaces, machine.NetworkProfile.NetworkInterfaces.Count);
            Assert.Equal(platform.EncryptionAtHost, machine.SecurityProfile?.EncryptionAtHost ?? false);
            Assert.Equal(platform.UltraDisksEnabled, machine.AdditionalCapabilities?.UltraSsdEnabled ?? false);
            Assert.Equal(truth.Priority, machine.Priority?.ToString() ?? "Regular");
            Assert.Equal(platform.DedicatedHost, machine.HostId?.ToString());
            Assert.Equal(platform.CapacityReservationGroup, machine.CapacityReservationGroupId?.ToString());
            Assert.Equal(platform.ScaleSet, machine.VirtualMachineScaleSetId?.ToString());
            Assert.Equal(truth.AvailabilitySet?.ToUpperInvariant(), machine.AvailabilitySetId?.Name);
        }
    }

    [Fact]
    public async Task Resource_graph_has_the_same_facts_and_the_generation()
    {
        await using var clients = await SimulatedClients.Start(machines: 900, new() { EnforceThrottling = false });
        var rows = (await clients.Pipeline().Send(
            RequestMethod.Post,
            "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01",
            new
            {
                query = """
                    resources
                    | where type =~ 'microsoft.compute/virtualmachines'
                    | project id, zones, generation = tostring(properties.extended.instanceView.hyperVGeneration), controller = properties.storageProfile.diskControllerType,
                        disks = properties.storageProfile.dataDisks, placement = properties.storageProfile.osDisk.diffDiskSettings.placement,
                        encrypted = properties.securityProfile.encryptionAtHost, ultra = properties.additionalCapabilities.ultraSSDEnabled, priority = properties.priority,
                        host = properties.host.id, reservation = properties.capacityReservation.capacityReservationGroup.id,
                        scaleSet = properties.virtualMachineScaleSet.id, availabilitySet = properties.availabilitySet.id, cards = properties.networkProfile.networkInterfaces
                    """,
            })).Json().GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(900, rows.Count);
        foreach (var row in rows)
        {
            var truth = clients.Azure.Fleet.Find(row.GetProperty("id").GetString()!)!;
            var platform = truth.Platform;
            Assert.Equal(truth.Zone, row.GetProperty("zones") is { ValueKind: JsonValueKind.Array } zones ? zones[0].GetString() : null);
            Assert.Equal((platform.HyperVGeneration, platform.DiskController), (Text(row, "generation"), Text(row, "controller")));
            Assert.Equal(
                (platform.EphemeralPlacement, platform.DedicatedHost, platform.CapacityReservationGroup),
                (Text(row, "placement"), Text(row, "host"), Text(row, "reservation")));
            Assert.Equal(
                (platform.ScaleSet, truth.AvailabilitySet is not null), (Text(row, "scaleSet"), Text(row, "availabilitySet") is not null));
            Assert.Equal(
                (platform.EncryptionAtHost, platform.UltraDisksEnabled),
                (row.GetProperty("encrypted").ValueKind is JsonValueKind.True, row.GetProperty("ultra").ValueKind is JsonValueKind.True));
            Assert.Equal(
                (truth.DataDisks, platform.NetworkInterfaces),
                (row.GetProperty("disks").GetArrayLength(), row.GetProperty("cards").GetArrayLength()));
        }
    }

    [Fact]
    public async Task A_deallocated_machine_does_not_tell_the_kind_of_its_disks()
    {
        await using var clients = await SimulatedClients.Start(machines: 200);
        var now = clients.Azure.Time.GetUtcNow();
        var truth = clients.Azure.Fleet.Machines.First(machine => !machine.IsRunning(now) && machine.DataDisks > 0);
        var machine = (await clients.Arm().GetVirtualMachineResource(new ResourceIdentifier(truth.Id)).GetAsync()).Value.Data;
        Assert.Null(machine.StorageProfile.OSDisk.ManagedDisk.StorageAccountType);
        Assert.All(machine.StorageProfile.DataDisks, disk => Assert.Null(disk.ManagedDisk.StorageAccountType));
    }

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    private static bool Holds(string fact, Machine machine)
    {
        var platform = machine.Platform;
        return fact switch
        {
            "zone 1" or "zone 2" or "zone 3" => machine.Zone == fact[^1..],
            "standard SSD" => platform.DataDiskTypes.Contains("StandardSSD_LRS"),
            "premium v2" => platform.DataDiskTypes.Contains("PremiumV2_LRS"),
            "ultra disk" => platform.DataDiskTypes.Contains("UltraSSD_LRS"),
            "ultra enabled without one" => platform.UltraDisksEnabled && !platform.DataDiskTypes.Contains("UltraSSD_LRS"),
            "five disks and more" => machine.DataDisks >= 5,
            "several cards" => platform.NetworkInterfaces > 1,
            "V1" => platform.HyperVGeneration is "V1",
            "NVMe" => platform.DiskController is "NVMe",
            "NVMe temporary disk" => machine.Size.NvmeDiskGiB > 0,
            "no premium disks on the size" => !machine.Size.Family.PremiumDisks,
            "encryption at host" => platform.EncryptionAtHost,
            "ephemeral" => machine.HasEphemeralOsDisk,
            "ephemeral in the cache" => platform.EphemeralPlacement is "CacheDisk",
            "spot" => machine.Priority is "Spot",
            "host" => platform.DedicatedHost is not null,
            "reservation" => platform.CapacityReservationGroup is not null,
            "scale set" => platform.ScaleSet is not null,
            "availability set" => machine.AvailabilitySet is not null,
            "floor" => machine.Tags.ContainsKey("ops:floor"),
            "floor that does not exist" => machine.Tags.TryGetValue("ops:floor", out var floor) && SizeCatalogue.Find(floor) is null,
            _ => throw new ArgumentOutOfRangeException(nameof(fact), fact, "unknown fact"),
        };
    }
}
