using System.Globalization;
using System.Text.Json;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Identity;

/// <summary>The managed-identity endpoint of App Service, api-version 2019-08-01.</summary>
internal sealed class IdentityHost(TokenAuthority authority) : SimulatedHost
{
    public const string Name = "identity.simulated";

    public const string TokenPath = "/msi/token";

    public override bool Fails => false;

    public override bool Serves(string host) => host is Name;

    public override Operation? Find(Exchange exchange) =>
        exchange.Method is "GET" && exchange.Path is TokenPath
            ? new Operation("Identity_Token", null, Token) { Target = exchange.Query("resource") ?? "" }
            : null;

    public override Refusal? Misses(Exchange exchange) => new(404, "NotFound", "Not found.");

    public override Task Refuse(Exchange exchange, int status, string code, string message) => exchange.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("statusCode", status);
        writer.WriteString("message", message);
        writer.WriteEndObject();
    });

    private Task Token(Exchange exchange)
    {
        if (!string.Equals(exchange.Header("X-IDENTITY-HEADER"), SimulatedAzure.IdentityHeader, StringComparison.Ordinal))
            return Refuse(exchange, 401, "Unauthorized", "The X-IDENTITY-HEADER header is missing or wrong.");
        if (exchange.Query("api-version") is not "2019-08-01")
            return Refuse(exchange, 400, "BadRequest", "api-version must be 2019-08-01.");
        if (exchange.Query("resource") is not { } resource)
            return Refuse(exchange, 400, "BadRequest", "The resource parameter is missing.");
        if (authority.Find(exchange.Query("client_id")) is not { } identity)
            return Refuse(
                exchange, 400, "BadRequest",
                "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.");
        var (token, expires) = authority.Issue(identity, resource, TimeProvider.System.GetUtcNow());
        return exchange.Json(200, writer => Write(writer, identity.ClientId, resource, token, expires));
    }

    private static void Write(Utf8JsonWriter writer, string clientId, string resource, string token, DateTimeOffset expires)
    {
        writer.WriteStartObject();
        writer.WriteString("access_token", token);
        writer.WriteString("expires_on", expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        writer.WriteString("resource", resource);
        writer.WriteString("token_type", "Bearer");
        writer.WriteString("client_id", clientId);
        writer.WriteEndObject();
    }
}
