using System.Text.Json;
using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Orchestrations.Drills.Planning;

/// <summary>
/// What is sent for each thing that a drill makes (REST specifications of Microsoft.Compute and Microsoft.Network). A clone bears no tag,
/// identity, extension or licence of its source.
/// </summary>
internal static class DrillBodies
{
    private const string GroupVersion = "2021-04-01";
    private const string NetworkVersion = "2024-05-01";
    private const string DiskVersion = "2024-03-02";
    private const string MachineVersion = "2024-07-01";

    private static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static DrillResource Group(DrillSite site)
    {
        var tags = site.Tags;
        tags[DrillNames.ExpiresTag] = site.ExpiresAt.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        return new("group", DrillKind.Group, site.GroupId, GroupVersion, Text(new { location = site.Region, tags }), 0);
    }

    public static DrillResource SecurityGroup(DrillSite site, IReadOnlyList<string> prefixes, DrillPlan plan) => new(
        "nsg", DrillKind.SecurityGroup, DrillNames.Network(site.GroupId, "networkSecurityGroups", "nsg"), NetworkVersion,
        Text(new { location = site.Region, tags = site.Tags, properties = new { securityRules = Rules(prefixes, site.Region, plan) } }), 0);

    public static DrillResource Network(DrillSite site, IReadOnlyList<DrillSubnet> subnets, IReadOnlyList<string> dns) => new(
        "network", DrillKind.Network, NetworkId(site), NetworkVersion,
        Text(new
        {
            location = site.Region,
            tags = site.Tags,
            properties = new
            {
                addressSpace = new { addressPrefixes = subnets.Select(subnet => subnet.Prefix) },
                dhcpOptions = dns.Count == 0 ? null : new { dnsServers = dns },
                subnets = subnets.Select(subnet => new
                {
                    name = subnet.Name,
                    properties = new
                    {
                        addressPrefix = subnet.Prefix,
                        // Private by default only since API version 2025-07-01: said here whatever the version.
                        defaultOutboundAccess = false,
                        networkSecurityGroup = new { id = DrillNames.Network(site.GroupId, "networkSecurityGroups", "nsg") },
                    },
                }),
            },
        }), 0);

    public static DrillResource Disk(
        DrillSite site, string key, int number, SourceDisk disk, PickedDisk picked, SourceMachine machine, string? zone)
    {
        var name = $"{key}-{disk.Role}";
        var isRestore = picked.MadeOf.Contains("/diskRestorePoints/", StringComparison.OrdinalIgnoreCase);
        var isOs = disk.Lun is null;
        return new(name, DrillKind.Disk, DrillNames.Compute(site.GroupId, "disks", name), DiskVersion, Text(new
        {
            location = site.Region,
            tags = site.Tags,
            zones = zone is null ? null : new[] { zone },
            sku = new { name = disk.Sku },
            properties = new
            {
                creationData = new { createOption = isRestore ? "Restore" : "Copy", sourceResourceId = picked.MadeOf },
                osType = isOs ? machine.IsWindows ? "Windows" : "Linux" : null,
                hyperVGeneration = isOs ? disk.Generation : null,
                securityProfile = isOs && disk.SecurityType is { } type ? new { securityType = type } : null,
                encryption = disk.EncryptionSet is { } set
                    ? new { type = "EncryptionAtRestWithCustomerKey", diskEncryptionSetId = set }
                    : null,
                networkAccessPolicy = "DenyAll",
                publicNetworkAccess = "Disabled",
            },
        }), number);
    }

    public static DrillResource Interface(
        DrillSite site, string key, int number, int index, SourceCard card, IReadOnlyList<DrillSubnet> subnets)
    {
        var name = FormattableString.Invariant($"{key}-nic{index}");
        var subnet = subnets.FirstOrDefault(one => string.Equals(one.SourceId, card.SubnetId, StringComparison.OrdinalIgnoreCase))
            ?? subnets[0];
        return new(name, DrillKind.Interface, DrillNames.Network(site.GroupId, "networkInterfaces", name), NetworkVersion, Text(new
        {
            location = site.Region,
            tags = site.Tags,
            properties = new
            {
                enableAcceleratedNetworking = card.IsAccelerated,
                ipConfigurations = new[]
                {
                    new
                    {
                        name = "ipconfig1",
                        properties = new
                        {
                            subnet = new { id = $"{NetworkId(site)}/subnets/{subnet.Name}" },
                            privateIPAddress = card.Address,
                            privateIPAllocationMethod = card.Address is null ? "Dynamic" : "Static",
                        },
                    },
                },
            },
        }), number);
    }

    public static DrillResource Machine(
        DrillSite site, string key, int number, SourceMachine machine, string size, string? zone, IReadOnlyList<DrillResource> disks,
        IReadOnlyList<DrillResource> cards) => new(
            key, DrillKind.Machine, DrillNames.Compute(site.GroupId, "virtualMachines", key), MachineVersion, Text(new
            {
                location = site.Region,
                tags = site.Tags,
                zones = zone is null ? null : new[] { zone },
                plan = machine.BoughtUnder is { } plan
                    ? new { name = plan.Name, publisher = plan.Publisher, product = plan.Product }
                    : null,
                properties = new
                {
                    hardwareProfile = new { vmSize = size },
                    securityProfile = Security(machine),
                    additionalCapabilities = machine.UltraEnabled || machine.Disks.Any(disk => disk.Sku == "UltraSSD_LRS")
                        ? new { ultraSSDEnabled = true }
                        : null,
                    storageProfile = new
                    {
                        diskControllerType = machine.DiskController,
                        osDisk = new
                        {
                            osType = machine.IsWindows ? "Windows" : "Linux",
                            createOption = "Attach",
                            deleteOption = "Delete",
                            caching = machine.Disks[0].Caching,
                            managedDisk = new { id = disks[0].Id },
                        },
                        dataDisks = disks.Skip(1).Zip(machine.Disks.Skip(1), (made, disk) => new
                        {
                            lun = disk.Lun, createOption = "Attach", deleteOption = "Delete", caching = disk.Caching,
                            managedDisk = new { id = made.Id },
                        }),
                    },
                    networkProfile = new
                    {
                        networkInterfaces = cards.Zip(machine.Cards, (made, card) => new
                        {
                            id = made.Id, properties = new { primary = card.IsPrimary, deleteOption = "Delete" },
                        }),
                    },
                    // Without an account of one's own the storage is Azure's.
                    diagnosticsProfile = new { bootDiagnostics = new { enabled = true } },
                },
            }), number);

    public static DrillResource Check(DrillSite site, string machineId, int number, DrillCheck check, string script) => new(
        check.Key, DrillKind.Check, $"{machineId}/runCommands/{check.Key}", MachineVersion, Text(new
        {
            location = site.Region,
            tags = site.Tags,
            properties = new { source = new { script }, asyncExecution = true, timeoutInSeconds = check.TimeoutSeconds },
        }), number);

    public static string NetworkId(DrillSite site) => DrillNames.Network(site.GroupId, "virtualNetworks", "network");

    private static object? Security(SourceMachine machine) => machine.SecurityType is null && !machine.EncryptionAtHost ? null : new
    {
        securityType = machine.SecurityType,
        encryptionAtHost = machine.EncryptionAtHost ? true : (bool?)null,
        uefiSettings = machine.SecurityType is null ? null : new { secureBootEnabled = machine.SecureBoot, vTpmEnabled = machine.Vtpm },
    };

    // Own prefixes by address: the tag VirtualNetwork would let in peered and routed ones, too. What Azure itself answers for, names and
    // metadata, is closed by its tags alone.
    private static IEnumerable<object> Rules(IReadOnlyList<string> prefixes, string region, DrillPlan plan)
    {
        foreach (var direction in new[] { "Inbound", "Outbound" })
        {
            yield return Rule($"AllowDrill{direction}", direction, 100, "Allow", prefixes, prefixes);
            yield return Rule($"DenyAll{direction}", direction, 4096, "Deny", ["*"], ["*"]);
        }
        yield return Rule("DenyMetadata", "Outbound", 200, "Deny", ["*"], ["AzurePlatformIMDS"]);
        if (plan.Isolation == IsolationLevel.Sealed)
            yield return Rule("DenyNames", "Outbound", 210, "Deny", ["*"], ["AzurePlatformDNS"]);
        if (plan.OpensStorage)
            yield return Rule("AllowStorage", "Outbound", 300, "Allow", prefixes, [$"Storage.{region}"]);
    }

    private static object Rule(
        string name, string direction, int priority, string access, IReadOnlyList<string> from, IReadOnlyList<string> to) => new
        {
            name,
            properties = new
            {
                direction, priority, access, protocol = "*", sourcePortRange = "*", destinationPortRange = "*",
                sourceAddressPrefix = from.Count == 1 ? from[0] : null, sourceAddressPrefixes = from.Count == 1 ? null : from,
                destinationAddressPrefix = to.Count == 1 ? to[0] : null, destinationAddressPrefixes = to.Count == 1 ? null : to,
            },
        };

    private static string Text(object body) => JsonSerializer.Serialize(body, Json);
}
