using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>Many who can do anything in the tenant.</summary>
internal sealed class GlobalAdministrators : AccessCheck
{
    public override string Id => "too-many-global-admins";

    public override Severity Severity => Severity.High;

    public override string Title => "Too many global administrators";

    public override string Why => "Each can give himself every subscription of the tenant.";

    public override string Mend =>
        "Leave the role to fewer than five people and the emergency accounts, and give the others a role of their work.";

    public override IReadOnlyList<Part> Needs => [Part.DirectoryRoles, Part.Users];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var people = context.Facts.DirectoryGrants
            .Where(grant => grant.RoleId.Equals(Escalating.DirectoryPowers.GlobalAdministrator, StringComparison.OrdinalIgnoreCase))
            .SelectMany(grant => context.Index.PeopleOf(grant.PrincipalId)).Where(person => !context.IsEmergency(person))
            .Distinct(StringComparer.Ordinal).Count();
        if (people > context.Limits.MostGlobalAdministrators)
            yield return Found(
                "", ScopeTree.Root,
                Invariant(
                    $"{people} people are or can become Global Administrator, emergency accounts left out; at most {context.Limits.MostGlobalAdministrators} should"));
    }
}
