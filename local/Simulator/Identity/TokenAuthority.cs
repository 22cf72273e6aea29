using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFunctions.Simulator.Identity;

/// <summary>
/// Issues and checks access tokens: JWTs signed with a key of this process. Lifetimes are on the real clock, since the identity
/// library caches tokens by it.
/// </summary>
internal sealed class TokenAuthority(string tenantId, SuiteIdentities suite)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"HS256","kid":"simulated"}"""u8);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string TenantId => tenantId;

    /// <summary>The identity with that client id, without one the app's first; null: there is no such identity.</summary>
    public SuiteIdentity? Find(string? clientId) => clientId is null ? suite.Read : suite.OfClient(clientId);

    public (string Token, DateTimeOffset Expires) Issue(SuiteIdentity identity, string audience, DateTimeOffset now)
    {
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds());
        var claims = new Claims(
            audience, $"https://sts.windows.net/{tenantId}/", now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds(), expires.ToUnixTimeSeconds(),
            identity.ClientId, identity.PrincipalId, identity.PrincipalId, tenantId, "1.0", "app");
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims));
        return ($"{Header}.{payload}.{Sign(Header, payload)}", expires);
    }

    /// <summary>The caller, or why the authorization header is not taken.</summary>
    public (Caller? Caller, TokenProblem? Problem) Check(string? authorization, IReadOnlyList<string> audiences, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(authorization))
            return (null, TokenProblem.Missing);
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || Read(authorization[7..]) is not { } claims)
            return (null, TokenProblem.Invalid);
        var expires = DateTimeOffset.FromUnixTimeSeconds(claims.Expires);
        if (expires <= now)
            return (null, TokenProblem.Expired(expires, now));
        if (!audiences.Contains(claims.Audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase))
            return (null, TokenProblem.WrongAudience(claims.Audience, audiences));
        return (new Caller(claims.ObjectId, claims.ApplicationId), null);
    }

    private Claims? Read(string token)
    {
        var parts = token.Split('.');
        var signature = parts.Length == 3 ? Encoding.ASCII.GetBytes(Sign(parts[0], parts[1])) : [];
        if (signature.Length == 0 || !CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(parts[2])))
            return null;
        // Signed by us, so it can be read.
        return JsonSerializer.Deserialize<Claims>(Base64Url.DecodeFromChars(parts[1]));
    }

    private string Sign(string header, string payload) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{header}.{payload}")));

    private sealed record Claims(
        [property: JsonPropertyName("aud")] string Audience,
        [property: JsonPropertyName("iss")] string Issuer,
        [property: JsonPropertyName("iat")] long IssuedAt,
        [property: JsonPropertyName("nbf")] long NotBefore,
        [property: JsonPropertyName("exp")] long Expires,
        [property: JsonPropertyName("appid")] string ApplicationId,
        [property: JsonPropertyName("oid")] string ObjectId,
        [property: JsonPropertyName("sub")] string Subject,
        [property: JsonPropertyName("tid")] string TenantId,
        [property: JsonPropertyName("ver")] string Version,
        [property: JsonPropertyName("idtyp")] string IdentityType);
}
