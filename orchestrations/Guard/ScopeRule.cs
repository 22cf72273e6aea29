namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Whether a resource lies in a scope; ids ignore case.</summary>
internal static class ScopeRule
{
    private const string Subscriptions = "/subscriptions/";

    public static bool IsScope(string text)
    {
        if (!text.StartsWith(Subscriptions, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = text.AsSpan(Subscriptions.Length);
        var end = rest.IndexOf('/');
        return Guid.TryParse(end < 0 ? rest : rest[..end], out _);
    }

    // rg-shop is not the scope of rg-shop-test: a scope ends where a part of the id does.
    public static bool Holds(string scope, string resourceId)
    {
        var bare = scope.TrimEnd('/');
        return resourceId.StartsWith(bare, StringComparison.OrdinalIgnoreCase)
            && (resourceId.Length == bare.Length || resourceId[bare.Length] == '/');
    }
}
