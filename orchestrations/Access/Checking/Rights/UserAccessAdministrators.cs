using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>The right to give rights, at the root or on a person.</summary>
internal sealed class UserAccessAdministrators : AccessCheck
{
    public override string Id => "user-access-admin";

    public override Severity Severity => Severity.Critical;

    public override string Title => "Right to give rights at the root or on a person";

    public override string Why => "It is what an elevated Global Administrator leaves behind, and it reaches every subscription there is.";

    public override string Mend => "Take it away; elevate again on the day it is needed.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Definitions];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var grant in context.Facts.Grants.Where(grant => grant.Kind == GrantKind.Standing
            && !context.IsEmergency(grant.PrincipalId)))
            if (GivesRights(context, grant)
                && (grant.Scope == ScopeTree.Root || grant.PrincipalType.Equals("User", StringComparison.OrdinalIgnoreCase)))
                yield return Found(context, grant, grant.Scope == ScopeTree.Root
                    ? "may give anybody any right in the whole tenant" : "is a person who may give anybody any right there, all the time");
    }

    // By effect: any right may be given, and it is no role that does everything anyway.
    private static bool GivesRights(AuditContext context, Grant grant) => context.Roles.IsOwner(grant.RoleId, grant.Condition)
        && context.Roles.Effect(grant.RoleId, grant.Condition)?.WritesAnything == false;
}
