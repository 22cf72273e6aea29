using System.Diagnostics.CodeAnalysis;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// What a caller may do. Operator, Approver and Auditor may read, too; none may do what another may, but operators may send alerts.
/// </summary>
internal enum Role
{
    Reader,
    Operator,
    Approver,

    /// <summary>Who can own what, and how: access reports. Nobody else reads them, whoever else they are.</summary>
    Auditor,

    /// <summary>Sends alerts, and may nothing else, not even read.</summary>
    Alerts,
}

/// <summary>Roles by the names they have in Entra and in settings.</summary>
internal static class Roles
{
    /// <summary>All of them, for a message.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetValues<Role>().Select(NameOf));

    public static string NameOf(Role role) => $"Ops.{role}";

    /// <summary>Roles that are not ours are left out: a token may carry others.</summary>
    public static IReadOnlyList<Role> Known(IEnumerable<string> names) =>
        [.. Enum.GetValues<Role>().Where(role => names.Contains(NameOf(role), StringComparer.Ordinal))];

    /// <summary>A list in settings, separated by spaces; false where a name is unknown or there is none.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out IReadOnlyList<Role>? roles)
    {
        var names = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var known = Known(names);
        roles = names.Length > 0 && known.Count == names.Distinct(StringComparer.Ordinal).Count() ? known : null;
        return roles is not null;
    }
}
