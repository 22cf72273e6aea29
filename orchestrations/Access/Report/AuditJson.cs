using System.Text.Json;
using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>The audit for programs, written as it goes: tenants have hundreds of thousands of rights.</summary>
internal static class AuditJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() },
    };

    public static async Task WriteAsync(TextWriter writer, ShownAudit audit)
    {
        await writer.WriteAsync("{");
        await WriteAsync(writer, "run", audit.Run.RunId, isFirst: true);
        await WriteAsync(writer, "asOf", audit.Run.AsOf);
        await WriteAsync(writer, "requestedBy", audit.RequestedBy);
        await WriteAsync(writer, "comparedWithAnAuditBefore", audit.Result.HasBefore);
        await WriteAsync(writer, "premium", audit.Facts.HasPremium);
        await WriteAsync(writer, "unknown", audit.Facts.Gaps.Select(gap => new { what = gap.What.ToString(), gap.Scope, gap.Reason }));
        await WriteAsync(writer, "checks", audit.Result.Checks.Select(check => new
        {
            check.Id, state = check.State.ToString(), findings = check.Findings.Count, why = check.Why.Length > 0 ? check.Why : null,
            controls = Frameworks.Of(check.Id),
        }));
        await WriteAsync(
            writer, "findings", audit.Result.Findings.Select(one => FindingOf(audit, one.Finding, one.IsNew, one.Exception, one.Ended)));
        await WriteAsync(writer, "mended", audit.Result.Mended);
        await WriteAsync(
            writer, "changes", audit.Result.Changes.Select(one => new { kind = one.Kind.ToString(), right = RightOf(audit, one.Grant) }));
        await WriteAsync(writer, "conditional", audit.Result.Conditional.Select(one => RightOf(audit, one)));
        await WriteAsync(writer, "seenHowSoon", ShownAudit.Delays.Select(one => new { one.Where, one.Seen }));
        await WriteAsync(writer, "watchCouldNotRead", audit.Blind);
        await WriteAsync(writer, "locks", audit.Facts.Locks);
        await writer.WriteAsync(",\n\"rights\":[");
        var isFirst = true;
        foreach (var grant in audit.Facts.Grants.OrderBy(grant => grant.Key, StringComparer.Ordinal))
        {
            await writer.WriteAsync(isFirst ? "\n" : ",\n");
            await writer.WriteAsync(JsonSerializer.Serialize(RightOf(audit, grant), Options));
            isFirst = false;
        }
        await writer.WriteAsync("\n]");
        await WriteAsync(writer, "evidence", audit.Evidence);
        await writer.WriteAsync("}\n");
    }

    /// <summary>A right with names, as the JSON and the calls show it.</summary>
    public static object RightOf(ShownAudit audit, Grant grant) => new
    {
        principal = grant.PrincipalId,
        name = audit.NameOf(grant.PrincipalId),
        type = grant.PrincipalType,
        role = grant.RoleId,
        roleName = audit.Index.Roles.Find(grant.RoleId)?.Name,
        scope = grant.Scope,
        kind = grant.Kind.ToString(),
        condition = grant.Condition,
        since = grant.CreatedOn,
        grantedBy = grant.CreatedBy,
        ends = grant.EndsOn,
        isOwnerLike = audit.Index.Roles.IsOwnerLike(grant.RoleId, grant.Condition) ? true : (bool?)null,
        id = grant.Id,
    };

    private static object FindingOf(ShownAudit audit, Finding finding, bool isNew, string? exception, string? ended) => new
    {
        finding.Check,
        severity = finding.Severity.ToString(),
        finding.Subject,
        name = finding.Subject.Length > 0 ? audit.NameOf(finding.Subject) : null,
        finding.Scope,
        finding.Words,
        isNew,
        exception,
        endedException = ended,
        since = finding.Since,
        grantedBy = finding.GrantedBy,
        command = finding.Command.Length > 0 ? finding.Command : null,
        bicep = finding.Bicep.Length > 0 ? finding.Bicep : null,
        alsoTakes = finding.AlsoTakes.Length > 0 ? finding.AlsoTakes : null,
        path = finding.Path?.Hops,
        through = finding.Path?.Through,
        assignments = finding.Grants,
    };

    private static async Task WriteAsync<T>(TextWriter writer, string name, T value, bool isFirst = false)
    {
        await writer.WriteAsync(isFirst ? "\n" : ",\n");
        await writer.WriteAsync($"\"{name}\":{JsonSerializer.Serialize(value, Options)}");
    }
}
