using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>An account that may not sign in and still has rights.</summary>
internal sealed class DisabledUsers : AccessCheck
{
    public override string Id => "disabled-with-rights";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Disabled user with rights";

    public override string Why => "Whoever enables the account again enables its rights, and nobody is asked.";

    public override string Mend => "Take the rights away, or the user out of the group.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Eligibilities, Part.Groups, Part.Users];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var user in context.Facts.Principals.Where(one => one is { Kind: PrincipalKind.User, IsEnabled: false }
            && !context.IsEmergency(one.Id)))
            foreach (var held in context.Index.HeldBy(user.Id))
                yield return OfMember.With(Found(context, held.Grant, "is disabled and still has the role"), user.Id, held);
    }
}
