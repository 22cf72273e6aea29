namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Whether a resource lies in a scope; ids ignore case.</summary>
internal static class ScopeRule
{
    // Parts of an id behind its first slash: subscriptions, id, resourceGroups, name, providers, namespace, then pairs of type and name.
    private const int SubscriptionPart = 1;
    private const int GroupPart = 3;
    private const int NamespacePart = 5;
    private const int ShortestResource = 8;
    private const int LongestGroup = 90;
    private const int LongestName = 260;

    /// <summary>Why the text can hold no resource, whatever resources there are; null: it can.</summary>
    public static string? Problem(string text)
    {
        if (text.Any(char.IsWhiteSpace))
            return "an id has no white space";
        var parts = text.TrimEnd('/').Split('/')[1..];
        if (!text.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase) || parts.Length <= SubscriptionPart
            || !Ids.IsGuid(parts[SubscriptionPart]))
            return "a scope begins with /subscriptions/ and the subscription's id, a GUID of 8-4-4-4-12 digits";
        if (parts.Length == SubscriptionPart + 1)
            return null;
        if (parts.Length <= GroupPart || !Is(parts[GroupPart - 1], "resourceGroups") || !IsGroup(parts[GroupPart]))
            return "behind the subscription comes /resourceGroups/ and the whole name of one, no wildcard";
        if (parts.Length == GroupPart + 1)
            return null;
        return Is(parts[GroupPart + 1], "providers") && parts.Length >= ShortestResource && parts.Length % 2 == 0 && IsResource(parts)
            ? null
            : "behind the resource group comes /providers/{namespace}/{type}/{name}";
    }

    /// <summary>Whether it is the id of a resource of just that type, such as <c>Microsoft.Compute/diskEncryptionSets</c>.</summary>
    public static bool IsResourceOf(string type, string text) =>
        Problem(text) is null && text.Split('/') is [_, _, _, _, _, _, var space, var kind, _] && Is($"{space}/{kind}", type);

    // rg-shop is not the scope of rg-shop-test: a scope ends where a part of the id does.
    public static bool Holds(string scope, string resourceId)
    {
        var bare = scope.TrimEnd('/');
        return resourceId.StartsWith(bare, StringComparison.OrdinalIgnoreCase)
            && (resourceId.Length == bare.Length || resourceId[bare.Length] == '/');
    }

    private static bool Is(string text, string wanted) => string.Equals(text, wanted, StringComparison.OrdinalIgnoreCase);

    private static bool IsGroup(string name) => name.Length <= LongestGroup && IsName(name) && name[^1] != '.';

    private static bool IsResource(string[] parts) =>
        parts[NamespacePart].Contains('.', StringComparison.Ordinal) && parts[NamespacePart..].All(IsName);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
            && name.All(letter => char.IsLetterOrDigit(letter) || "._-()".Contains(letter, StringComparison.Ordinal));
}
