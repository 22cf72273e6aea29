using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>Much power all the time.</summary>
internal sealed class StandingPrivileged : AccessCheck
{
    public override string Id => "standing-privileged";

    public override Severity Severity => Severity.High;

    public override string Title => "Standing privileged access";

    public override string Why => "A stolen session is worth most where the rights are there without activation.";

    public override string Mend => "Make it an eligibility (Privileged Identity Management) and take the standing assignment away.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Activations, Part.Definitions, Part.Groups, Part.Users];

    public override bool NeedsPremium => true;

    // Nobody is said to have activated nothing because nobody could see it.
    protected override bool IsSilentWithout(Part part) => part is Part.Activations;

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var grant in context.Facts.Grants.Where(grant => grant is { Kind: GrantKind.Standing, EndsOn: null }
            && ScopeTree.IsWide(grant.Scope)))
        {
            if (!context.Roles.IsPrivileged(grant.RoleId, grant.Condition))
                continue;
            var people = context.Index.PeopleOf(grant.PrincipalId).Count(person => !context.IsEmergency(person));
            // An empty group has it for whoever is put into it.
            if (people > 0 || context.Index.Group(grant.PrincipalId) is { Members.Count: 0 })
                yield return Found(
                    context, grant, Invariant($"{people} people have it all the time, outside of Privileged Identity Management"));
        }
    }
}
