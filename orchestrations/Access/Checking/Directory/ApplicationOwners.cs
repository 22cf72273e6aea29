using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Directory;

/// <summary>Owners of an application who can do what it can.</summary>
internal sealed class ApplicationOwners : AccessCheck
{
    public override string Id => "app-owner-reach";

    public override Severity Severity => Severity.High;

    public override string Title => "Application owner who reaches more than is theirs";

    public override string Why => "An owner can add a secret and sign in as the application.";

    public override string Mend => "Take the owner away, or give the application less.";

    public override IReadOnlyList<Part> Needs => [Part.Applications, Part.Assignments, Part.Definitions, Part.Groups, Part.Principals];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var accounts = context.Facts.Principals.Where(
                one => one is { Kind: PrincipalKind.ServicePrincipal, IsManagedIdentity: false, AppId: not null })
            .ToLookup(one => one.AppId!, StringComparer.OrdinalIgnoreCase);
        foreach (var application in context.Facts.Applications.Where(one => one.Owners.Count > 0))
        {
            var writes = accounts[application.AppId].SelectMany(account => context.Index.HeldBy(account.Id))
                .Where(held => held.Grant.IsActive && context.Roles.Effect(held.Grant.RoleId, held.Grant.Condition)?.Writes == true)
                .ToList();
            foreach (var owner in application.Owners.SelectMany(context.Index.PeopleOf).Where(owner => !context.IsEmergency(owner)))
                if (writes.Find(held => !HasItself(context, owner, held.Grant)) is { } more)
                    yield return FindingText.With(Found(
                        application.Id, "", "an owner can sign in as it and has not that right himself"), context, more.Grant) with
                    {
                        Detail = owner, Command = $"az ad app owner remove --id {application.Id} --owner-object-id {owner}",
                    };
        }
    }

    // The same role there or above, or one that writes everything.
    private static bool HasItself(AuditContext context, string owner, Grant grant) => context.Index.HeldBy(owner).Any(held =>
        context.Index.Tree.Covers(held.Grant.Scope, grant.Scope)
        && (held.Grant.RoleId == grant.RoleId || context.Roles.IsPrivileged(held.Grant.RoleId, held.Grant.Condition)));
}
