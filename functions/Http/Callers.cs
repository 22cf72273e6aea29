using System.Text;
using Microsoft.AspNetCore.Http;
using System.Net.Http.Headers;
using OpsFunctions.Functions.Http.Signing;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Finds out who calls: by key, by signature, or by what stands in <c>Authorization</c>. The first of them that is sent decides, so a wrong
/// one is never made good by another; no other header counts.
/// </summary>
internal sealed class Callers(AccessKeys keys, Signatures signatures, GrafanaSignatures grafana, EntraTokens tokens)
{
    /// <summary>Who came in, for records.</summary>
    public static string NameOf(HttpRequest request) => request.HttpContext.User.Identity?.Name ?? "";

    /// <param name="endpoint">Where to; senders of alerts have ways of their own, which are none to any other.</param>
    public async Task<Verdict> IdentifyAsync(HttpRequest request, Endpoint endpoint)
    {
        if (request.Headers[AccessKeys.Header].ToString() is { Length: > 0 } key)
            return OfKey(key);
        if (request.Headers.ContainsKey(Signatures.Header))
            return await signatures.CheckAsync(request);
        if (endpoint.TakesAlerts && request.Headers.ContainsKey(GrafanaSignatures.Header))
            return await grafana.CheckAsync(request, endpoint.MostBody);
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var sent)
            || sent.Parameter is not { } parameter)
            return Denials.NoKey;
        // Alertmanager and Grafana can send a key only so.
        if (endpoint.TakesAlerts && IsBearer(sent) && keys.Find(parameter) is { } known)
            return known;
        if (IsBearer(sent))
            return await tokens.CheckAsync(parameter, request.HttpContext.RequestAborted);
        if (!sent.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return Denials.NoKey;
        // A browser sends what it remembers with any page's form; so a password only reads.
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            ? OfKey(PasswordIn(parameter))
            : Denials.PasswordsOnlyRead;
    }

    private static bool IsBearer(AuthenticationHeaderValue sent) => sent.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    private Verdict OfKey(string? key) => keys.Find(key) is { } caller ? caller : Denials.NoKey;

    private static string? PasswordIn(string parameter)
    {
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(parameter));
            return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
