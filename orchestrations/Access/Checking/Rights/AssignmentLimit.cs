using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A limit of Azure is near.</summary>
internal sealed class AssignmentLimit : AccessCheck
{
    public override string Id => "assignment-limit";

    public override Severity Severity => Severity.Medium;

    public override string Title => "Assignments near their limit";

    public override string Why => "At the limit nobody can be given a right any more, in the middle of an incident neither.";

    public override string Mend => "Assign to groups in place of single principals, and higher up in place of many groups.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments];

    private const double Near = 0.8;

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var places = context.Facts.Grants.Where(grant => grant.Kind is GrantKind.Standing or GrantKind.Activated)
            .CountBy(grant => ScopeTree.SubscriptionOf(grant.Scope) ?? grant.Scope, StringComparer.Ordinal);
        foreach (var (scope, count) in places)
        {
            var limit = ScopeTree.IsManagementGroup(scope) ? context.Limits.MostOfManagementGroup : context.Limits.MostAssignments;
            if (scope != ScopeTree.Root && count >= limit * Near)
                yield return Found("", scope, Invariant($"{count} assignments, of {limit} that Azure allows"));
        }
    }
}
