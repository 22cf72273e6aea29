using System.Buffers.Text;
using System.Text.Json;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Identity;

/// <summary>What Entra publishes for those who check its tokens: OpenID metadata and keys.</summary>
internal sealed class EntraHost(SimulatedEntra entra) : SimulatedHost
{
    private const string Host = "login.microsoftonline.com";

    public override bool Fails => false;

    private string KeysPath => $"/{entra.TenantId}/discovery/v2.0/keys";

    public override bool Serves(string host) => host is Host;

    public override Operation? Find(Exchange exchange) => exchange.Method is not "GET" ? null
        : Is(exchange, $"/{entra.TenantId}/v2.0/.well-known/openid-configuration")
            ? new("Entra_Metadata", null, Metadata) { Target = exchange.Path }
        : Is(exchange, KeysPath) ? new("Entra_Keys", null, Keys) { Target = exchange.Path }
        : null;

    public override Refusal? Misses(Exchange exchange) => new(400, "invalid_tenant", "AADSTS90002: Tenant not found.");

    public override Task Refuse(Exchange exchange, int status, string code, string message) => exchange.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", code);
        writer.WriteString("error_description", message);
        writer.WriteEndObject();
    });

    private static bool Is(Exchange exchange, string path) => exchange.Path.Equals(path, StringComparison.OrdinalIgnoreCase);

    private Task Metadata(Exchange exchange) => exchange.Json(200, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("issuer", entra.Issuer);
        writer.WriteString("jwks_uri", $"https://{Host}{KeysPath}");
        writer.WriteString("authorization_endpoint", $"https://{Host}/{entra.TenantId}/oauth2/v2.0/authorize");
        writer.WriteString("token_endpoint", $"https://{Host}/{entra.TenantId}/oauth2/v2.0/token");
        WriteList(writer, "response_types_supported", "code", "id_token");
        WriteList(writer, "subject_types_supported", "pairwise");
        WriteList(writer, "id_token_signing_alg_values_supported", "RS256");
        writer.WriteEndObject();
    });

    private Task Keys(Exchange exchange) => exchange.Json(200, writer =>
    {
        var key = entra.PublicKey;
        writer.WriteStartObject();
        writer.WriteStartArray("keys");
        writer.WriteStartObject();
        writer.WriteString("kty", "RSA");
        writer.WriteString("use", "sig");
        writer.WriteString("kid", entra.KeyId);
        writer.WriteString("n", Base64Url.EncodeToString(key.Modulus));
        writer.WriteString("e", Base64Url.EncodeToString(key.Exponent));
        writer.WriteString("issuer", entra.Issuer);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteList(Utf8JsonWriter writer, string name, params ReadOnlySpan<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
