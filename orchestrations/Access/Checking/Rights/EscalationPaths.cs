using OpsFunctions.Orchestrations.Access.Tenant;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Checking.Rights;

/// <summary>A way to owner that nobody gave.</summary>
internal sealed class EscalationPaths : AccessCheck
{
    public override string Id => "escalation";

    public override Severity Severity => Severity.Critical;

    public override string Title => "Way to owner-like rights";

    public override string Why => "Nobody gave this principal the subscription, and it can take it.";

    public override string Mend =>
        "Cut the way where it is shortest to cut: at the identity that has too much, or at the right that leads to it.";

    public override IReadOnlyList<Part> Needs =>
    [
        Part.Assignments, Part.Definitions, Part.Groups, Part.Applications, Part.DirectoryRoles, Part.GraphPermissions, Part.Identities,
        Part.Eligibilities, Part.GroupEligibilities, Part.Principals, Part.Denials
    ];

    public override IEnumerable<Finding> Find(AuditContext context)
    {
        var grants = context.Facts.Grants.ToLookup(grant => grant.Id, StringComparer.Ordinal);
        foreach (var path in context.Paths.Where(path => !context.IsEmergency(path.PrincipalId)))
        {
            var first = path.Hops.Select(hop => grants[hop.GrantId].FirstOrDefault()).FirstOrDefault(grant => grant is not null);
            var finding = Found(
                path.PrincipalId, path.Target,
                Invariant(
                    $"reaches owner-like rights in {path.Hops.Count(hop => hop.Words.Length > 0)} steps{(path.IsActive ? "" : ", after an activation")}"));
            yield return (first is null ? finding : FindingText.With(finding, context, first)) with
            {
                Detail = "", Path = path, Grants = [.. path.Hops.Select(hop => hop.GrantId).Where(id => id.Length > 0)],
            };
        }
    }
}
