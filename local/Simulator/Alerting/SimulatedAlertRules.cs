using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>What a metric alert rule looks at.</summary>
public sealed record MetricRuleOptions
{
    /// <summary>Resource ids: one machine, or with <see cref="IsMultiple"/> subscriptions, groups and machines.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual, Equals.</summary>
    public required string Operator { get; init; }

    /// <summary>In the metric's unit.</summary>
    public required double Threshold { get; init; }

    /// <summary>Average (default), Minimum, Maximum, Total or Count.</summary>
    public string Aggregation { get; init; } = "Average";

    /// <summary>Default: 5 minutes.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked at. Default: each minute.</summary>
    public TimeSpan Frequency { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>0 to 4. Default: 2.</summary>
    public int Severity { get; init; } = 2;

    /// <summary>Whether it resolves itself, and fires once. Default: true.</summary>
    public bool AutoMitigate { get; init; } = true;

    /// <summary>Whether each resource below the scopes is looked at by itself. Default: false.</summary>
    public bool IsMultiple { get; init; }

    /// <summary>Action groups, at most five. Default: none.</summary>
    public IReadOnlyList<string> ActionGroups { get; init; } = [];

    /// <summary>What it says of itself.</summary>
    public string Description { get; init; } = "";
}

/// <summary>Makes rules and action groups in a line, as a deployment does, past all rights. The groups must be there.</summary>
public sealed class SimulatedAlertRules
{
    private static readonly string[] NotAvailable = ["Unavailable", "Degraded", "Unknown"];

    private readonly SimulatedAzure _azure;

    internal SimulatedAlertRules(SimulatedAzure azure) => _azure = azure;

    /// <summary>An action group with one webhook, in the common alert schema.</summary>
    /// <param name="group">Where it lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="address">Whom it tells.</param>
    /// <param name="audience">Application id URI of the receiver, which then gets a token; null: it does not.</param>
    /// <returns>Its resource id.</returns>
    public string ActionGroup(SimulatedResourceGroup group, string name, Uri address, string? audience = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var receiver = new JsonObject { ["name"] = "ops", ["serviceUri"] = address.ToString(), ["useCommonAlertSchema"] = true };
        receiver["useAadAuth"] = audience is not null;
        if (audience is not null)
        {
            receiver["identifierUri"] = audience;
            receiver["tenantId"] = _azure.TenantId;
        }
        return Keep(RuleTypes.ActionGroup, group, name, "Global", new JsonObject
        {
            ["groupShortName"] = name.Length > 12 ? name[..12] : name, ["enabled"] = true, ["webhookReceivers"] = new JsonArray(receiver),
            ["emailReceivers"] = new JsonArray(),
        });
    }

    /// <summary>A metric alert rule.</summary>
    /// <returns>Its resource id.</returns>
    public string Metric(SimulatedResourceGroup group, string name, MetricRuleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var kind = options.IsMultiple ? "MultipleResourceMultipleMetricCriteria" : "SingleResourceMultipleMetricCriteria";
        var criterion = new JsonObject
        {
            ["name"] = "condition", ["metricName"] = options.Metric, ["metricNamespace"] = "Microsoft.Compute/virtualMachines",
            ["operator"] = options.Operator, ["threshold"] = options.Threshold, ["timeAggregation"] = options.Aggregation,
            ["criterionType"] = "StaticThresholdCriterion", ["dimensions"] = new JsonArray(),
        };
        var actions = options.ActionGroups.Select(static one => (JsonNode?)new JsonObject { ["actionGroupId"] = one });
        var properties = new JsonObject
        {
            ["description"] = options.Description, ["severity"] = options.Severity, ["enabled"] = true,
            ["scopes"] = RequestBody.List(options.Scopes), ["evaluationFrequency"] = XmlConvert.ToString(options.Frequency),
            ["windowSize"] = XmlConvert.ToString(options.Window),
            ["criteria"] = new JsonObject { ["odata.type"] = $"Microsoft.Azure.Monitor.{kind}", ["allOf"] = new JsonArray(criterion) },
            ["autoMitigate"] = options.AutoMitigate, ["actions"] = new JsonArray([.. actions]),
        };
        if (options.IsMultiple)
            properties["targetResourceType"] = "Microsoft.Compute/virtualMachines";
        return Keep(MetricAlerts.Type, group, name, "global", properties);
    }

    /// <summary>A rule about resource health: machines that become anything but available.</summary>
    /// <param name="group">Where it lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="scopes">Resource ids; what is below them, too.</param>
    /// <param name="actionGroups">Whom it tells.</param>
    /// <returns>Its resource id.</returns>
    public string Health(SimulatedResourceGroup group, string name, IReadOnlyList<string> scopes, params IReadOnlyList<string> actionGroups)
    {
        var states = NotAvailable.Select(static one => (JsonNode?)Field("properties.currentHealthStatus", one));
        return Event(group, name, scopes, actionGroups, Field("category", "ResourceHealth"),
            new JsonObject { ["anyOf"] = new JsonArray([.. states]) });
    }

    /// <summary>A rule about an operation in the activity log that has succeeded.</summary>
    /// <returns>Its resource id.</returns>
    public string Activity(
        SimulatedResourceGroup group, string name, IReadOnlyList<string> scopes, string operation,
        params IReadOnlyList<string> actionGroups) => Event(
        group, name, scopes, actionGroups, Field("category", "Administrative"), Field("operationName", operation),
        Field("status", "Succeeded"));

    /// <summary>A log alert rule about how full disks are: it fires for each disk that an outage has filled.</summary>
    /// <param name="group">Where it lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="scope">Of a workspace, a subscription, a group or a machine.</param>
    /// <param name="namesResource">Alerts name the machine; else the scope, and the machine's name as a configuration item.</param>
    /// <param name="actionGroups">Whom it tells.</param>
    /// <returns>Its resource id.</returns>
    public string DiskSpace(
        SimulatedResourceGroup group, string name, string scope, bool namesResource, params IReadOnlyList<string> actionGroups) => Log(
        group, name, scope,
        "Perf | where ObjectName in ('LogicalDisk', 'Logical Disk') and CounterName in ('% Free Space', '% Used Space')",
        namesResource, actionGroups);

    /// <summary>A log alert rule about heartbeats: it fires for each running machine whose agent was silent over the window.</summary>
    /// <returns>Its resource id.</returns>
    public string Heartbeat(
        SimulatedResourceGroup group, string name, string scope, bool namesResource, params IReadOnlyList<string> actionGroups) => Log(
        group, name, scope, "Heartbeat | summarize LastCall = max(TimeGenerated) by Computer, _ResourceId", namesResource, actionGroups);

    /// <summary>A log alert rule over Resource Graph: it fires for each machine whose provisioning state is Failed.</summary>
    /// <returns>Its resource id.</returns>
    public string Provisioning(SimulatedResourceGroup group, string name, string scope, params IReadOnlyList<string> actionGroups) => Log(
        group, name, scope,
        "arg('').resources | where type =~ 'microsoft.compute/virtualmachines' | where properties.provisioningState == 'Failed'",
        namesResource: true, actionGroups);

    /// <summary>An alert processing rule that keeps alerts of these scopes from being sent.</summary>
    /// <param name="group">Where it lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="scopes">Resource ids; what is below them, too.</param>
    /// <param name="from">Null: from now on.</param>
    /// <param name="until">Null: for good.</param>
    /// <returns>Its resource id.</returns>
    public string Suppress(
        SimulatedResourceGroup group, string name, IReadOnlyList<string> scopes, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var schedule = new JsonObject { ["timeZone"] = "UTC" };
        if (from is { } begin)
            schedule["effectiveFrom"] = begin.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        if (until is { } end)
            schedule["effectiveUntil"] = end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return Keep(RuleTypes.Processing, group, name, "Global", new JsonObject
        {
            ["scopes"] = RequestBody.List(scopes), ["schedule"] = schedule, ["enabled"] = true,
            ["actions"] = new JsonArray(new JsonObject { ["actionType"] = "RemoveAllActionGroups" }),
        });
    }

    /// <summary>An autoscale setting of a scale set.</summary>
    /// <returns>Its resource id.</returns>
    public string Autoscale(SimulatedResourceGroup group, string name, string scaleSetId, int minimum, int maximum)
    {
        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        var capacity = new JsonObject { ["minimum"] = Text(minimum), ["maximum"] = Text(maximum), ["default"] = Text(minimum) };
        return Keep(RuleTypes.Autoscale, group, name, group.Region, new JsonObject
        {
            ["name"] = name, ["enabled"] = true, ["targetResourceUri"] = scaleSetId,
            ["profiles"] = new JsonArray(new JsonObject { ["name"] = "default", ["capacity"] = capacity, ["rules"] = new JsonArray() }),
        });
    }

    /// <summary>Takes a rule or an action group away.</summary>
    public void Delete(string id)
    {
        lock (_azure.Changing)
        {
            if (_azure.Resources.Store.Find(id) is { } found)
                _azure.Resources.Store.Remove(found);
        }
    }

    private string Event(
        SimulatedResourceGroup group, string name, IReadOnlyList<string> scopes, IReadOnlyList<string> actionGroups,
        params IReadOnlyList<JsonObject> conditions)
    {
        var groups = actionGroups.Select(static one => (JsonNode?)new JsonObject { ["actionGroupId"] = one });
        return Keep(RuleTypes.ActivityLogAlert, group, name, "Global", new JsonObject
        {
            ["scopes"] = RequestBody.List(scopes), ["condition"] = new JsonObject { ["allOf"] = new JsonArray([.. conditions]) },
            ["actions"] = new JsonObject { ["actionGroups"] = new JsonArray([.. groups]) }, ["enabled"] = true,
        });
    }

    private string Log(
        SimulatedResourceGroup group, string name, string scope, string query, bool namesResource, IReadOnlyList<string> actionGroups)
    {
        var criterion = new JsonObject
        {
            ["query"] = query, ["timeAggregation"] = "Count", ["operator"] = "GreaterThan", ["threshold"] = 0,
            ["failingPeriods"] = new JsonObject { ["numberOfEvaluationPeriods"] = 1, ["minFailingPeriodsToAlert"] = 1 },
        };
        if (namesResource)
            criterion["resourceIdColumn"] = "_ResourceId";
        return Keep(RuleTypes.LogAlert, group, name, group.Region, new JsonObject
        {
            ["severity"] = 2, ["enabled"] = true, ["scopes"] = new JsonArray(scope), ["evaluationFrequency"] = "PT5M",
            ["windowSize"] = "PT15M", ["autoMitigate"] = true, ["criteria"] = new JsonObject { ["allOf"] = new JsonArray(criterion) },
            ["actions"] = new JsonObject { ["actionGroups"] = RequestBody.List(actionGroups) },
        });
    }

    private static JsonObject Field(string field, string value) => new() { ["field"] = field, ["equals"] = value };

    private string Keep(ResourceType type, SimulatedResourceGroup group, string name, string location, JsonObject properties)
    {
        ArgumentNullException.ThrowIfNull(group);
        var store = _azure.Resources.Store;
        lock (_azure.Changing)
        {
            var made = new StoredResource(store, type, $"{group.Id}/providers/{type.Name}/{name}", parent: null, store.Now)
            {
                Location = location, Properties = properties,
            };
            made.Wrote(operation: null, store.Now);
            store.Keep(made);
            return made.Id;
        }
    }
}
