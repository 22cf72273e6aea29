using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>Nobody but owners handles locks.</summary>
internal sealed class LockAdministration : AccessCheck
{
    public override string Id => "lock-admin-missing";

    public override Severity Severity => Severity.Low;

    public override string Title => "Nobody is there to administer locks";

    public override string Why => "Where only owners can lift a lock, people are made owners to lift one.";

    public override string Mend => "Make a role with Microsoft.Authorization/locks/* and assign it to those who handle locks.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Eligibilities, Part.Definitions];

    public override bool IsOfAbsence => true;

    private static readonly string[] Needed = ["Microsoft.Authorization/locks/write", "Microsoft.Authorization/locks/delete"];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var scopes = context.Facts.Grants.Where(grant => IsForLocks(context, grant)).Select(grant => grant.Scope)
            .Distinct(StringComparer.Ordinal).ToList();
        var missing = context.Facts.Subscriptions.Where(one => !scopes.Exists(scope => context.Index.Tree.Covers(scope, one))).ToList();
        if (missing.Count == context.Facts.Subscriptions.Count && missing.Count > 1)
            missing = [AboveAll(context)];
        return missing.Select(scope => Found("", scope, "no role but those that do everything may set and lift locks there"));
    }

    private static bool IsForLocks(AuditContext context, Grant grant) => !context.Roles.IsPrivileged(grant.RoleId, grant.Condition)
        && context.Roles.Effect(grant.RoleId, grant.Condition) is { } effect
        && Needed.All(action => effect.Allows(action) == Evaluating.Truth.Yes);

    // One finding for all of them, at the lowest place that has them all.
    private static string AboveAll(AuditContext context) => context.Index.Tree.UpFrom(context.Facts.Subscriptions[0])
        .First(scope => context.Facts.Subscriptions.All(one => context.Index.Tree.Covers(scope, one)));
}
