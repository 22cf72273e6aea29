using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A program that may do anything.</summary>
internal sealed class ServicePrincipalOwners : AccessCheck
{
    public override string Id => "service-principal-owner";

    public override Severity Severity => Severity.High;

    public override string Title => "Service principal as owner";

    public override string Why => "Its secret lies where the program runs, and whoever finds it owns what the program owns.";

    public override string Mend => "Give it the role that its work needs, at the group that it works in.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Definitions, Part.Principals, Part.Groups];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var account in context.Facts.Principals.Where(one => one.Kind == PrincipalKind.ServicePrincipal))
            foreach (var held in context.Index.HeldBy(account.Id).Where(held => held.Grant.IsActive && ScopeTree.IsWide(held.Grant.Scope)))
                if (context.Roles.IsOwner(held.Grant.RoleId, held.Grant.Condition))
                    yield return OfMember.With(
                        Found(
                            context, held.Grant,
                            $"is a {(account.IsManagedIdentity ? "managed identity" : "service principal")} and owner-like there"),
                            account.Id, held);
    }
}
