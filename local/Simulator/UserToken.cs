namespace OpsFunctions.Simulator;

/// <summary>
/// An access token for a caller of the app, as <see cref="SimulatedAzure.Entra"/> issues it. What is not set is as Entra has it.
/// </summary>
public sealed record UserToken
{
    /// <summary>The app it is for.</summary>
    public required string Audience { get; init; }

    /// <summary>App roles of the caller.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The caller's object id.</summary>
    public string ObjectId { get; init; } = "00000000-0000-0000-0000-00000000abcd";

    /// <summary>Application that calls, as <c>azp</c> says; null: the managed identity's.</summary>
    public string? ClientId { get; init; }

    /// <summary>Who it says has issued it; null: this tenant.</summary>
    public string? Issuer { get; init; }

    /// <summary>When it becomes valid; null: now.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>How long it is valid. Azure: 60 to 90 minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(75);

    /// <summary>Who really signs it.</summary>
    public TokenSigning Signing { get; init; }

    /// <summary>True: an id token, which names no client and is not made for calls.</summary>
    public bool IsIdToken { get; init; }
}

/// <summary>Who signs a token.</summary>
public enum TokenSigning
{
    /// <summary>The tenant, with its published key.</summary>
    Tenant,

    /// <summary>Somebody with a key of his own under the tenant's key id.</summary>
    Stranger,

    /// <summary>Nobody: <c>alg</c> is <c>none</c>.</summary>
    Nobody,

    /// <summary>Somebody who takes the tenant's public key for a shared secret (HS256).</summary>
    PublicKeyAsSecret,
}
