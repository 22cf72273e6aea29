using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>An emergency account without its rights.</summary>
internal sealed class EmergencyExpired : AccessCheck
{
    public override string Id => "emergency-expired";

    public override Severity Severity => Severity.Critical;

    public override string Title => "Emergency account without rights";

    public override string Why => "On the day it is needed it gets in and can do nothing.";

    public override string Mend => "Make it a standing Global Administrator again.";

    public override IReadOnlyList<Part> Needs => [Part.Users, Part.DirectoryRoles, Part.Assignments];

    public override bool IsOfAbsence => true;

    public override IEnumerable<Finding> Find(AuditContext context) => context.Facts.Principals
        .Where(one => one.Kind == PrincipalKind.User && context.IsEmergency(one.Id) && !HasRights(context, one.Id))
        .Select(one => Found(one.Id, "", "the emergency account has neither Global Administrator nor owner-like rights without an end"));

    private static bool HasRights(AuditContext context, string account) =>
        context.Facts.DirectoryGrants.Any(grant => !grant.IsEligible
            && grant.RoleId.Equals(Escalating.DirectoryPowers.GlobalAdministrator, StringComparison.OrdinalIgnoreCase)
            && context.Index.PeopleOf(grant.PrincipalId).Contains(account, StringComparer.Ordinal))
        || context.Index.HeldBy(account).Any(held => held.Grant is { Kind: GrantKind.Standing, EndsOn: null }
            && ScopeTree.IsWide(held.Grant.Scope) && context.Roles.IsOwnerLike(held.Grant.RoleId, held.Grant.Condition));
}
