namespace OpsFunctions.Simulator.Tenants;

/// <summary>Something wrong that was put into a tenant, or follows from it. All ids are in lower case.</summary>
/// <param name="Check">For example owners-too-few.</param>
/// <param name="Subject">Object id of the principal or application, or id of the role definition; empty: nobody's own.</param>
/// <param name="Scope">Id of the scope of the assignment, or of the subscription; empty: none.</param>
/// <param name="Path">Of an escalation: object ids and resource ids from the first principal to the last, then the scope.</param>
public sealed record PlantedViolation(string Check, string Subject, string Scope, IReadOnlyList<string> Path)
{
    /// <summary>Of an escalation: how.</summary>
    public string How { get; init; } = "";
}

/// <summary>What is true of a generated tenant.</summary>
public sealed record TenantTruth
{
    /// <summary>What was planted and what follows from it, in order of check, subject and scope, each once.</summary>
    public required IReadOnlyList<PlantedViolation> Planted { get; init; }

    /// <summary>Object ids of the emergency accounts.</summary>
    public required IReadOnlyList<string> EmergencyAccounts { get; init; }

    /// <summary>Object ids of principals that look as if something were wrong with them, and is not.</summary>
    public required IReadOnlyList<string> Decoys { get; init; }

    /// <summary>Id of the root management group.</summary>
    public required string Root { get; init; }

    /// <summary>Id of the custom role that may lock and unlock.</summary>
    public required string LockRoleId { get; init; }

    /// <summary>Ids of all subscriptions, GUIDs.</summary>
    public required IReadOnlyList<string> Subscriptions { get; init; }

    /// <summary>Object ids of people without any right of their own or by a group, who may be given some.</summary>
    public required IReadOnlyList<string> Spare { get; init; }

    /// <summary>Object ids of the people who are eligible owners somewhere.</summary>
    public required IReadOnlyList<string> Owners { get; init; }

    /// <summary>Object ids of the groups with members of their own.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Object ids of the applications' registrations.</summary>
    public required IReadOnlyList<string> Applications { get; init; }
}
