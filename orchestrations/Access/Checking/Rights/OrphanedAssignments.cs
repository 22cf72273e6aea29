using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>An assignment whose principal is gone.</summary>
internal sealed class OrphanedAssignments : AccessCheck
{
    public override string Id => "orphaned";

    public override Severity Severity => Severity.Low;

    public override string Title => "Assignment of somebody who is gone";

    public override string Why =>
        "It counts against the limit and hides what is still held; Azure removes it by itself in time, and a deleted user can be restored for 30 days.";

    public override string Mend => "Nothing is urgent: take it away once the principal is gone for good.";

    public override IReadOnlyList<Part> Needs => [Part.Assignments, Part.Principals];

    // Others cannot be looked up here: a partner's group, a device, and what is to come.
    private static readonly string[] Known = ["User", "Group", "ServicePrincipal"];

    public override IEnumerable<Finding> Find(AuditContext context) => context.Facts.Grants
        .Where(grant => grant.Kind != GrantKind.Delegated && Known.Contains(grant.PrincipalType, StringComparer.OrdinalIgnoreCase)
            && context.Index.Find(grant.PrincipalId)?.Kind == PrincipalKind.Missing)
        .Select(grant => Found(context, grant, $"the directory does not have this {grant.PrincipalType} any more"));
}
