namespace OpsFunctions.Simulator.Management;

/// <summary>What an assignment, a lock or tags can be on: the tenant, a management group, a subscription, a group, a resource at any
/// depth.</summary>
internal static class Scope
{
    public const string ManagementGroups = "/providers/Microsoft.Management/managementGroups/";

    /// <summary>Its parts by name (scope as written, subscription, group, provider, managementGroup); null: it is no scope.</summary>
    public static Dictionary<string, string>? Read(ReadOnlySpan<string> segments)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["scope"] = segments.Length == 0 ? "/" : "/" + string.Join('/', segments!),
        };
        if (segments.Length == 0)
            return values;
        if (Is(segments[0], "providers"))
        {
            if (segments is not [_, var provider, var type, var name] || !Is(provider, "Microsoft.Management")
                || !Is(type, "managementGroups"))
                return null;
            values["managementGroup"] = name;
            return values;
        }
        if (!Is(segments[0], "subscriptions") || segments.Length < 2)
            return null;
        values["subscription"] = segments[1];
        if (segments.Length == 2)
            return values;
        var at = 2;
        if (Is(segments[2], "resourceGroups") && segments.Length > 3)
        {
            values["group"] = segments[3];
            at = 4;
        }
        if (at == segments.Length)
            return values;
        // Namespace, then type and name by turns.
        if (!Is(segments[at], "providers") || segments.Length < at + 4 || (segments.Length - at) % 2 != 0)
            return null;
        values["provider"] = segments[at + 1];
        return values;
    }

    /// <summary>Whether the upper one is, or contains, the lower one; management groups are not looked through.</summary>
    public static bool Covers(string upper, string lower) => upper is "/"
        || (lower.StartsWith(upper, StringComparison.OrdinalIgnoreCase) && (lower.Length == upper.Length || lower[upper.Length] == '/'));

    /// <summary>Provider and types of a resource's id: Microsoft.Network/virtualNetworks/subnets; null: it is no resource.</summary>
    public static string? TypeOf(string id)
    {
        var at = id.LastIndexOf("/providers/", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var parts = id[(at + "/providers/".Length)..].Split('/');
        return parts.Length < 3 || parts.Length % 2 == 0 ? null : string.Join('/', parts.Where((_, i) => i == 0 || i % 2 == 1));
    }

    private static bool Is(string segment, string text) => segment.Equals(text, StringComparison.OrdinalIgnoreCase);
}
