using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>Much power with somebody who does not come any more.</summary>
internal sealed class StalePrivileged : AccessCheck
{
    public override string Id => "stale-privileged";

    public override Severity Severity => Severity.High;

    public override string Title => "Privileged user who does not sign in";

    public override string Why => "Nobody notices what is done with an account that nobody uses.";

    public override string Mend => "Ask whether the person is still there; take the right away.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Eligibilities, Part.Definitions, Part.Groups, Part.SignIns];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var since = context.Now.AddDays(-context.Limits.StaleDays);
        // Null is not never: Azure has noted sign-ins since 2023-12-01 only.
        foreach (var user in context.Facts.Principals.Where(one => one is { Kind: PrincipalKind.User } && one.LastSignIn < since
            && !context.IsEmergency(one.Id)))
            foreach (var held in context.Index.HeldBy(user.Id))
                if (ScopeTree.IsWide(held.Grant.Scope) && context.Roles.IsPrivileged(held.Grant.RoleId, held.Grant.Condition))
                    yield return OfMember.With(
                        Found(context, held.Grant, Invariant($"last signed in on {user.LastSignIn!.Value.UtcDateTime:yyyy-MM-dd}")),
                        user.Id, held);
    }
}
