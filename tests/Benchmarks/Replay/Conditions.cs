using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpsFunctions.Simulator;

namespace OpsFunctions.Benchmarks.Replay;

/// <summary>
/// Brings about what a recorded answer depends on: what must be there and what must not, how a machine is, what uses what, which header was
/// sent. Told by the answer that Azure gave, as far as it can be.
/// </summary>
internal sealed partial class Conditions(Tenant tenant, Presupposed presupposed, Recording recording)
{
    private const string Version = "2025-04-01";

    private bool _isForbidden;

    /// <summary>Where an operation is asked for that had to be begun for a recorded poll; null: none.</summary>
    public string? Began { get; private set; }

    public async Task PrepareAsync(RecordedStep step)
    {
        var address = new Address(step.Path);
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
            var body = Presupposed.Writable(present);
            Merge(body, part);
            return body;
        }
        return Guessed(step, address, (await tenant.SendAsync("GET", step.Path)).Body as JsonObject);
    }

    public (string Name, string Value)[] HeadersOf(RecordedStep step) =>
        step.Status == 412 && IfMatch().Match(step.Answer?.ToJsonString() ?? "") is { Success: true } match
            ? [("If-Match", $"{match.Groups["weak"].Value}\"{match.Groups["tag"].Value}\"")]
            : [];

    /// <summary>Gives back what was taken for one step.</summary>
    public Task RestoreAsync()
    {
        if (_isForbidden)
            tenant.Azure.Roles.Replace(Roles.Everything);
        _isForbidden = false;
        return Task.CompletedTask;
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
        foreach (var parent in address.Parents())
            await presupposed.EnsureAsync(parent);
        if (address.Resource(step.Method) is not { } id || address.Type is null)
            return;
        if (step.Method is "PUT" or "PATCH")
            await presupposed.EnsureReferencesAsync(step.Body, id);
        var isAbsent = step.Status == 404 || (step.Method is "PUT" && step.Status == 201) || (step.Method is "DELETE" && step.Status == 204);
        if (isAbsent && !IsDefinition(address))
            await presupposed.RemoveAsync(id);
        else if (step.Method is not "PUT" || step.Status is 200 or 409 or 412)
            await presupposed.EnsureAsync(id);
        if (address.Action(step.Method) is { } action && step.Status < 300)
            await SetPowerAsync(id, action);
    }

    // A role definition answers 201 when it is changed, too.
    private static bool IsDefinition(Address address) => address.Type is "microsoft.authorization/roledefinitions";

    private async Task PrepareListAsync(RecordedStep step)
    {
        if (step.Method is not "GET" || step.Answer is not JsonObject { } answer || answer["value"] is not JsonArray entries)
            return;
        foreach (var entry in entries.OfType<JsonObject>())
        {
            if (entry["id"]?.ToString() is { } id && new Address(id) is { Type: not null } one && !IsOfAzure(one))
                await presupposed.EnsureAsync(id);
        }
    }

    private static bool IsOfAzure(Address one) => one.Type is "microsoft.authorization/roledefinitions" || one.Type!.Contains("/events", StringComparison.Ordinal);

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
        if (step.Status == 403 && step.ErrorCode is "AuthorizationFailed")
        {
            tenant.Azure.Roles.Replace();
            _isForbidden = true;
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
            return new JsonObject { ["query"] = "resources | where type =~ 'microsoft.compute/virtualmachines'", ["options"] = new JsonObject { ["resultFormat"] = step.Answer?["data"] is JsonArray ? "objectArray" : "table" } };
        if (step.Method is not ("PUT" or "PATCH"))
            return step.Method is "POST" && step.LacksBody ? [] : null;
        if (step.Answer is JsonObject answer && step.Status < 300 && !answer.ContainsKey("…"))
            return Presupposed.Writable(answer);
        // What the same address was sent or shown elsewhere.
        var id = address.Resource(step.Method) ?? "";
        var other = recording.Steps.Select(static one => one.Answer as JsonObject)
            .FirstOrDefault(one => string.Equals(one?["id"]?.ToString(), id, StringComparison.OrdinalIgnoreCase) && !one!.ContainsKey("…"));
        return (other ?? present) is { } known ? Presupposed.Writable(known) : Presupposed.LeastOf(address);
    }

    [GeneratedRegex("if-match header (?<weak>W/)?[\\\\u0022\"]+(?<tag>[^\\\\\"]+?)(\\\\|\"|u0022)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IfMatch();
}
