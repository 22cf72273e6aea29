using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Incidents;

/// <summary>How an incident stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentState>))]
public enum IncidentState
{
    /// <summary>It is being looked at; nothing was done.</summary>
    Open,

    /// <summary>Something is being done.</summary>
    Acting,

    /// <summary>It works again, and is watched whether that lasts.</summary>
    Watching,

    /// <summary>What was done helped, and lasted.</summary>
    Verified,

    /// <summary>It ended without the suite.</summary>
    Over,

    /// <summary>The suite leaves it to somebody, and says why.</summary>
    HandsOff,

    /// <summary>People were called.</summary>
    Escalated,

    /// <summary>What would have been done is on record; nothing was.</summary>
    Reported,
}

/// <summary>Something that went wrong with a resource, from its alert to its end: a document of the state.</summary>
/// <param name="Id">As the run that handles it: at most 100 letters, digits, hyphens.</param>
/// <param name="Resource">Resource id, lower case; empty: the alert names none.</param>
/// <param name="FiredAt">When the alert fired, by its own account.</param>
[StateDocument(
    Folder + "*",
    Loss = "the incident is missing in the list; what is being done goes on",
    Damage = "the incident is shown as damaged",
    Mend = "delete it")]
public sealed record Incident(
    string Id, string Resource, string Rule, string Severity, DateTimeOffset FiredAt, DateTimeOffset ReceivedAt, IncidentState State)
{
    public const string Folder = "incidents/all/";

    /// <summary>Azure's id of the alert; null: it has none there.</summary>
    public string? AlertId { get; init; }

    /// <summary>Who sent the alert.</summary>
    public string Source { get; init; } = "";

    /// <summary>Why it stands as it does, in words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When people could see that the suite has it; null: not yet.</summary>
    public DateTimeOffset? AcknowledgedAt { get; init; }

    /// <summary>When the first thing was done; null: nothing was.</summary>
    public DateTimeOffset? ActedAt { get; init; }

    /// <summary>When it worked again; null: it does not, or nobody knows.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>When it ended; null: it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Chain of its evidence; null: there is none.</summary>
    public string? Evidence { get; init; }

    /// <summary>What happened, oldest first.</summary>
    public IReadOnlyList<IncidentEntry> Timeline { get; init; } = [];

    [JsonIgnore]
    public bool IsOpen => State is IncidentState.Open or IncidentState.Acting or IncidentState.Watching;

    public static string NameOf(string id) => Folder + id;
}

/// <summary>Something that happened in an incident.</summary>
/// <param name="What">What it is about: <c>fired</c>, <c>guard</c>, <c>restart</c>, ….</param>
public sealed record IncidentEntry(DateTimeOffset At, string What, string Outcome, string Words);

/// <summary>The incident that is open on a resource: one at a time.</summary>
[StateDocument(
    Folder + "*",
    Loss = "another alert about the resource begins an incident of its own; the claim still keeps two from acting",
    Damage = "the resource counts as without an open incident",
    Mend = "delete it")]
public sealed record OpenOnResource(string Resource, string IncidentId, DateTimeOffset Since)
{
    public const string Folder = "incidents/open/";

    public static string NameOf(string resource) => Ids.Long(Folder, resource);
}
