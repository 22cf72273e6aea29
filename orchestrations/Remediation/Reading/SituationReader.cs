using System.Globalization;
using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Remediation.Reading;

/// <summary>What is looked at.</summary>
/// <param name="IsOurs">The suite has acknowledged the alert: that nobody else did is known.</param>
/// <param name="Since">Figures before that do not count: what was done has to show in figures of afterwards. Null: all of the alert's
/// window count.</param>
public sealed record Look(Alert Alert, bool IsOurs = false, DateTimeOffset? Since = null);

/// <summary>
/// Looks at a resource about which an alert fired: itself, its health, its metric, the alert, and who did something to it.
/// </summary>
public sealed class SituationReader(
    AzureClients clients, AzureSettings settings, MachineReader machines, ConditionReader conditions, AlertListReader alerts, Claims claims,
    OwnIdentities own, TimeProvider time)
{
    private const string Machines = "microsoft.compute/virtualmachines";
    private const string ScaleSets = "microsoft.compute/virtualmachinescalesets";
    private const string HealthVersion = "2023-10-01-preview";
    private const string GroupVersion = "2022-09-01";
    private const string ActivityVersion = "2015-04-01";

    // A machine made for a drill is that drill's.
    private const string DrillTag = "ops:drill";

    // Groups of services that own what is in them: AKS and Databricks say so in managedBy, too.
    private static readonly (string Prefix, string Service)[] OwnedGroups =
        [("mc_", "Azure Kubernetes Service"), ("databricks-rg-", "Azure Databricks"), ("azurebatch-", "Azure Batch")];

    /// <exception cref="Azure.RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<Situation> ReadAsync(Look look, CancellationToken ct)
    {
        var (alert, now, gaps) = (look.Alert, time.GetUtcNow(), new List<string>());
        var type = ArmId.TypeOf(alert.Target)?.ToLowerInvariant() ?? "";
        if (alert.Target.Length == 0 || type.Length == 0)
            return new(now, IsThere: false);
        if (!settings.Subscriptions.Contains(ArmId.SubscriptionOf(alert.Target) ?? "", StringComparer.OrdinalIgnoreCase))
            return new(now, IsThere: false) { Type = type, IsForeign = true };
        // There is no runbook for anything else, so nothing of it is read.
        if (type is not (Machines or ScaleSets))
            return new(now, IsThere: true) { Type = type };
        using var answer = await OrGapAsync(
            "the resource", gaps, () => clients.ArmPipeline.FindAsync(RequestMethod.Get, AddressOf(alert.Target, type), null, ct));
        if (answer is null)
            return new(now, IsThere: false) { Type = type, Gaps = gaps, IsUnread = gaps.Count > 0 };
        var seen = Facts(answer.RootElement, type, now);
        var managedBy = seen.ManagedBy ?? await OrGapAsync("its resource group", gaps, () => OwnerOfGroupAsync(alert.Target, ct));
        // Each of them may be what keeps the suite away.
        var listed = alert.AlertId is null ? null : await OrGapAsync("the alert", gaps, () => alerts.ReadAsync(alert.AlertId, ct));
        // After the act it is too late to ask whether the suite may.
        var (taken, silenced) = look.Since is not null ? (null, null) : (
            await OrGapAsync("its other alerts", gaps, () => alerts.TakenInHandAsync(alert, ct)),
            alert.AlertId is not null
                ? null
                : await OrGapAsync("the alert processing rules", gaps, () => alerts.SilencedByAsync(alert.Target, now, ct)));
        // The platform says it of machines alone.
        var health = seen.IsMachine ? await OrGapAsync("its health", gaps, () => HealthAsync(alert.Target, ct)) : null;
        var interventions = await OrGapAsync(
            "the activity log", gaps, async () => (IReadOnlyList<Intervention>?)await InterventionsAsync(alert.Target, now, ct)) ?? [];
        var echo = await EchoAsync(alert.Target, seen, now, ct);
        var condition = seen.IsMachine ? await conditions.ReadAsync(alert, look.Since, now, ct) : new(null, "");
        IReadOnlyList<string> pools = [];
        if (seen.IsMachine)
            pools = await OrGapAsync(
                "its load balancers", gaps,
                async () => (IReadOnlyList<string>?)await machines.PoolsAsync(MachineReader.Of(answer.RootElement), ct)) ?? [];
        return seen with
        {
            ManagedBy = managedBy, Alert = listed is { State: "Acknowledged" } && look.IsOurs ? listed with { State = "New" } : listed,
            Health = health,
            OtherInHand = taken, SilencedBy = silenced, Interventions = interventions, Echo = echo, MetricHolds = condition.Holds,
            MetricWords = condition.Words, Pools = pools, Gaps = gaps,
        };
    }

    private static Uri AddressOf(string id, string type) => type == Machines
        ? new(ArmAddress.Of(id, "", MachineReader.Version) + "&$expand=instanceView")
        : ArmAddress.Of(id, "", AzureClients.MachinesVersion);

    private static Situation Facts(JsonElement root, string type, DateTimeOffset now)
    {
        var properties = root.Get("properties");
        var tags = ResourceTags.Read(root.Get("tags"));
        var seen = new Situation(now, IsThere: true)
        {
            Type = type, Region = root.Get("location").Text() ?? "", Provisioning = properties.Get("provisioningState").Text() ?? "",
            Tags = tags,
            Size = root.Get("sku").Get("name").Text() ?? "", Capacity = root.Get("sku").Get("capacity").Whole(),
            ManagedBy = ServiceOf(root, properties, tags),
        };
        if (type != Machines)
            return seen;
        var (state, storage) = (MachineReader.Of(root), properties.Get("storageProfile"));
        return seen with
        {
            Size = state.Size, Power = state.Power, IsWindows = state.IsWindows, IsAgentReady = state.IsAgentReady,
            HasEphemeralOsDisk = storage.Get("osDisk").Get("diffDiskSettings").Get("option").Text() is not null,
            DataDisks = DisksOf(storage), AgentReportedAt = state.AgentReportedAt,
        };
    }

    private static Dictionary<int, string> DisksOf(JsonElement storage)
    {
        var disks = new Dictionary<int, string>();
        foreach (var disk in storage.Get("dataDisks").Items())
            if (disk.Get("lun").Whole() is { } lun and >= 0 and < 1000 && disk.Get("managedDisk").Get("id").Text() is { } id)
                disks[(int)lun] = id;
        return disks;
    }

    private static string? ServiceOf(JsonElement root, JsonElement properties, Dictionary<string, string> tags) =>
        root.Get("managedBy").Text() is { } owner ? ArmId.TypeOf(owner) ?? "another service"
        : properties.Get("virtualMachineScaleSet").Get("id").Text() is not null ? "a scale set"
        : tags.Keys.Any(name => name.StartsWith("aks-managed-", StringComparison.OrdinalIgnoreCase)) ? "Azure Kubernetes Service"
        : tags.TryGetValue("Vendor", out var vendor) && vendor.Equals("Databricks", StringComparison.OrdinalIgnoreCase) ? "Azure Databricks"
        : null;

    private async Task<string?> OwnerOfGroupAsync(string target, CancellationToken ct)
    {
        if (ArmId.GroupOf(target) is not { } group)
            return null;
        var name = ArmId.NameOf(group);
        if (OwnedGroups.FirstOrDefault(one => name.StartsWith(one.Prefix, StringComparison.OrdinalIgnoreCase)).Service is { } service)
            return service;
        using var answer = await clients.ArmPipeline.SendAsync(RequestMethod.Get, ArmAddress.Of(group, "", GroupVersion), null, ct);
        return answer.RootElement.Get("managedBy").Text() is { } owner ? ArmId.TypeOf(owner) ?? "another service" : null;
    }

    private async Task<ResourceHealth?> HealthAsync(string target, CancellationToken ct)
    {
        var address = ArmAddress.Of(target, "/providers/Microsoft.ResourceHealth/availabilityStatuses/current", HealthVersion);
        using var answer = await clients.ArmPipeline.FindAsync(RequestMethod.Get, address, null, ct);
        if (answer?.RootElement.Get("properties") is not { ValueKind: JsonValueKind.Object } one)
            return null;
        return new(
            one.Get("availabilityState").Text() ?? "", one.Get("context").Text() ?? one.Get("reasonType").Text() ?? "",
            one.Get("category").Text() ?? "",
            Words.OneLine(one.Get("summary").Text() ?? ""), one.Get("occuredTime").Moment() ?? one.Get("occurredTime").Moment());
    }

    private async Task<IReadOnlyList<Intervention>> InterventionsAsync(string target, DateTimeOffset now, CancellationToken ct)
    {
        var from = (now - HandsOffPolicy.Respect).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var filter = Uri.EscapeDataString($"eventTimestamp ge '{from}' and resourceUri eq '{target}'");
        var address = new Uri(ArmAddress.Of(
            $"/subscriptions/{ArmId.SubscriptionOf(target)}/providers/Microsoft.Insights/eventtypes/management/values", "",
            ActivityVersion) + $"&$filter={filter}");
        var (mine, found) = (await own.IdsAsync(ct), new List<Intervention>());
        await clients.ArmPipeline.ListAsync(address, one =>
        {
            var operation = one.Get("operationName").Get("value").Text() ?? one.Get("operationName").Text() ?? "";
            if (one.Get("caller").Text() is not { } caller || mine.Contains(caller) || !Changes(operation))
                return;
            if (one.Get("eventTimestamp").Moment() is { } at)
                found.Add(new(at, caller, operation));
        }, ct);
        return [.. found.OrderByDescending(one => one.At)];
    }

    private static bool Changes(string operation) => operation.EndsWith("/write", StringComparison.OrdinalIgnoreCase)
        || operation.EndsWith("/delete", StringComparison.OrdinalIgnoreCase)
        || (operation.EndsWith("/action", StringComparison.OrdinalIgnoreCase)
            && !operation.Contains("/list", StringComparison.OrdinalIgnoreCase));

    private async Task<string?> EchoAsync(string target, Situation seen, DateTimeOffset now, CancellationToken ct)
    {
        if (seen.Tags.ContainsKey(DrillTag))
            return "a drill made it";
        var known = await claims.ReadAsync(target, ct);
        if (known.Claim is { } claim && claim.ExpiresAt > now && claim.Capability != RemediationCapability.Name)
            return $"{claim.Capability} works on it ({claim.Owner})";
        return known.ChangedBy is { } by && by != RemediationCapability.Name && known.ChangedAt > now - HandsOffPolicy.Respect
            ? string.Create(CultureInfo.InvariantCulture, $"{by} changed it at {known.ChangedAt.Value.UtcDateTime:HH:mm} UTC")
            : null;
    }

    private static Task<T?> OrGapAsync<T>(string what, List<string> gaps, Func<Task<T?>> read) where T : class =>
        RefusedRead.OrAsync<T?>(read, failure =>
    {
        gaps.Add($"{what} could not be read: {failure.Code} {failure.Words}");
        return null;
    });
}
