using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A subscription that many can do anything with.</summary>
internal sealed class OwnersTooMany : AccessCheck
{
    public override string Id => "owners-too-many";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Too many owners";

    public override string Why => "Each owner is one more account whose loss is the loss of the subscription.";

    public override string Mend => "Leave Owner to two or three people and give the others the role that their work needs.";

    public override IReadOnlyList<Part> Needs =>
        [Part.Assignments, Part.Eligibilities, Part.Definitions, Part.Groups, Part.GroupEligibilities, Part.Users];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        foreach (var subscription in context.Facts.Subscriptions)
            foreach (var isActive in new[] { true, false })
            {
                var people = context.OwnersOf(subscription, isActive).Count(person => !context.IsEmergency(person));
                if (people > context.Limits.MostOwners)
                    yield return Found(
                        "", subscription,
                        Invariant(
                            $"{people} people {(isActive ? "are" : "can become")} owner, groups counted by their members, emergency accounts and service principals left out; at most {context.Limits.MostOwners} should")) with
                    {
                        Detail = isActive ? "active" : "eligible",
                    };
            }
    }
}
