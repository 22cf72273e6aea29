using System.Text.RegularExpressions;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Governance;

/// <summary>
/// What a list of Microsoft.Authorization asks for: without a filter what is at a scope, above and below it; with atScope() not what is
/// below; of one principal; or of one principal and the groups it is in.
/// </summary>
internal sealed partial record AccessFilter(
    bool AtScope, string? PrincipalId, string? AssignedTo, bool AsTarget, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Object id of who asks.</summary>
    public string Asker { get; private init; } = "";

    /// <summary>The filter; null: the service would not take it.</summary>
    /// <param name="exchange">What is asked, and by whom.</param>
    /// <param name="names">Further names that may be compared by eq.</param>
    public static AccessFilter? Read(Exchange exchange, params IReadOnlyList<string> names) =>
        Read(exchange.Query("$filter"), names) is { } read ? read with { Asker = exchange.Caller?.PrincipalId ?? "" } : null;

    /// <summary>The filter, whoever asks; null: the service would not take it.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="names">Further names that may be compared by eq.</param>
    public static AccessFilter? Read(string? text, params IReadOnlyList<string> names)
    {
        var filter = new AccessFilter(
            AtScope: false, null, null, AsTarget: false, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in string.IsNullOrWhiteSpace(text) ? [] : And().Split(text.Trim()))
        {
            if (part.Equals("atScope()", StringComparison.OrdinalIgnoreCase))
                filter = filter with { AtScope = true };
            else if (part.Equals("asTarget()", StringComparison.OrdinalIgnoreCase))
                filter = filter with { AsTarget = true };
            else if (Assigned().Match(part) is { Success: true } assigned)
                filter = filter with { AssignedTo = assigned.Groups["value"].Value };
            else if (Equal().Match(part) is { Success: true } equal && equal.Groups["name"].Value is var name
                && name.Equals("principalId", StringComparison.OrdinalIgnoreCase))
                filter = filter with { PrincipalId = equal.Groups["value"].Value };
            else if (Equal().Match(part) is { Success: true } other
                && names.Contains(other.Groups["name"].Value, StringComparer.OrdinalIgnoreCase))
                found[other.Groups["name"].Value] = other.Groups["value"].Value;
            else
                return null;
        }
        return filter with { Names = found };
    }

    public static Task Refuse(Exchange exchange) => Outcome.Refused(
        400, "UnsupportedQuery",
        $"The filter '{exchange.Query("$filter")}' is not supported. Supported filters are either empty or 'atScope()' or 'principalId eq '{{value}}'' or 'assignedTo('{{value}}')'.").Write(exchange);

    /// <summary>Whether something of that principal at that scope is meant.</summary>
    public bool Takes(SimulatedAzure azure, string asked, string scope, string principalId)
    {
        var isAbove = azure.ManagementGroups.Covers(scope, asked);
        // Read of the whole tenant for oneself: all scopes at once.
        if (!isAbove && (AtScope || !(azure.ManagementGroups.Covers(asked, scope) || asked is "/")))
            return false;
        if (PrincipalId is { } only && !only.Equals(principalId, StringComparison.OrdinalIgnoreCase))
            return false;
        if (AsTarget && !principalId.Equals(Asker, StringComparison.OrdinalIgnoreCase)
            && !azure.Directory.GroupsOf(Asker).Contains(principalId))
            return false;
        return AssignedTo is not { } who || who.Equals(principalId, StringComparison.OrdinalIgnoreCase)
            || azure.Directory.GroupsOf(who).Contains(principalId);
    }

    [GeneratedRegex(@"\s+and\s+", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex And();

    [GeneratedRegex(@"^assignedTo\('(?<value>[^']*)'\)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Assigned();

    [GeneratedRegex(@"^(?<name>\w+)\s+eq\s+'(?<value>[^']*)'$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Equal();
}
