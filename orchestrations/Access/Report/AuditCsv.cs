using System.Globalization;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>Who can do what, for a spreadsheet. What a cell begins with can be nothing that a spreadsheet reckons.</summary>
internal static class AuditCsv
{
    private static readonly string[] Head =
        ["principal", "name", "type", "role", "scope", "kind", "since", "granted by", "ends", "condition", "owner-like", "assignment"];

    public static async Task WriteAsync(TextWriter writer, ShownAudit audit)
    {
        await WriteRowAsync(writer, Head);
        foreach (var grant in audit.Facts.Grants.OrderBy(grant => grant.Key, StringComparer.Ordinal))
            await WriteRowAsync(writer,
            [
                grant.PrincipalId, audit.NameOf(grant.PrincipalId), grant.PrincipalType, audit.NameOf(grant.RoleId), grant.Scope,
                grant.Kind.ToString(),
                Moment(grant.CreatedOn), grant.CreatedBy ?? "", Moment(grant.EndsOn), grant.Condition ?? "",
                audit.Index.Roles.IsOwnerLike(grant.RoleId, grant.Condition) ? "yes" : "", grant.Id,
            ]);
    }

    /// <summary>A cell: quoted, and with an apostrophe before what a spreadsheet would take for a formula.</summary>
    public static string Cell(string text)
    {
        var safe = text.Length > 0 && "=+-@\t\r\n".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static Task WriteRowAsync(TextWriter writer, IEnumerable<string> cells) =>
        writer.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");

    private static string Moment(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "";
}
