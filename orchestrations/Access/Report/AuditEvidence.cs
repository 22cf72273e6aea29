using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Evidence;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>An audit as evidence: object ids, no names. Names are in the reports, which go after their time.</summary>
internal static class AuditEvidence
{
    public static IEnumerable<AuditEntry> Of(ShownAudit audit)
    {
        var at = audit.Run.AsOf;
        yield return new(at, AccessCapability.Name, AuditEntry.RunStart, audit.Run.RunId, "audit", $"asked for by {audit.RequestedBy}");
        foreach (var gap in audit.Facts.Gaps)
            yield return new(at, AccessCapability.Name, "access.unknown", gap.Scope, gap.What.ToString(), gap.Reason);
        foreach (var check in audit.Result.Checks)
            yield return new(at, AccessCapability.Name, "access.check", check.Id, check.State.ToString(), check.State is CheckState.Unknown
                or CheckState.NotApplicable
                ? check.Why : Invariant($"{check.Findings.Count} findings"));
        foreach (var one in audit.Result.Findings)
            yield return new(
                at, AccessCapability.Name, "access.finding", one.Finding.Key,
                one.Exception is null ? one.Finding.Severity.ToString() : "exception",
                one.Exception is { } exception ? $"{exception}: {one.Finding.Words}" : one.Finding.Words);
        foreach (var change in audit.Result.Changes)
            yield return new(
                at, AccessCapability.Name, "access.right", change.Grant.Id, change.Kind.ToString(),
                $"{change.Grant.Kind} {change.Grant.RoleId} of {change.Grant.PrincipalId} at {change.Grant.Scope}, by {change.Grant.CreatedBy ?? "unknown"}");
        yield return new(
            at, AccessCapability.Name, AuditEntry.RunEnd, audit.Run.RunId, "audited",
            Invariant($"{audit.Facts.Grants.Count} rights, {audit.Result.Findings.Count(one => one.Counts)} findings"));
    }
}
