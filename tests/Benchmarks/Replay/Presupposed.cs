using System.Text.Json.Nodes;

namespace OpsFunctions.Benchmarks.Replay;

/// <summary>
/// What a recording takes for granted, made by simulated Azure's own PUT: from what the recording tells of it elsewhere, less what Azure
/// adds by itself, or from the least that such a resource needs.
/// </summary>
internal sealed class Presupposed(Tenant tenant, Recording recording)
{
    private const string Version = "2025-04-01";

    private readonly HashSet<string> _beingMade = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What could not be made, and why.</summary>
    public List<(string Id, string Why)> Failed { get; } = [];

    public async Task<bool> ExistsAsync(string id) => (await tenant.SendAsync("GET", $"{id}?api-version={Version}")).Status == 200;

    public async Task EnsureGroupAsync(string id)
    {
        if ((await tenant.SendAsync("GET", $"{id}?api-version={Version}")).Status == 200)
            return;
        var body = new JsonObject { ["location"] = RegionIn(id) };
        if (Told(id) is { } told)
            body = Writable(told);
        await PutAsync(id, body);
    }

    /// <summary>Makes it, what it lies in and what it refers to, unless it is there.</summary>
    public async Task EnsureAsync(string id)
    {
        if (!_beingMade.Add(id))
            return;
        var address = new Address(id);
        if (address.GroupId is { } group)
            await EnsureGroupAsync(group);
        if (address.Type is not null)
        {
            foreach (var parent in address.Parents())
                await EnsureAsync(parent);
            if (!await ExistsAsync(id))
                await MakeAsync(id, address);
        }
        _beingMade.Remove(id);
    }

    /// <summary>Makes all that a body refers to.</summary>
    public async Task EnsureReferencesAsync(JsonNode? body, string own)
    {
        foreach (var id in Ids(body).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!id.StartsWith(own, StringComparison.OrdinalIgnoreCase) && IsResource(id))
                await EnsureAsync(id);
        }
    }

    public async Task RemoveAsync(string id)
    {
        if (!await ExistsAsync(id))
            return;
        var answer = await tenant.SendAsync("DELETE", $"{id}?api-version={Version}");
        tenant.Advance(TimeSpan.FromMinutes(10));
        if (answer.Status >= 400 || await ExistsAsync(id))
            Failed.Add((id, $"cannot be removed: {answer.Short}"));
    }

    private async Task MakeAsync(string id, Address address)
    {
        var told = Told(id);
        var body = told is null || !HasSubstance(told) ? Least(address, told) : Writable(told);
        foreach (var used in Links.UsedBy(recording, id))
            Links.Add(body, address.Type!, used);
        Complete(body, address);
        // A disk that is attached is so by its machine.
        if (told?["managedBy"]?.ToString() is { } machine)
        {
            body.Remove("managedBy");
            await EnsureReferencesAsync(body, id);
            await PutAsync(id, body);
            await EnsureAsync(machine);
            return;
        }
        await EnsureReferencesAsync(body, id);
        if (!await ExistsAsync(id))
            await PutAsync(id, body);
    }

    private async Task PutAsync(string id, JsonObject body)
    {
        var answer = await tenant.SendAsync("PUT", $"{id}?api-version={Version}", body);
        tenant.Advance(TimeSpan.FromMinutes(10));
        if (answer.Status >= 400)
            Failed.Add((id, $"cannot be made: {answer.Short}"));
    }

    // The fullest that the recording tells of it, not in the middle of something.
    private JsonObject? Told(string id) => recording.Steps.SelectMany(step => Objects(step.Answer))
        .Where(one => one["id"] is JsonValue value && value.ToString().Equals(id, StringComparison.OrdinalIgnoreCase))
        .OrderByDescending(static one => one["properties"]?["provisioningState"]?.ToString() is "Succeeded")
        .ThenByDescending(static one => one.ToJsonString().Length).FirstOrDefault();

    private static bool HasSubstance(JsonObject told) => told["properties"] is JsonObject { Count: > 1 };

    private static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        if (node is JsonObject one)
            return one.SelectMany(static member => Objects(member.Value)).Prepend(one);
        return node is JsonArray list ? list.SelectMany(Objects) : [];
    }

    private static IEnumerable<string> Ids(JsonNode? node) => node switch
    {
        JsonObject one => one.SelectMany(static member => Ids(member.Value)),
        JsonArray list => list.SelectMany(Ids),
        JsonValue value when value.TryGetValue<string>(out var text) && text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) => [text],
        _ => [],
    };

    // Images, roles and the like belong to Azure.
    private static bool IsResource(string id) => new Address(id) is { Group: not null, Type: { } type } && !type.StartsWith("microsoft.authorization/", StringComparison.Ordinal)
        && !id.Contains('…', StringComparison.Ordinal);

    private string RegionIn(string id) => recording.Steps.SelectMany(step => Objects(step.Answer).Concat(Objects(step.Body)))
        .Where(one => one["location"] is JsonValue && (one["id"]?.ToString() ?? id).StartsWith(id, StringComparison.OrdinalIgnoreCase))
        .Select(static one => one["location"]!.ToString()).FirstOrDefault() ?? "eastus";

    /// <summary>A resource as one would send it: without what Azure adds.</summary>
    public static JsonObject Writable(JsonObject told)
    {
        var body = (JsonObject)Cleaned(told)!;
        foreach (var name in new[] { "id", "name", "type", "etag", "resources", "managedBy" })
            body.Remove(name);
        return body;
    }

    private static JsonNode? Cleaned(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.Where(static member => !ReadOnly.Contains(member.Key) && !IsCut(member.Value))
            .Select(static member => KeyValuePair.Create(member.Key, Cleaned(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Cleaned)]),
        _ => node?.DeepClone(),
    };

    private static bool IsCut(JsonNode? value) => value is JsonValue && value.ToString() is var text && (text.Contains('…', StringComparison.Ordinal) || text.StartsWith("(the", StringComparison.Ordinal));

    private static readonly HashSet<string> ReadOnly = new(StringComparer.Ordinal)
    {
        "provisioningState", "vmId", "timeCreated", "instanceView", "exactVersion", "uniqueId", "diskState", "diskSizeBytes", "resourceGuid", "sourceUniqueId", "createdOn", "updatedOn",
        "createdBy", "updatedBy", "…", "etag", "tier", "isArmResource", "incrementalSnapshotFamilyId", "restorePointCollectionId", "reservationId", "managedBy", "completionPercent",
        "snapshotAccessState", "vhd", "defaultSecurityRules", "requireGuestProvisionSignal", "ipAddress", "supportedCapabilities", "availabilitySet", "fqdn",
    };

    /// <summary>The least that such a resource needs.</summary>
    public static JsonObject LeastOf(Address address)
    {
        var body = Least(address, told: null);
        Complete(body, address);
        return body;
    }

    private static JsonObject Least(Address address, JsonObject? told)
    {
        var body = new JsonObject { ["location"] = told?["location"]?.ToString() ?? "eastus", ["properties"] = new JsonObject() };
        if (told?["tags"] is JsonObject tags)
            body["tags"] = tags.DeepClone();
        var properties = (JsonObject)body["properties"]!;
        switch (address.Type)
        {
            case "microsoft.network/virtualnetworks":
                properties["addressSpace"] = new JsonObject { ["addressPrefixes"] = new JsonArray("10.0.0.0/8") };
                break;
            case "microsoft.network/virtualnetworks/subnets":
                body.Remove("location");
                properties["addressPrefix"] = "10.0.0.0/24";
                break;
            case "microsoft.compute/virtualmachines/extensions":
                properties["publisher"] = "Microsoft.Azure.Extensions";
                properties["type"] = "CustomScript";
                properties["typeHandlerVersion"] = "2.1";
                break;
            default:
                break;
        }
        return body;
    }

    // What a resource cannot be without.
    private static void Complete(JsonObject body, Address address)
    {
        var properties = (body["properties"] ??= new JsonObject()) as JsonObject ?? [];
        var (group, name) = (address.GroupId ?? "", address.Segments[^1]);
        switch (address.Type)
        {
            case "microsoft.compute/virtualmachines":
                CompleteMachine(properties, group, name);
                break;
            case "microsoft.compute/disks":
                properties["creationData"] = properties["creationData"] is JsonObject { } data && data["createOption"]?.ToString() is not "FromImage" ? data.DeepClone() : new JsonObject { ["createOption"] = "Empty" };
                properties["diskSizeGB"] ??= 64;
                properties.Remove("diskIOPSReadWrite");
                properties.Remove("diskMBpsReadWrite");
                break;
            case "microsoft.compute/snapshots":
                properties["creationData"] ??= new JsonObject { ["createOption"] = "Copy", ["sourceResourceId"] = $"{group}/providers/Microsoft.Compute/disks/{name}-source" };
                properties.Remove("osType");
                properties.Remove("hyperVGeneration");
                properties.Remove("diskSizeGB");
                break;
            case "microsoft.network/networkinterfaces":
                properties["ipConfigurations"] ??= new JsonArray(new JsonObject
                {
                    ["name"] = "ipConfig1",
                    ["properties"] = new JsonObject { ["subnet"] = new JsonObject { ["id"] = $"{group}/providers/Microsoft.Network/virtualNetworks/replay-net/subnets/default" } },
                });
                break;
            case "microsoft.compute/restorepointcollections":
                properties["source"] ??= new JsonObject { ["id"] = $"{group}/providers/Microsoft.Compute/virtualMachines/{name}-source" };
                break;
            default:
                break;
        }
    }

    private static void CompleteMachine(JsonObject properties, string group, string name)
    {
        properties["hardwareProfile"] ??= new JsonObject { ["vmSize"] = "Standard_DS2_v2" };
        properties["networkProfile"] ??= new JsonObject
        {
            ["networkInterfaces"] = new JsonArray(new JsonObject { ["id"] = $"{group}/providers/Microsoft.Network/networkInterfaces/{name}-nic" }),
        };
        var storage = (properties["storageProfile"] ??= new JsonObject()).AsObject();
        var disk = (storage["osDisk"] ??= new JsonObject { ["createOption"] = "FromImage", ["osType"] = "Linux" }).AsObject();
        foreach (var one in (storage["dataDisks"] as JsonArray ?? []).OfType<JsonObject>().Prepend(disk))
        {
            // Made with the machine, it has no id yet.
            if (one["createOption"]?.ToString() is not "Attach")
                (one["managedDisk"] as JsonObject)?.Remove("id");
            one.Remove("toBeDetached");
        }
        if (disk["createOption"]?.ToString() is "Attach")
            return;
        storage["imageReference"] ??= disk["osType"]?.ToString() is "Windows"
            ? new JsonObject { ["publisher"] = "MicrosoftWindowsServer", ["offer"] = "WindowsServer", ["sku"] = "2022-datacenter-g2", ["version"] = "latest" }
            : new JsonObject { ["publisher"] = "Canonical", ["offer"] = "ubuntu-24_04-lts", ["sku"] = "server", ["version"] = "latest" };
        var system = (properties["osProfile"] ??= new JsonObject { ["computerName"] = name, ["adminUsername"] = "operator" }).AsObject();
        system["adminPassword"] = "not-a-real-password-1A";
    }
}
