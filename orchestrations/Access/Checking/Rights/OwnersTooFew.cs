using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A subscription that few can save.</summary>
internal sealed class OwnersTooFew : AccessCheck
{
    public override string Id => "owners-too-few";

    public override Severity Severity => Severity.High;

    public override string Title => "Too few owners";

    public override string Why => "Where one person alone can give rights, nobody can when that person is gone.";

    public override string Mend => "Make a second person eligible for Owner on the subscription.";

    public override IReadOnlyList<Part> Needs =>
        [Part.Assignments, Part.Eligibilities, Part.Definitions, Part.Groups, Part.GroupEligibilities, Part.Users];

    public override bool IsOfAbsence => true;

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var subscription in context.Facts.Subscriptions)
        {
            var people = context.OwnersOf(subscription, isActive: true, withElevated: false)
                .Union(context.OwnersOf(subscription, isActive: false, withElevated: false), StringComparer.Ordinal)
                .Count(person => !context.IsEmergency(person));
            if (people < context.Limits.FewestOwners)
                yield return Found(
                    "", subscription,
                    Invariant(
                        $"{people} people are or can become owner, active and eligible together, emergency accounts and elevated access left out; at least {context.Limits.FewestOwners} should"));
        }
    }
}
