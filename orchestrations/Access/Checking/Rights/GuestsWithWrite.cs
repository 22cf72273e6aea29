using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>Somebody of another organisation who may change things.</summary>
internal sealed class GuestsWithWrite : AccessCheck
{
    public override string Id => "guest-write";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Guest who may change something";

    public override string Why => "Whether the account is still theirs, and still well kept, another organisation decides.";

    public override string Mend => "Give guests roles that read, or a member account.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Eligibilities, Part.Definitions, Part.Groups, Part.Users];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var guest in context.Facts.Principals.Where(one => one is { Kind: PrincipalKind.User, IsGuest: true }))
            foreach (var held in context.Index.HeldBy(guest.Id))
                if (context.Roles.Effect(held.Grant.RoleId, held.Grant.Condition)?.Writes == true)
                    yield return OfMember.With(Found(context, held.Grant, "is a guest and may change things there"), guest.Id, held);
    }
}
