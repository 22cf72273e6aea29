namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>
/// What a look at a resource showed, before it is decided and again right before the act. What could not be read is null, with a gap.
/// </summary>
/// <param name="At">When it was looked at, UTC.</param>
/// <param name="IsThere">The resource exists.</param>
public sealed record Situation(DateTimeOffset At, bool IsThere)
{
    /// <summary>Type of the resource, lower case: <c>microsoft.compute/virtualmachines</c>.</summary>
    public string Type { get; init; } = "";

    public string Region { get; init; } = "";

    /// <summary>Of a machine: <c>running</c>, <c>stopped</c>, <c>deallocated</c>, ...; empty: not known.</summary>
    public string Power { get; init; } = "";

    public string Provisioning { get; init; } = "";

    /// <summary>Size of a machine, or of a scale set's instances.</summary>
    public string Size { get; init; } = "";

    public bool IsWindows { get; init; }

    public bool HasEphemeralOsDisk { get; init; }

    /// <summary>Its agent reports ready.</summary>
    public bool IsAgentReady { get; init; }

    /// <summary>When its agent last reported; null: not known.</summary>
    public DateTimeOffset? AgentReportedAt { get; init; }

    /// <summary>Ids of its data disks by logical unit number.</summary>
    public IReadOnlyDictionary<int, string> DataDisks { get; init; } = new Dictionary<int, string>();

    /// <summary>Instances of a scale set; null: it is none.</summary>
    public long? Capacity { get; init; }

    /// <summary>It lies in none of the suite's subscriptions, and was not looked at.</summary>
    public bool IsForeign { get; init; }

    /// <summary>The resource itself could not be read.</summary>
    public bool IsUnread { get; init; }

    /// <summary>Service that owns it (AKS, Databricks, Batch, a scale set); null: nobody but its owner.</summary>
    public string? ManagedBy { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The alert as Azure lists it; null: it is not listed there.</summary>
    public ListedAlert? Alert { get; init; }

    /// <summary>Another alert about it that a person has acknowledged and that fires still; null: there is none.</summary>
    public ListedAlert? OtherInHand { get; init; }

    /// <summary>The alert processing rule that silences it, where Azure does not apply those itself; null: none does.</summary>
    public string? SilencedBy { get; init; }

    /// <summary>Health as the platform sees it; null: not known.</summary>
    public ResourceHealth? Health { get; init; }

    /// <summary>Whether the condition of its metrics holds now; null: the alert names none, or they have no figures.</summary>
    public bool? MetricHolds { get; init; }

    /// <summary>Latest figure of the metric, in words.</summary>
    public string MetricWords { get; init; } = "";

    /// <summary>Who wrote to it or commanded it within the last hour, newest first, without the suite itself.</summary>
    public IReadOnlyList<Intervention> Interventions { get; init; } = [];

    /// <summary>Another capability of the suite works on it, or changed it within the last hour; null: none.</summary>
    public string? Echo { get; init; }

    /// <summary>Pools of load balancers it is in, by id.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];

    /// <summary>What could not be read, each in words.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];

    public bool IsMachine => Type == "microsoft.compute/virtualmachines";

    public bool IsScaleSet => Type == "microsoft.compute/virtualmachinescalesets";

    public bool IsRunning => Power == "running";
}

/// <summary>An alert as the list of Azure Monitor has it.</summary>
/// <param name="State"><c>New</c>, <c>Acknowledged</c>, <c>Closed</c>.</param>
/// <param name="Condition"><c>Fired</c>, <c>Resolved</c>.</param>
/// <param name="ChangedBy">Who changed it last; a name, shown nowhere but in the incident.</param>
public sealed record ListedAlert(string State, string Condition, bool IsSuppressed, string ChangedBy);

/// <summary>Health of a resource by the platform.</summary>
/// <param name="State"><c>Available</c>, <c>Unavailable</c>, <c>Degraded</c>, <c>Unknown</c>.</param>
/// <param name="Context"><c>Customer Initiated</c>, <c>Platform Initiated</c>, <c>VM Initiated</c>, ...; empty: not told.</param>
/// <param name="Category"><c>Planned</c>, <c>Unplanned</c>; empty: not told.</param>
public sealed record ResourceHealth(string State, string Context, string Category, string Summary, DateTimeOffset? Since)
{
    public bool IsAvailable => string.Equals(State, "Available", StringComparison.OrdinalIgnoreCase);

    public bool IsUnavailable => string.Equals(State, "Unavailable", StringComparison.OrdinalIgnoreCase);

    public bool IsByPlatform => Context.StartsWith("Platform", StringComparison.OrdinalIgnoreCase);

    public bool IsByCustomer => Context.StartsWith("Customer", StringComparison.OrdinalIgnoreCase);

    public bool IsPlanned => string.Equals(Category, "Planned", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Something that somebody else did to the resource.</summary>
/// <param name="Caller">Object id or name, as the activity log has it.</param>
/// <param name="Operation">Such as <c>Microsoft.Compute/virtualMachines/deallocate/action</c>.</param>
public sealed record Intervention(DateTimeOffset At, string Caller, string Operation);
