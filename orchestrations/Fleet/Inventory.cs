using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>A row that could not be read as a machine.</summary>
/// <param name="Id">The resource, or what of it could be read.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record UnreadableMachine(string Id, string Reason);

/// <summary>All machines in scope, ordered by subscription, region and id.</summary>
public sealed record FleetInventory(IReadOnlyList<Machine> Machines, IReadOnlyList<UnreadableMachine> Unreadable);

/// <summary>Reads which machines are in scope, in one query over all subscriptions.</summary>
public sealed class Inventory(ResourceGraph graph)
{
    private const string Query = """
        resources
        | where type =~ 'microsoft.compute/virtualmachines'
        | extend size = properties.hardwareProfile.vmSize
        | extend os = properties.storageProfile.osDisk.osType
        | extend licenseType = properties.licenseType
        | extend priority = properties.priority
        | extend osDisk = properties.storageProfile.osDisk
        | extend dataDisks = properties.storageProfile.dataDisks
        | extend controller = properties.storageProfile.diskControllerType
        | extend interfaces = properties.networkProfile.networkInterfaces
        | extend generation = properties.extended.instanceView.hyperVGeneration
        | extend encryptionAtHost = properties.securityProfile.encryptionAtHost
        | extend ultra = properties.additionalCapabilities.ultraSSDEnabled
        | extend host = properties.host.id
        | extend hostGroup = properties.hostGroup.id
        | extend reservation = properties.capacityReservation.capacityReservationGroup.id
        | extend scaleSet = properties.virtualMachineScaleSet.id
        | extend availabilitySet = properties.availabilitySet.id
        | project id, name, subscriptionId, resourceGroup, location, tags, zones, size, os, licenseType, priority, osDisk, dataDisks, controller, interfaces, generation, encryptionAtHost, ultra, host, hostGroup, reservation, scaleSet, availabilitySet
        | order by id asc
        """;

    // One row an interface: what is summarized comes as one page of 1,000 rows, and what lies beyond is lost (Microsoft Learn,
    // Resource Graph query language). Only the plain ones: what is not seen counts as accelerated, as most are.
    private const string PlainInterfacesQuery = """
        resources
        | where type =~ 'microsoft.network/networkinterfaces'
        | where properties.enableAcceleratedNetworking == false
        | extend machine = tostring(properties.virtualMachine.id)
        | where isnotempty(machine)
        | project id, machine
        | order by id asc
        """;

    /// <param name="pages">Keeps what was read before Azure throttled; null: nothing does.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled the query.</exception>
    public async Task<FleetInventory> ReadAsync(IEnumerable<string> subscriptions, CancellationToken ct, IQueryPages? pages = null)
    {
        var machines = new List<Machine>();
        var unreadable = new List<UnreadableMachine>();
        await graph.QueryAsync(subscriptions, Query, row =>
        {
            try
            {
                machines.Add(Read(row));
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException)
            {
                unreadable.Add(new(Text(row, "id") ?? "a row without id", Words.OneLine(e.Message)));
            }
        }, ct, pages);

        // Interfaces of each machine that were seen and are not accelerated.
        var plain = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        await graph.QueryAsync(subscriptions, PlainInterfacesQuery, row =>
        {
            if (row.Get("machine").Text() is { } machine)
                plain[machine] = plain.GetValueOrDefault(machine) + 1;
        }, ct, pages);

        return new(
            [.. machines
                // A page of a changing result can repeat a row.
                .DistinctBy(machine => machine.Id, StringComparer.OrdinalIgnoreCase)
                // Interfaces that the app may not read are not in the answer: they may be accelerated.
                .Select(machine => plain.GetValueOrDefault(machine.Id) < machine.Hardware.NetworkInterfaces
                    ? machine with { Hardware = machine.Hardware with { AcceleratedNetworking = true } }
                    : machine)
                .OrderBy(machine => machine.Subscription, StringComparer.Ordinal)
                .ThenBy(machine => machine.Region, StringComparer.Ordinal)
                .ThenBy(machine => machine.Id, StringComparer.Ordinal)],
            unreadable);
    }

    private static Machine Read(JsonElement row)
    {
        var region = Required(row, "location").Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        RegionName.Check(region);
        return new Machine
        {
            Id = Required(row, "id"),
            Name = Required(row, "name"),
            Subscription = Required(row, "subscriptionId").ToLowerInvariant(),
            ResourceGroup = Required(row, "resourceGroup"),
            Region = region,
            Size = Required(row, "size"),
            IsWindows = string.Equals(Text(row, "os"), "Windows", StringComparison.OrdinalIgnoreCase),
            LicenseType = Text(row, "licenseType") is { Length: > 0 } license ? license : null,
            IsSpot = Text(row, "priority") is { Length: > 0 } priority && !priority.Equals("Regular", StringComparison.OrdinalIgnoreCase),
            Hardware = HardwareRow.Read(row),
            Tags = Tags(row),
        };
    }

    private static Dictionary<string, string> Tags(JsonElement row)
    {
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (row.TryGetProperty("tags", out var object_) && object_.ValueKind == JsonValueKind.Object)
            foreach (var tag in object_.EnumerateObject())
                tags[tag.Name] = tag.Value.ToString();
        return tags;
    }

    private static string Required(JsonElement row, string name) =>
        Text(row, name) is { Length: > 0 } text ? text : throw new FormatException($"no {name}");

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
