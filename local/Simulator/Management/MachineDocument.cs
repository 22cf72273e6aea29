using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Management;

/// <summary>A virtual machine as Azure describes it; the shape of recorded answers.</summary>
internal static class MachineDocument
{
    /// <param name="machine">Which.</param>
    /// <param name="now">When.</param>
    /// <param name="withInstanceView">With what it is doing.</param>
    /// <param name="id">Its id as the answer spells it; null: as it was created.</param>
    /// <param name="isListed">An entry of a list: of what belongs to it only the ids.</param>
    public static JsonObject Resource(Machine machine, DateTimeOffset now, bool withInstanceView, string? id = null, bool isListed = false)
    {
        id ??= machine.Id;
        var properties = Properties(machine, now);
        if (withInstanceView)
            properties["instanceView"] = InstanceView.Of(machine, now);
        var resource = new JsonObject
        {
            ["name"] = machine.Name,
            ["id"] = id,
            ["type"] = "Microsoft.Compute/virtualMachines",
            ["location"] = machine.Region,
        };
        // What was made without tags has none; with none of them it has no more than that.
        if (machine.TagsAt(now) is var tags && (machine.Made is null or { HasTags: true } || tags.Count > 0))
            resource["tags"] = TagText.Of(tags);
        if (machine.Zone is { } zone)
            resource["zones"] = new JsonArray(zone);
        foreach (var (name, value) in machine.Made?.Beside ?? TraitDocument.Beside(machine))
            resource[name] = value?.DeepClone();
        resource["properties"] = properties;
        if (ExtensionDocument.Of(machine, id, now, isListed) is { Count: > 0 } extensions)
            resource["resources"] = extensions;
        return resource;
    }

    public static JsonObject Properties(Machine machine, DateTimeOffset at)
    {
        if (machine.Made is { } made)
            return made.Properties(machine, at);
        var properties = new JsonObject { ["vmId"] = VmId(machine) };
        if (machine.AvailabilitySet is { } set)
            properties["availabilitySet"] = Reference(machine, "Microsoft.Compute/availabilitySets", set.ToUpperInvariant());
        properties["hardwareProfile"] = new JsonObject { ["vmSize"] = machine.SizeAt(at).Name };
        properties["storageProfile"] = Storage(machine, machine.PowerAt(at) is not MachinePower.Deallocated);
        properties["osProfile"] = OperatingSystem(machine);
        properties["networkProfile"] = new JsonObject { ["networkInterfaces"] = Cards(machine) };
        properties["diagnosticsProfile"] = (machine.Parts?.Diagnostics ?? BootDiagnostics.AtFirst).Profile();
        if (machine.LicenseType is { } license)
            properties["licenseType"] = license;
        if (machine.Priority is not "Regular")
        {
            properties["priority"] = machine.Priority;
            // What cannot be deallocated is deleted.
            properties["evictionPolicy"] = machine.HasEphemeralOsDisk ? "Delete" : "Deallocate";
        }
        AddPlatform(properties, machine, at);
        properties["provisioningState"] = ProvisioningState.Of(machine, at);
        properties["timeCreated"] = InstanceView.Time(machine.CreatedAt);
        return properties;
    }

    public static string VmId(Machine machine) => Noise.Id(machine.Seed ^ Noise.Of(machine.Id), "vm").ToString();

    public static string DiskName(Machine machine, int? lun) => machine.Made is { } made ? made.Disk(lun).Name : lun is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{machine.Name}_DataDisk_{number}")
        : machine.Name + "_OsDisk_1";

    public static string Caching(Machine machine, int? lun) => machine.Made is { } made ? made.Disk(lun).Caching : lun switch
    {
        null => machine.HasEphemeralOsDisk ? "ReadOnly" : "ReadWrite",
        0 when machine.Platform.DataDiskTypes[0] is "Premium_LRS" or "StandardSSD_LRS" => machine.HasWriteCaching
            ? "ReadWrite"
            : "ReadOnly",
        _ => "None",
    };

    public static string AgentName(Machine machine) => machine.IsWindows ? "AzureMonitorWindowsAgent" : "AzureMonitorLinuxAgent";

    private static void AddPlatform(JsonObject properties, Machine machine, DateTimeOffset at)
    {
        var platform = machine.Platform;
        if (TraitDocument.Security(machine) is { } security)
            properties["securityProfile"] = security;
        if (platform.UltraDisksEnabled)
            properties["additionalCapabilities"] = new JsonObject { ["ultraSSDEnabled"] = true };
        if (platform.DedicatedHost is { } host)
            properties["host"] = Id(host);
        if (machine.Reservation.At(at.UtcTicks) is { } group)
            properties["capacityReservation"] = new JsonObject { ["capacityReservationGroup"] = Id(group) };
        if (platform.ScaleSet is { } set)
            properties["virtualMachineScaleSet"] = Id(set);
    }

    private static JsonArray Cards(Machine machine)
    {
        var cards = new JsonArray();
        for (var i = 0; i < machine.Platform.NetworkInterfaces; i++)
        {
            var card = Id(NetworkInterfaceDocument.IdOf(machine, i));
            if (machine.Platform.NetworkInterfaces > 1)
                card["properties"] = new JsonObject { ["primary"] = i == 0 };
            cards.Add(card);
        }
        return cards;
    }

    private static JsonObject Id(string id) => new() { ["id"] = id };

    private static JsonObject Storage(Machine machine, bool on)
    {
        var platform = machine.Platform;
        var disks = new JsonArray();
        for (var lun = 0; lun < machine.DataDisks; lun++)
        {
            var present = new MachineDisk(machine, lun);
            var disk = new JsonObject
            {
                ["lun"] = lun,
                ["name"] = DiskName(machine, lun),
                ["createOption"] = "Empty",
                ["caching"] = Caching(machine, lun),
                ["managedDisk"] = Disk(machine, DiskName(machine, lun), on ? present.Kind : null),
                ["deleteOption"] = "Detach",
            };
            if (on)
                disk["diskSizeGB"] = present.SizeGiB;
            disk["toBeDetached"] = false;
            disks.Add(disk);
        }
        var osDisk = new JsonObject
        {
            ["osType"] = machine.IsWindows ? "Windows" : "Linux",
            ["name"] = DiskName(machine, null),
            ["createOption"] = "FromImage",
            ["caching"] = Caching(machine, null),
            ["managedDisk"] = Disk(
                machine, DiskName(machine, null), !on ? null : machine.HasEphemeralOsDisk
                    ? "Standard_LRS"
                    : new MachineDisk(machine, null).Kind),
            ["deleteOption"] = "Delete",
        };
        if (on)
            osDisk["diskSizeGB"] = new MachineDisk(machine, null).SizeGiB;
        if (platform.EphemeralPlacement is { } placement)
            osDisk["diffDiskSettings"] = new JsonObject { ["option"] = "Local", ["placement"] = placement };
        return new JsonObject
        {
            ["imageReference"] = Image(machine), ["osDisk"] = osDisk, ["dataDisks"] = disks,
            ["diskControllerType"] = platform.DiskController,
        };
    }

    /// <summary>The image that its OS disk was made from, as a disk names it.</summary>
    public static string ImageId(Machine machine)
    {
        var image = Image(machine);
        var place = $"/Subscriptions/{machine.SubscriptionId}/Providers/Microsoft.Compute/Locations/{machine.Region}/Publishers/{image["publisher"]}";
        return $"{place}/ArtifactTypes/VMImage/Offers/{image["offer"]}/Skus/{image["sku"]}/Versions/{image["exactVersion"]}";
    }

    private static JsonObject Image(Machine machine) => machine.IsWindows
        ? new JsonObject
        {
            ["publisher"] = "MicrosoftWindowsServer", ["offer"] = "WindowsServer",
            ["sku"] = machine.Platform.HyperVGeneration is "V1" ? "2022-datacenter" : "2022-datacenter-g2", ["version"] = "latest",
            ["exactVersion"] = "20348.3807.250602",
        }
        : new JsonObject
        {
            ["publisher"] = "Canonical", ["offer"] = "ubuntu-24_04-lts",
            ["sku"] = machine.Size.Family.Architecture is "Arm64"
                ? "server-arm64"
                : machine.Platform.HyperVGeneration is "V1"
                ? "server-gen1"
                : "server",
            ["version"] = "latest", ["exactVersion"] = "24.04.202506060",
        };

    private static JsonObject OperatingSystem(Machine machine)
    {
        var profile = new JsonObject { ["computerName"] = machine.Name, ["adminUsername"] = "operator" };
        if (machine.IsWindows)
        {
            profile["windowsConfiguration"] = new JsonObject
            {
                ["provisionVMAgent"] = true, ["enableAutomaticUpdates"] = true,
                ["patchSettings"] = new JsonObject { ["patchMode"] = "AutomaticByOS" },
            };
        }
        else
        {
            profile["linuxConfiguration"] = new JsonObject
            {
                ["disablePasswordAuthentication"] = true, ["provisionVMAgent"] = true,
                ["patchSettings"] = new JsonObject { ["patchMode"] = "ImageDefault" },
            };
        }
        profile["secrets"] = new JsonArray();
        profile["allowExtensionOperations"] = true;
        profile["requireGuestProvisionSignal"] = true;
        return profile;
    }

    // While a machine is deallocated, its disks may change their kind, so it does not tell.
    private static JsonObject Disk(Machine machine, string name, string? kind)
    {
        var disk = new JsonObject();
        if (kind is not null)
            disk["storageAccountType"] = kind;
        disk["id"] = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute/disks/{name}";
        if (machine.DiskEncryptionSet is { } set)
            disk["diskEncryptionSet"] = Id(set);
        return disk;
    }

    private static JsonObject Reference(Machine machine, string type, string name) => new()
    {
        ["id"] = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/{type}/{name}",
    };
}
