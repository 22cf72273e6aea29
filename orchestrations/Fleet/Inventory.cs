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
public sealed class Inventory(ResourceGraph graph, OwnGroups own)
{
    private const string Query = """
        resources
        | where type =~ 'microsoft.compute/virtualmachines'
        | extend size = properties.hardwareProfile.vmSize
        | extend os = properties.storageProfile.osDisk.osType
        | extend licenseType = properties.licenseType
        | extend priority = properties.priority
        | extend power = properties.extended.instanceView.powerState.code
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
        | project id, name, subscriptionId, resourceGroup, location, tags, zones, size, os, licenseType, priority, power, osDisk, dataDisks, controller, interfaces, generation, encryptionAtHost, ultra, host, hostGroup, reservation, scaleSet, availabilitySet
        | order by id asc
        """;

    // One row a resource group, not one an interface, and one subscription a query: it has at most 980 groups, so one page holds them.
    private static string PlainInterfacesByGroup(string subscription) => PlainInterfaces(subscription) + """

        | summarize id = min(id), plain = make_set(id) by subscriptionId, resourceGroup
        | project id, plain
        | order by id asc
        """;

    private static string PlainInterfacesOneByOne(string subscription) => PlainInterfaces(subscription) + """

        | project id
        | order by id asc
        """;

    private static string PlainInterfaces(string subscription) => $"""
        resources
        | where type =~ 'microsoft.network/networkinterfaces' and subscriptionId =~ '{subscription}'
        | where properties.enableAcceleratedNetworking == false
        """;

    /// <param name="pages">Keeps what was read before Azure throttled; null: nothing does.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled the query.</exception>
    public async Task<FleetInventory> ReadAsync(IEnumerable<string> subscriptions, CancellationToken ct, IQueryPages? pages = null)
    {
        var machines = new List<Machine>();
        var unreadable = new List<UnreadableMachine>();
        var clones = await own.ReadAsync(ct);
        var interfaces = new Dictionary<string, List<string>>(StringComparer.OrdinalIgnoreCase);
        await graph.QueryAsync(subscriptions, Query, row =>
        {
            if (row.Get("id").Text() is { } id && clones.Holds(id))
                return;
            try
            {
                var machine = Read(row);
                machines.Add(machine);
                interfaces[machine.Id] = [.. row.Get("interfaces").Items().Select(one => one.Get("id").Text() ?? "")];
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException)
            {
                unreadable.Add(new(Text(row, "id") ?? "a row without id", Words.OneLine(e.Message)));
            }
        }, ct, pages);

        var plain = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var withMachines = machines.Select(machine => machine.Subscription).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var subscription in subscriptions.Where(withMachines.Contains))
            await ReadPlainInterfacesAsync(subscription, plain, pages, ct);

        // A page of a changing result can repeat a row. Where the two differ, nobody knows how the machine is: the next run reads it anew.
        var rows = machines.ToLookup(machine => machine.Id, StringComparer.OrdinalIgnoreCase);
        var contradictory = rows.Where(row => row.Select(Facts).Distinct(StringComparer.Ordinal).Count() > 1).ToList();
        unreadable.AddRange(contradictory.Select(row =>
            new UnreadableMachine(row.Select(one => one.Id).Min(StringComparer.Ordinal)!, "it was listed twice, and not the same")));
        return new(
            [.. rows.Except(contradictory)
                .Select(row => row.MinBy(one => one.Id, StringComparer.Ordinal)! with { IsStopped = row.All(one => one.IsStopped) })
                // Interfaces that the app may not read are not in the answer: they may be accelerated.
                .Select(machine => interfaces.TryGetValue(machine.Id, out var own) && own.Count > 0 && own.TrueForAll(plain.Contains)
                    ? machine
                    : machine with { Hardware = machine.Hardware with { AcceleratedNetworking = true } })
                .OrderBy(machine => machine.Subscription, StringComparer.Ordinal)
                .ThenBy(machine => machine.Region, StringComparer.Ordinal)
                .ThenBy(machine => machine.Id, StringComparer.Ordinal)],
            unreadable);
    }

    // Ids and names come in differing case, and mean the same; one that is started between two pages is the same machine.
    private static string Facts(Machine machine) =>
        JsonSerializer.Serialize(machine with { Id = "", Name = "", ResourceGroup = "", IsStopped = false });

    // What is summarized comes as one page (Microsoft Learn, Resource Graph query language): where that is full, more may be missing.
    private async Task ReadPlainInterfacesAsync(string subscription, HashSet<string> plain, IQueryPages? pages, CancellationToken ct)
    {
        var groups = 0;
        try
        {
            await graph.QueryAsync([subscription], PlainInterfacesByGroup(subscription), row =>
            {
                groups++;
                plain.UnionWith(row.Get("plain").Texts());
            }, ct, pages);
        }
        catch (InvalidDataException)
        {
            groups = ResourceGraph.PageSize;
        }
        if (groups >= ResourceGraph.PageSize)
            await graph.QueryAsync([subscription], PlainInterfacesOneByOne(subscription), row =>
            {
                if (row.Get("id").Text() is { } id)
                    plain.Add(id);
            }, ct, pages);
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
            IsStopped = string.Equals(Text(row, "power"), "PowerState/stopped", StringComparison.OrdinalIgnoreCase),
            Hardware = HardwareRow.Read(row),
            Tags = ResourceTags.Read(row.Get("tags")),
        };
    }

    private static string Required(JsonElement row, string name) =>
        Text(row, name) is { Length: > 0 } text ? text : throw new FormatException($"no {name}");

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
