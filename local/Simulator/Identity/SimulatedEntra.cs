using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OpsFunctions.Simulator.Identity;

/// <summary>
/// A tenant that issues access tokens (version 2.0) to callers of the app, on Azure's time, signed with an RSA key of its own.
/// </summary>
public sealed class SimulatedEntra : IDisposable
{
    private readonly TimeProvider _time;
    private readonly string _clientId;
    // Few simulators issue a token, and a key takes a tenth of a second.
    private Lazy<RSA> _key = new(NewKey);
    private readonly Lazy<RSA> _stranger = new(NewKey);
    private int _rotations;

    internal SimulatedEntra(string tenantId, string clientId, TimeProvider time) =>
        (TenantId, _clientId, _time) = (tenantId, clientId, time);

    /// <summary>What <c>iss</c> says.</summary>
    public string Issuer => $"https://login.microsoftonline.com/{TenantId}/v2.0";

    internal string TenantId { get; }

    internal string KeyId => string.Create(CultureInfo.InvariantCulture, $"{TenantId[..8]}-{_rotations}");

    internal RSAParameters PublicKey => _key.Value.ExportParameters(includePrivateParameters: false);

    /// <summary>The token, for <c>Authorization: Bearer</c>.</summary>
    public string Issue(UserToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var header = Json(writer =>
        {
            writer.WriteString("typ", "JWT");
            writer.WriteString(
                "alg", token.Signing switch { TokenSigning.Nobody => "none", TokenSigning.PublicKeyAsSecret => "HS256", _ => "RS256" });
            if (token.Signing != TokenSigning.Nobody)
                writer.WriteString("kid", KeyId);
        });
        var text = $"{header}.{Json(writer => WriteClaims(writer, token))}";
        return $"{text}.{Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(text), token.Signing))}";
    }

    /// <summary>From now on it signs with another key and publishes that one alone.</summary>
    public void RotateKey()
    {
        _key = new(NewKey);
        _rotations++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in (Lazy<RSA>[])[_key, _stranger])
            if (key.IsValueCreated)
                key.Value.Dispose();
    }

    private static RSA NewKey() => RSA.Create(2048);

    private byte[] Sign(byte[] text, TokenSigning signing) => signing switch
    {
        TokenSigning.Nobody => [],
        TokenSigning.PublicKeyAsSecret => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_key.Value.ExportSubjectPublicKeyInfoPem()), text),
        _ => (signing == TokenSigning.Stranger
            ? _stranger
            : _key).Value.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    };

    private void WriteClaims(Utf8JsonWriter writer, UserToken token)
    {
        var from = token.NotBefore ?? _time.GetUtcNow();
        writer.WriteString("aud", token.Audience);
        writer.WriteString("iss", token.Issuer ?? Issuer);
        writer.WriteNumber("iat", from.ToUnixTimeSeconds());
        writer.WriteNumber("nbf", from.ToUnixTimeSeconds());
        writer.WriteNumber("exp", (from + token.Lifetime).ToUnixTimeSeconds());
        if (!token.IsIdToken)
            writer.WriteString("azp", token.ClientId ?? _clientId);
        writer.WriteString("oid", token.ObjectId);
        writer.WriteStartArray("roles");
        foreach (var role in token.Roles)
            writer.WriteStringValue(role);
        writer.WriteEndArray();
        writer.WriteString("sub", token.ObjectId);
        writer.WriteString("tid", TenantId);
        writer.WriteString("ver", "2.0");
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
