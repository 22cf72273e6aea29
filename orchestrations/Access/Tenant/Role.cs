namespace OpsFunctions.Orchestrations.Access.Tenant;

/// <summary>A role definition.</summary>
/// <param name="Id">GUID: lower case, with hyphens.</param>
/// <param name="Name">For people only: no decision reads it.</param>
/// <param name="IsCustom">It is the customer's own.</param>
/// <param name="Blocks">Its permissions; each counts for itself.</param>
public sealed record Role(string Id, string Name, bool IsCustom, IReadOnlyList<PermissionBlock> Blocks);

/// <summary>What a block of a role, or a deny assignment, is about.</summary>
public sealed record PermissionBlock(
    IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions, IReadOnlyList<string> DataActions,
    IReadOnlyList<string> NotDataActions)
{
    /// <summary>Condition of the block; null: none.</summary>
    public string? Condition { get; init; }

    /// <summary>Of operations of the resource manager alone.</summary>
    public static PermissionBlock Of(params string[] actions) => new(actions, [], [], []);
}

/// <summary>What is taken away again from some, whatever their roles.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Scope">Lower case.</param>
/// <param name="Denied">What is denied.</param>
/// <param name="Principals">Object ids, groups too; <see cref="Everybody"/> for all.</param>
/// <param name="Excluded">Object ids that it is not for, groups too.</param>
public sealed record Deny(
    string Id, string Name, string Scope, PermissionBlock Denied, IReadOnlyList<string> Principals, IReadOnlyList<string> Excluded)
{
    public const string Everybody = "00000000-0000-0000-0000-000000000000";

    /// <summary>What is below its scope is left out.</summary>
    public bool LeavesOutChildren { get; init; }

    /// <summary>It only notes (<c>denyAssignmentEffect: audit</c>).</summary>
    public bool OnlyAudits { get; init; }

    public string? Condition { get; init; }

    /// <summary>It takes rights away for certain: one that only notes or has a condition is no proof that somebody lacks a right.</summary>
    public bool IsEnforced => !OnlyAudits && string.IsNullOrWhiteSpace(Condition);
}
