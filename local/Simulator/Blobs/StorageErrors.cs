using System.Security;
using System.Text;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Identity;

namespace OpsFunctions.Simulator.Blobs;

/// <summary>How storage says no, blobs and queues alike.</summary>
internal static class StorageErrors
{
    public static readonly Refusal Forbidden = new(
        403, "AuthorizationPermissionMismatch", "This request is not authorized to perform this operation using this permission.");

    public static IReadOnlyList<string> Audiences { get; } = ["https://storage.azure.com"];

    public static Task Refuse(Exchange exchange, int status, string code, string message)
    {
        exchange.SetHeader("x-ms-error-code", code);
        var text = $"{SecurityElement.Escape(message)}\nRequestId:{exchange.Context.TraceIdentifier}";
        var body = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{text}</Message></Error>";
        return exchange.Bytes(status, "application/xml", Encoding.UTF8.GetBytes(exchange.Method is "HEAD" ? "" : body));
    }

    public static Task Challenge(Exchange exchange, TokenProblem problem, string tenantId)
    {
        var authority = $"https://login.microsoftonline.com/{tenantId}/oauth2/authorize";
        exchange.SetHeader("WWW-Authenticate", $"Bearer authorization_uri={authority} resource_id=https://storage.azure.com");
        const string missing = "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
        return problem == TokenProblem.Missing
            ? Refuse(exchange, 401, "NoAuthenticationInformation", missing)
            : Refuse(exchange, 401, "InvalidAuthenticationInfo", problem.Message);
    }
}
