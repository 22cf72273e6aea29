using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A right that a person has without a group.</summary>
internal sealed class DirectGrants : AccessCheck
{
    public override string Id => "direct-grant";

    public override Severity Severity => Severity.Low;

    public override string Title => "Right given to a person";

    public override string Why => "It stays when the person changes work: groups are looked after, single assignments are not.";

    public override string Mend => "Give the role to a group and put the person into it.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Definitions, Part.Principals];

    public override IEnumerable<Finding> Find(AuditContext context) => context.Facts.Grants
        .Where(grant => grant.Kind == GrantKind.Standing && context.Index.Find(grant.PrincipalId)?.Kind == PrincipalKind.User
            && !context.IsEmergency(grant.PrincipalId) && !IsStandingPrivileged(context, grant))
        .Select(grant => Found(context, grant, "the person has the role directly"));

    // One finding of one assignment: the graver, and where it is not known which that is, none.
    private static bool IsStandingPrivileged(AuditContext context, Grant grant) => context.Facts.HasPremium != false
        && grant.EndsOn is null && ScopeTree.IsWide(grant.Scope)
        && (context.Roles.Find(grant.RoleId) is null || context.Roles.IsPrivileged(grant.RoleId, grant.Condition));
}
