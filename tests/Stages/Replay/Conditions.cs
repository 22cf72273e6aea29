using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Replay;

/// <summary>
/// Brings about what a recorded answer depends on: what must be there and what must not, how a machine is, what uses what, which header was
/// sent. Told by the answer that Azure gave, as far as it can be.
/// </summary>
internal sealed partial class Conditions(Tenant tenant, Presupposed presupposed, Recording recording)
{
    private const string Version = "2025-04-01";

    private bool _isForbidden;
    private bool _isPrepared;
    private JsonObject? _assignment;

    /// <summary>Where an operation is asked for that had to be begun for a recorded poll; null: none.</summary>
    public string? Began { get; private set; }

    /// <summary>What was there before the first request: all that the recording reads without having made it.</summary>
    public async Task PrepareAllAsync()
    {
        foreach (var step in recording.Steps.TakeWhile(static step => step.Method is "GET" && step.Status == 200))
        {
            if (step.Answer?["properties"]?["provisioningState"]?.ToString() is "Creating")
                break;
            await PrepareAsync(step);
        }
    }

    public async Task PrepareAsync(RecordedStep step)
    {
        var address = new Address(step.Path);
        if (address.IsPoll && !_isPrepared && step.Number == 1)
            await BlockGroupAsync(step, address);
        if (step.Answer?["vaultId"]?.ToString() is { } vault && (await BodyAsync(step))?["resourceId"]?.ToString() is { } machine)
            tenant.Azure.Resources.Protect(machine, vault);
        if (step.Status == 429)
            tenant.Azure.Faults.Add(
                new FaultRule { Status = 429, Code = step.ErrorCode ?? "TooManyRequests", RetryAfter = TimeSpan.FromSeconds(10), Nth = 1 });
        if (step.Host.StartsWith("graph.", StringComparison.OrdinalIgnoreCase))
            PrepareGraph(step);
        // Whoever prepares is denied nothing.
        var denied = tenant.Azure.Access.Denied.ToList();
        foreach (var one in denied)
            tenant.Azure.Access.Undeny(one.Id);
        if (step.Method is "GET" && address.Segments is ["subscriptions", var subscription] && step.Answer?["tags"] is JsonObject tags)
        {
            await tenant.SendAsync(
                "PATCH", $"/subscriptions/{subscription}/providers/Microsoft.Resources/tags/default?api-version={Version}",
                new JsonObject { ["operation"] = "Replace", ["properties"] = new JsonObject { ["tags"] = tags.DeepClone() } });
        }
        await PrepareManagementAsync(step, address);
        foreach (var one in denied)
            tenant.Azure.Access.Deny(one);
    }

    private async Task PrepareManagementAsync(RecordedStep step, Address address)
    {
        if (address.IsPoll || !step.Host.StartsWith("management.", StringComparison.OrdinalIgnoreCase))
            return;
        await PrepareGroupAsync(step, address);
        if (address.Group is not null && IsGroupAbsent(step))
            return;
        await PrepareResourceAsync(step, address);
        await PrepareListAsync(step);
        await PrepareRefusalAsync(step, address);
    }

    /// <summary>What is sent: the recorded body, or where the recorder kept none what must have led to the answer.</summary>
    public async Task<JsonNode?> BodyAsync(RecordedStep step)
    {
        if (step.Body is JsonObject whole && !whole.ContainsKey("…"))
            return whole.DeepClone();
        if (!step.LacksBody && step.Body is null)
            return null;
        var address = new Address(step.Path);
        // «The machine as it was got», with something of its own.
        if (step.Body is JsonObject part)
        {
            var present = (await tenant.SendAsync("GET", step.Path)).Body as JsonObject ?? [];
            var body = WritableBody.Of(present);
            Merge(body, part);
            return body;
        }
        return Guessed(step, address, (await tenant.SendAsync("GET", step.Path)).Body as JsonObject);
    }

    public (string Name, string Value)[] HeadersOf(RecordedStep step) =>
        step.Status == 412 && IfMatch().Match(step.Answer?.ToJsonString() ?? "") is { Success: true } match
            ? [("If-Match", $"{match.Groups["weak"].Value}\"{match.Groups["tag"].Value}\"")]
            : [];

    /// <summary>The address, with what the recorder cut out of it.</summary>
    public string PathOf(RecordedStep step)
    {
        if (!step.Path.Contains('…', StringComparison.Ordinal) || step.Answer?["value"] is not JsonArray { Count: > 0 } entries)
            return step.Path;
        var properties = entries[0]?["properties"];
        return step.Path.Replace("('…')", $"('{properties?["principalId"]}')", StringComparison.Ordinal)
            .Replace(
                "targetResource=…",
                $"targetResource={Uri.EscapeDataString(properties?["essentials"]?["targetResource"]?.ToString() ?? "")}",
                StringComparison.Ordinal);
    }

    /// <summary>Gives back what was taken for one step.</summary>
    public void Restore()
    {
        if (_isForbidden)
            tenant.Azure.Roles.Replace(Roles.Everything);
        _isForbidden = false;
    }

    private static bool IsGroupAbsent(RecordedStep step) => step.ErrorCode is "ResourceGroupNotFound";

    private async Task PrepareGroupAsync(RecordedStep step, Address address)
    {
        if (address.GroupId is not { } group)
            return;
        var isAbsent = IsGroupAbsent(step) || (address.IsGroup && (step.Status == 404 || (step.Method is "PUT" && step.Status == 201)));
        if (isAbsent)
            await presupposed.RemoveAsync(group);
        else if (!(address.IsGroup && step.Method is "PUT"))
            await presupposed.EnsureGroupAsync(group);
    }

    private async Task PrepareResourceAsync(RecordedStep step, Address address)
    {
        var named = address.Resource(step.Method);
        foreach (var parent in (named is null ? address : new Address(named)).Parents())
            await presupposed.EnsureAsync(parent);
        if (named is not { } id || address.Type is null)
            return;
        if (step.Method is "PUT" or "PATCH")
        {
            var body = await BodyAsync(step);
            await presupposed.EnsureReferencesAsync(body, id);
            if (step.ErrorCode is not "PrincipalNotFound")
                presupposed.Given.Principal(
                    body?["properties"]?["principalId"]?.ToString(), (body?["properties"]?["principalType"]
                        ?? step.Answer?["properties"]?["principalType"])?.ToString());
        }
        var isAbsent = step.Status == 404 || (step.Method is "PUT" && step.Status == 201)
            || (step.Method is "DELETE" && step.Status == 204);
        if (step.Method is "GET" && step.Answer?["properties"]?["provisioningState"]?.ToString() is "Creating")
            await presupposed.EnsureBegunAsync(id);
        else if (isAbsent && GivenTruth.Makes(address.Type))
            return;
        else if (step.Message.Contains("only for Spot", StringComparison.Ordinal))
        {
            await presupposed.RemoveAsync(id);
            await presupposed.EnsureAsync(id);
        }
        else if (isAbsent && (!IsDefinition(address) || step.Method is not "PUT"))
            await presupposed.RemoveAsync(id);
        else if (step.ErrorCode is "RoleAssignmentExists")
            await ExistingAsync(step, id);
        else if (step.Message.Contains("Billing Profile", StringComparison.Ordinal))
            await SpotAsync(step, id);
        else if (step.Method is not "PUT" || step.Status is 200 or 409 or 412)
            await presupposed.EnsureAsync(id);
        if (id.Contains("/virtualMachines/", StringComparison.OrdinalIgnoreCase)
            && !id.Contains("/extensions/", StringComparison.OrdinalIgnoreCase) && step.Status < 300 && TellsExtensions())
            await presupposed.EnsureAsync($"{id}/extensions/CustomScript");
        if (address.Action(step.Method) is "effectiveRouteTable" or "effectiveNetworkSecurityGroups" && step.Status < 300)
            await presupposed.EnsureMachineOfAsync(id);
        if (address.Action(step.Method) is { } action && step.Status < 300)
            await SetPowerAsync(id, action);
    }

    private bool TellsExtensions() =>
        recording.Steps.Any(static step => step.Answer?.ToJsonString()
            .Contains("\"extensions\":\"present\"", StringComparison.Ordinal) is true);

    // A role definition answers 201 when it is changed, too.
    private static bool IsDefinition(Address address) => address.Type is "microsoft.authorization/roledefinitions";

    private async Task PrepareListAsync(RecordedStep step)
    {
        if (step.Method is not "GET" || step.Answer is not JsonObject { } answer || answer["value"] is not JsonArray entries)
            return;
        if (step.Path.Contains("/eventtypes/", StringComparison.OrdinalIgnoreCase) && entries.Count > 0)
            await HappenAsync(step);
        if (answer["nextLink"] is not null && entries is [JsonObject alert, ..]
            && alert["properties"]?["essentials"]?["targetResource"]?.ToString() is { } target)
            presupposed.Given.ManyAlerts(target);
        foreach (var entry in entries.OfType<JsonObject>())
        {
            if (entry["id"]?.ToString() is not { } id)
                continue;
            if (new Address(id) is { IsGroup: true })
                await presupposed.EnsureGroupAsync(id);
            else
                await presupposed.EnsureAsync(id);
        }
    }

    // Something for the activity log, within the time that is asked for.
    private async Task HappenAsync(RecordedStep step)
    {
        var from = From().Match(Uri.UnescapeDataString(step.Path));
        if (from.Success && DateTimeOffset.TryParse(
            from.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                && moment > tenant.Azure.Time.GetUtcNow())
            tenant.Azure.Clock.AdvanceTo(moment.AddMinutes(1));
        var id = $"/subscriptions/{tenant.Azure.Fleet.Subscriptions[0].Id}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}";
        var body = LeastBody.Of(new Address(id));
        presupposed.Given.Principal(body["properties"]!["principalId"]!.ToString(), "ServicePrincipal");
        await tenant.SendAsync("PUT", $"{id}?api-version=2022-04-01", body);
        await tenant.SendAsync("DELETE", $"{id}?api-version=2022-04-01");
        tenant.Advance(TimeSpan.FromMinutes(5));
    }

    // A group whose deletion fails at its end: another group's interface is in its network.
    private async Task BlockGroupAsync(RecordedStep step, Address address)
    {
        _isPrepared = true;
        if (step.Answer?["Error"]?["Code"]?.ToString() is not "ResourceGroupDeletionBlocked")
            return;
        var subscription = $"/subscriptions/{address.Segments[1]}";
        var (group, other) = ($"{subscription}/resourceGroups/rg-drill", $"{subscription}/resourceGroups/rg-other");
        await presupposed.EnsureAsync($"{group}/providers/Microsoft.Network/virtualNetworks/replay-net/subnets/default");
        await presupposed.EnsureAsync($"{group}/providers/Microsoft.Network/publicIPAddresses/ip");
        await presupposed.EnsureGroupAsync(other);
        var card = new JsonObject { ["location"] = "eastus", ["properties"] = new JsonObject() };
        Links.Add(card, "microsoft.network/networkinterfaces", $"{group}/providers/Microsoft.Network/publicIPAddresses/ip");
        await tenant.SendAsync("PUT", $"{other}/providers/Microsoft.Network/networkInterfaces/nic?api-version={Version}", card);
        tenant.Advance(TimeSpan.FromMinutes(10));
        Began = (await tenant.SendAsync("DELETE", $"{group}?api-version={Version}")).Header("location");
        tenant.Advance(TimeSpan.FromMinutes(60));
    }

    private void TakeRoles()
    {
        tenant.Azure.Roles.Replace();
        _isForbidden = true;
    }

    private void PrepareGraph(RecordedStep step)
    {
        tenant.Azure.Directory.Forbid();
        if (step.Status == 403)
            TakeRoles();
        else
            tenant.Azure.Directory.Permit(
                "Directory.Read.All", "User.Read.All", "Group.Read.All", "Application.Read.All", "AuditLog.Read.All");
        if (step.Status < 300)
            presupposed.Given.DirectoryOf(step.Answer, step.Path);
        if (Members().Match(step.Path) is { Success: true } group && step.Answer?["value"] is JsonArray members)
            presupposed.Given.Members(group.Groups["id"].Value, members, step.Answer["@odata.nextLink"] is not null);
    }

    // The same role for the same principal, under another name.
    private async Task ExistingAsync(RecordedStep step, string id)
    {
        var body = await BodyAsync(step);
        presupposed.Given.Principal(body?["properties"]?["principalId"]?.ToString(), "ServicePrincipal");
        await tenant.SendAsync("PUT", $"{id[..id.LastIndexOf('/')]}/{Guid.NewGuid()}?api-version=2022-04-01", body);
    }

    // The refusal tells what kind of machine it is.
    private async Task SpotAsync(RecordedStep step, string id)
    {
        await presupposed.RemoveAsync(id);
        await presupposed.EnsureAsync(id, body =>
        {
            var properties = body["properties"]!.AsObject();
            foreach (var (name, value) in step.Body as JsonObject ?? [])
                properties[name] = value?.DeepClone();
            properties["billingProfile"] = new JsonObject { ["maxPrice"] = 1000.0 };
        });
    }

    private async Task SetPowerAsync(string machine, string action)
    {
        if (!machine.Contains("/virtualMachines/", StringComparison.OrdinalIgnoreCase))
            return;
        var view = (await tenant.SendAsync("GET", $"{machine}/instanceView?api-version={Version}")).Body?.ToJsonString() ?? "";
        var isOn = view.Contains("PowerState/running", StringComparison.Ordinal);
        if (isOn == action is not "start" || view.Length == 0)
            return;
        await tenant.SendAsync("POST", $"{machine}/{(isOn ? "powerOff" : "start")}?api-version={Version}");
        tenant.Advance(TimeSpan.FromMinutes(10));
    }

    private async Task PrepareRefusalAsync(RecordedStep step, Address address)
    {
        if (step.ErrorCode is "DenyAssignmentAuthorizationFailed")
        {
            tenant.Azure.Access.Deny(new DenyAssignment { Id = Guid.NewGuid()
                .ToString(), Name = "managed", Scope = address.GroupId ?? "", Actions = ["*/write", "*/delete", "*/action"] });
        }
        if (step.Status == 403 && step.ErrorCode is "AuthorizationFailed")
        {
            TakeRoles();
        }
        if (step.Method is not "DELETE" || address.Resource("DELETE") is not { } used)
            return;
        foreach (var user in Links.UsersOf(recording, used).ToList())
        {
            if (step.Status is 400 or 409)
                await presupposed.EnsureAsync(user);
            else
                await presupposed.RemoveAsync(user);
        }
    }

    private static void Merge(JsonObject body, JsonObject part)
    {
        foreach (var (name, value) in part)
        {
            if (name is "…")
                continue;
            if (value is JsonObject inner && body[name] is JsonObject present)
                Merge(present, inner);
            else
                body[name] = value?.DeepClone();
        }
    }

    // The answer tells what was asked for, less what Azure added.
    private JsonObject? Guessed(RecordedStep step, Address address, JsonObject? present)
    {
        if (address.Type is "microsoft.resources/tags")
            return new JsonObject { ["operation"] = "Merge", ["properties"] = step.Answer?["properties"]?.DeepClone() };
        if (address.Type is "microsoft.resourcegraph/resources")
            return new JsonObject { ["subscriptions"] = new JsonArray(
                tenant.Azure.Fleet.Subscriptions[0].Id), ["query"] = "resources | where type =~ 'microsoft.compute/virtualmachines'",
                ["options"] = new JsonObject { ["resultFormat"] = step.Answer?["data"] is JsonArray ? "objectArray" : "table" } };
        if (step.Path.Contains("/backupStatus", StringComparison.OrdinalIgnoreCase))
            return new JsonObject { ["resourceType"] = "VM", ["resourceId"] = NthMachine(
                recording.Steps.Count(one => one.Number < step.Number && one.Path == step.Path)) };
        if (step.Method is not ("PUT" or "PATCH"))
            return step.Method is "POST" && step.LacksBody ? [] : null;
        if (address.Type is "microsoft.authorization/roleassignments" && step.Status >= 400)
            return _assignment ??= LeastBody.Of(address);
        if (step.Answer is JsonObject answer && step.Status < 300 && !answer.ContainsKey("…"))
            return WritableBody.Of(answer);
        // What the same address was sent or shown elsewhere.
        var id = address.Resource(step.Method) ?? "";
        var other = recording.Steps.Select(static one => one.Answer as JsonObject)
            .FirstOrDefault(one => string.Equals(one?["id"]?.ToString(), id, StringComparison.OrdinalIgnoreCase) && !one!.ContainsKey("…"));
        return (other ?? present) is { } known ? WritableBody.Of(known) : LeastBody.Of(address);
    }

    // Who asks for each machine asks in the order of the list.
    private string? NthMachine(int index) => recording.Steps.SelectMany(static step => step.Answer?["value"] as JsonArray ?? [])
        .Select(static one => one?["id"]?.ToString())
            .Where(static id => id?.Contains("/virtualMachines/", StringComparison.OrdinalIgnoreCase) is true).ElementAtOrDefault(index);

    [GeneratedRegex("eventTimestamp ge '?(?<at>[^' ]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex From();

    [GeneratedRegex("/groups/(?<id>[0-9a-f-]{36})/transitiveMembers", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Members();

    [GeneratedRegex("if-match header (?<weak>W/)?[\\\\u0022\"]+(?<tag>[^\\\\\"]+?)(\\\\|\"|u0022)",
    RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IfMatch();
}
