using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsFunctions.Stages.Replay;

/// <summary>
/// What a recording takes for granted, made by simulated Azure's own PUT: from what the recording tells of it elsewhere, less what Azure
/// adds by itself, or from the least that such a resource needs.
/// </summary>
internal sealed class Presupposed(Tenant tenant, Recording recording)
{
    private const string Version = "2025-04-01";

    private readonly HashSet<string> _beingMade = new(StringComparer.OrdinalIgnoreCase);
    private readonly Stack<string> _regions = new();
    private readonly Dictionary<string, List<JsonObject>> _disksOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, JsonObject> _hints = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _cardsOf = new(StringComparer.OrdinalIgnoreCase);
    private Action<JsonObject>? _change;
    private string? _begun;
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What no request makes.</summary>
    public GivenTruth Given { get; } = new(tenant.Azure);

    /// <summary>What could not be made, and why.</summary>
    public List<(string Id, string Why)> Failed { get; } = [];

    public async Task<bool> ExistsAsync(string id) => (await tenant.SendAsync("GET", $"{id}?api-version={Version}")).Status == 200;

    public async Task EnsureGroupAsync(string id)
    {
        if ((await tenant.SendAsync("GET", $"{id}?api-version={Version}")).Status == 200)
            return;
        var body = Told(id) is { } told ? WritableBody.Of(told) : new JsonObject { ["location"] = RegionIn(id) };
        body.Remove("properties");
        await PutAsync(Spelled(id), body);
    }

    /// <summary>Makes it, what it lies in and what it refers to, unless it is there.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">What is to be otherwise than usual; null: nothing.</param>
    public async Task EnsureAsync(string id, Action<JsonObject>? change = null)
    {
        _change = change ?? _change;
        var address = new Address(id);
        // Azure's own roles are there.
        if (address.Type is "microsoft.authorization/roledefinitions" && Told(id)?["properties"]?["type"]?.ToString() is not "CustomRole")
            return;
        if (IsOfAzure(address) || !_beingMade.Add(id))
            return;
        if (address.GroupId is { } group)
            await EnsureGroupAsync(group);
        if (address.Type is not null)
        {
            foreach (var parent in address.Parents())
                await EnsureAsync(parent);
            if (GivenTruth.Makes(address.Type))
                Give(id);
            else if (!await ExistsAsync(id))
                await MakeAsync(id, address);
        }
        _beingMade.Remove(id);
    }

    private void Give(string id)
    {
        if (_given.Add(id))
            Given.Make(id, Told(id));
    }

    // A group has one name; lists of Compute write it in capitals.
    private string Spelled(string id)
    {
        var name = id.Split('/')[4];
        var spellings = Regex.Matches(
            recording.Text, "/resource[gG]roups/(?<name>[^/?\"%]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5))
                .Select(static match => match.Groups["name"].Value);
        var plain = spellings.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase) && one.Any(char.IsLower)) ?? name;
        return $"/subscriptions/{id.Split('/')[2]}/resourceGroups/{plain}";
    }

    // Places, kinds of things, and what comes with something else.
    private static bool IsOfAzure(Address address) =>
        address.Type is { } type && (type.EndsWith("/locations", StringComparison.Ordinal)
            || type.EndsWith("/ipconfigurations", StringComparison.Ordinal)
        || type.EndsWith("/frontendipconfigurations", StringComparison.Ordinal)
            || type.StartsWith("microsoft.insights/eventtypes", StringComparison.Ordinal)
        || type.StartsWith("microsoft.insights/metrics", StringComparison.Ordinal) || type.Contains("/events", StringComparison.Ordinal)
        || type.StartsWith("microsoft.resources/tags", StringComparison.Ordinal)
            || type.EndsWith("/diskrestorepoints", StringComparison.Ordinal) || type.EndsWith("/runcommands", StringComparison.Ordinal)
                && address.Group is null);

    /// <summary>The same of something that somebody has just begun to make.</summary>
    public async Task EnsureBegunAsync(string id)
    {
        if (await ExistsAsync(id))
            return;
        _begun = id;
        await EnsureAsync(id);
        _begun = null;
    }

    /// <summary>Makes all that a body refers to.</summary>
    public async Task EnsureReferencesAsync(JsonNode? body, string own)
    {
        var region = (body as JsonObject)?["location"]?.ToString() ?? RegionIn(own);
        // A copy goes to another region than what it is of.
        if ((body as JsonObject)?["properties"]?["creationData"]?["createOption"]?.ToString() is "CopyStart")
            region = region is "westeurope" ? "northeurope" : "westeurope";
        _regions.Push(region);
        foreach (var id in Ids(body).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (!id.StartsWith(own, StringComparison.OrdinalIgnoreCase) && IsResource(id))
                await EnsureAsync(id);
        }
        _regions.Pop();
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
        var region = _regions.Count > 0 ? _regions.Peek() : RegionIn(id);
        var body = told is null || !HasSubstance(told) ? LeastBody.Least(address, told, region) : WritableBody.Of(told);
        if (address.Type is "microsoft.compute/virtualmachinescalesets")
        {
            await Given.ScaleSetAsync(tenant, id, told, region, recording);
            return;
        }
        if (address.Type is "microsoft.compute/virtualmachinescalesets/virtualmachines")
            return;
        if (address.Type is "microsoft.compute/disks" && (
            told?["managedBy"] is not null || told?["properties"]?["creationData"]?["createOption"]?.ToString() is "FromImage"))
        {
            await MadeWithMachineAsync(id, told);
            return;
        }
        if (body["location"] is null && address.Type is not null && !IsExtension(address.Type))
            body["location"] = region;
        if (address.Type is "microsoft.compute/virtualmachines" && _cardsOf.TryGetValue(id, out var card))
            Links.Add(body, address.Type, card);
        foreach (var used in Links.UsedBy(recording, id))
            Links.Add(body, address.Type!, used);
        HintSource(body, address);
        LeastBody.Complete(body, address);
        if (address.Type is "microsoft.compute/disks" && _hints.TryGetValue(id, out var hint))
        {
            foreach (var (name, value) in hint)
                body["properties"]![name] = value?.DeepClone();
        }
        if (address.Type is "microsoft.compute/virtualmachines" && _disksOf.TryGetValue(id, out var disks))
            WithDisks(body, disks);
        if (address.Type is "microsoft.authorization/roleassignments")
            Given.Principal(body["properties"]?["principalId"]?.ToString(), body["properties"]?["principalType"]?.ToString());
        await EnsureReferencesAsync(body, id);
        if (_change is { } otherwise && address.Type is "microsoft.compute/virtualmachines")
        {
            otherwise(body);
            _change = null;
        }
        if (!await ExistsAsync(id))
            await PutAsync(id, body);
        if (address.Type is "microsoft.network/publicipaddresses"
            && told?["properties"]?["ipConfiguration"]?["id"]?.ToString() is { } configuration
            && configuration.Contains("/networkInterfaces/", StringComparison.OrdinalIgnoreCase))
        {
            await UsedByAsync(configuration[..configuration.IndexOf("/ipConfigurations", StringComparison.OrdinalIgnoreCase)], id);
        }
        await UsersAsync(id, told);
        // What came with it later.
        foreach (var child in (told?["resources"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (child["id"]?.ToString() is { } extension)
                await EnsureAsync(extension);
        }
    }

    // Told of it: who it is used by, and what it is part of.
    private async Task UsersAsync(string id, JsonObject? told)
    {
        foreach (var name in new[] { "subnets", "networkInterfaces" })
        {
            foreach (var user in (told?["properties"]?[name] as JsonArray ?? []).OfType<JsonObject>())
            {
                if (user["id"]?.ToString() is { } used && user["properties"] is null
                    && new Address(used).Type is "microsoft.network/virtualnetworks/subnets" or "microsoft.network/networkinterfaces")
                    await UsedByAsync(used, id);
            }
        }
        if (told?["properties"]?["virtualMachine"]?["id"]?.ToString() is { } machine && Told(machine) is not { Count: > 1 })
        {
            _cardsOf.TryAdd(machine, id);
            _regions.Push(told["location"]?.ToString() ?? RegionIn(id));
            await EnsureAsync(machine);
            _regions.Pop();
        }
    }

    /// <summary>A machine that uses the interface and runs.</summary>
    public async Task EnsureMachineOfAsync(string card)
    {
        var machine = $"{new Address(card).GroupId}/providers/Microsoft.Compute/virtualMachines/of-{card.Split('/')[^1]}";
        _cardsOf.TryAdd(machine, card);
        var present = (await tenant.SendAsync("GET", $"{card}?api-version={Version}")).Body;
        if (present?["properties"]?["virtualMachine"] is null)
            await EnsureAsync(machine);
    }

    private async Task UsedByAsync(string user, string used)
    {
        await EnsureAsync(user);
        var present = (await tenant.SendAsync("GET", $"{user}?api-version={Version}")).Body as JsonObject ?? [];
        var body = WritableBody.Of(present);
        Links.Add(body, new Address(user).Type!, used);
        await PutAsync(user, body);
    }

    private static bool IsExtension(string type) =>
        type.StartsWith("microsoft.authorization/", StringComparison.Ordinal) || type.EndsWith("/subnets", StringComparison.Ordinal)
        || type.EndsWith("/restorepoints", StringComparison.Ordinal) || type.EndsWith("/virtualnetworkpeerings", StringComparison.Ordinal);

    // A disk of an image comes with its machine, and stays when the machine goes.
    private async Task MadeWithMachineAsync(string id, JsonObject told)
    {
        var (group, name) = (new Address(id).GroupId, id.Split('/')[^1]);
        var owner = told["managedBy"]?.ToString();
        var machine = owner ?? $"{group}/providers/Microsoft.Compute/virtualMachines/of-{name}"[..Math.Min(
            200, $"{group}/providers/Microsoft.Compute/virtualMachines/of-{name}".Length)];
        if (owner is not null && Told(owner) is null)
            _disksOf.TryAdd(
                owner, [.. Disks().Where(one => string.Equals(one["managedBy"]?.ToString(), owner, StringComparison.OrdinalIgnoreCase))]);
        else if (owner is null)
            _disksOf[machine] = [told];
        await EnsureAsync(machine);
        if (owner is null)
            await RemoveAsync(machine);
        if (!await ExistsAsync(id))
        {
            Failed.Add((id, "did not come with its machine"));
            return;
        }
        foreach (var disk in Disks())
        {
            var other = disk["id"]!.ToString();
            if (disk["tags"] is { } tags && (
                other.Equals(id, StringComparison.OrdinalIgnoreCase) || disk["managedBy"]?.ToString() == owner) && await ExistsAsync(other))
                await tenant.SendAsync("PATCH", $"{other}?api-version={Version}", new JsonObject { ["tags"] = tags.DeepClone() });
        }
        tenant.Advance(TimeSpan.FromMinutes(10));
    }

    private static void WithDisks(JsonObject body, List<JsonObject> disks)
    {
        var storage = body["properties"]!["storageProfile"]!.AsObject();
        var data = new JsonArray();
        foreach (var disk in disks)
        {
            var properties = disk["properties"]!;
            var entry = new JsonObject
            {
                ["name"] = disk["name"]!.ToString(), ["diskSizeGB"] = properties["diskSizeGB"]?.DeepClone(), ["deleteOption"] = "Detach",
                ["managedDisk"] = new JsonObject { ["storageAccountType"] = disk["sku"]?["name"]?.ToString() ?? "Standard_LRS" },
            };
            if (properties["osType"]?.ToString() is { } osType)
            {
                (entry["osType"], entry["createOption"]) = (osType, "FromImage");
                storage["osDisk"] = entry;
                continue;
            }
            (entry["lun"], entry["createOption"]) = (data.Count, "Empty");
            data.Add(entry);
        }
        storage["dataDisks"] = data;
        body["location"] = disks[0]["location"]!.ToString();
        if (disks[0]["zones"] is { } zones)
            body["zones"] = zones.DeepClone();
    }

    // What a snapshot tells of its system it has of its disk.
    private void HintSource(JsonObject body, Address address)
    {
        if (address.Type is not "microsoft.compute/snapshots" || body["properties"] is not JsonObject properties)
            return;
        var hint = new JsonObject();
        foreach (var name in new[] { "osType", "hyperVGeneration", "diskSizeGB", "encryption" })
        {
            if (properties[name] is { } value)
                hint[name] = value.DeepClone();
            if (name is not "encryption")
                properties.Remove(name);
        }
        if (properties["creationData"]?["sourceResourceId"]?.ToString() is { } source)
            _hints[source] = hint;
    }

    private IEnumerable<JsonObject> Disks() => recording.Steps.SelectMany(step => Objects(step.Answer))
        .Where(static one => one["type"]?.ToString() is "Microsoft.Compute/disks"
            && one["id"] is JsonValue).DistinctBy(static one => one["id"]!.ToString().ToUpperInvariant());


    private async Task PutAsync(string id, JsonObject body)
    {
        var answer = await tenant.SendAsync("PUT", $"{id}?api-version={Version}", body);
        if (!string.Equals(id, _begun, StringComparison.OrdinalIgnoreCase))
            tenant.Advance(TimeSpan.FromMinutes(10));
        // Where the whole kind is not simulated the request itself will say so.
        if (answer.Status >= 400 && answer.Body?["error"]?["notSimulated"]?.ToString() is not "this operation")
            Failed.Add((id, $"cannot be made: {answer.Short}"));
    }

    // The fullest that the recording tells of it, not in the middle of something.
    private JsonObject? Told(string id) => recording.Steps.Where(static step => step.Status < 300).SelectMany(step => Objects(step.Answer)
            .Where(one => one["id"] is JsonValue value ? value.ToString()
                .Equals(id, StringComparison.OrdinalIgnoreCase) : one == step.Answer && IsOf(step, id)))
        .OrderByDescending(static one => one["properties"]?["provisioningState"]?.ToString() is "Succeeded")
        // What was there at first is what was told first; of what was cut the fullest tells most.
        .ThenByDescending(one => recording.IsWhole ? 0 : one.ToJsonString().Length).FirstOrDefault();

    // Cut to a part, an answer has no id, but its address tells whose it is.
    private static bool IsOf(RecordedStep step, string id) =>
        step.Method is "GET" or "PUT" or "PATCH" && string.Equals(new Address(step.Path)
            .Resource(step.Method), id, StringComparison.OrdinalIgnoreCase);

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
        JsonValue value when value.TryGetValue<string>(out var text)
            && text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) => [text],
        _ => [],
    };

    // Images, roles and the like belong to Azure.
    private static bool IsResource(string id) =>
        new Address(id) is { Group: not null, Type: { } type } && !type.StartsWith("microsoft.authorization/", StringComparison.Ordinal)
        && !id.Contains('…', StringComparison.Ordinal);

    private string RegionIn(string id) => recording.Steps.SelectMany(step => Objects(step.Answer).Concat(Objects(step.Body)))
        .Where(one => one["location"] is JsonValue && (one["id"]?.ToString() ?? id).StartsWith(id, StringComparison.OrdinalIgnoreCase))
        .Select(static one => one["location"]!.ToString()).FirstOrDefault() ?? "eastus";
}
