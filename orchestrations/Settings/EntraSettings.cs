namespace OpsFunctions.Orchestrations.Settings;

/// <summary>Whose access tokens let callers in: section <c>Ops:Entra</c>. All empty: no token is taken.</summary>
public sealed record EntraSettings
{
    /// <summary>The tenant that issues the tokens: a GUID.</summary>
    public string? Tenant { get; init; }

    /// <summary>The app these tokens are for, as their <c>aud</c> says it: the registration's client id, or its api:// address.</summary>
    public string? Audience { get; init; }

    /// <summary>
    /// Issuer as <c>iss</c> says it; empty: that of version 2.0 tokens, <c>https://login.microsoftonline.com/{tenant}/v2.0</c>.
    /// </summary>
    public string? Issuer { get; init; }

    /// <summary>Whether tokens are taken at all.</summary>
    public bool IsSet => !string.IsNullOrWhiteSpace(Tenant);

    /// <summary>The issuer that tokens must name.</summary>
    public string ValidIssuer => string.IsNullOrWhiteSpace(Issuer) ? $"https://login.microsoftonline.com/{Tenant}/v2.0" : Issuer;

    internal IEnumerable<string> Problems()
    {
        if (IsSet && !Ids.IsGuid(Tenant!))
            yield return $"Entra:Tenant is '{Words.Shown(Tenant!)}'; it must be the tenant's id, a GUID";
        if (IsSet == string.IsNullOrWhiteSpace(Audience))
            yield return "Entra:Tenant and Entra:Audience must be set both, or neither";
        // An issuer alone would look like access for people and let nobody in.
        // Both are compared letter by letter with what a token says.
        foreach (var (name, text) in new[] { (nameof(Audience), Audience), (nameof(Issuer), Issuer) })
            if (!string.IsNullOrWhiteSpace(text) && text.Any(char.IsWhiteSpace))
                yield return $"Entra:{name} is '{Words.Shown(text)}'; it has white space, and no token does";
        if (!string.IsNullOrWhiteSpace(Issuer)
            && !(IsSet && Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) && issuer.Scheme == Uri.UriSchemeHttps))
            yield return $"Entra:Issuer is '{Words.OneLine(Issuer)}'; it must be an https address, and Entra:Tenant set";
    }
}
