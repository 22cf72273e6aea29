using System.Text;
using Microsoft.AspNetCore.Http;
using System.Net.Http.Headers;

namespace OpsFunctions.Functions.Http;

/// <summary>
/// Finds out who calls: by key, by signature, or by what stands in <c>Authorization</c>. The first of them that is sent decides, so a wrong
/// one is never made good by another; no other header counts.
/// </summary>
internal sealed class Callers(AccessKeys keys, Signatures signatures, EntraTokens tokens)
{
    /// <summary>Who came in, for records.</summary>
    public static string NameOf(HttpRequest request) => request.HttpContext.User.Identity?.Name ?? "";

    public async Task<Verdict> IdentifyAsync(HttpRequest request)
    {
        if (request.Headers[AccessKeys.Header].ToString() is { Length: > 0 } key)
            return OfKey(key);
        if (request.Headers.ContainsKey(Signatures.Header))
            return await signatures.CheckAsync(request);
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization.ToString(), out var sent) || sent.Parameter is not { } parameter)
            return Denials.NoKey;
        if (sent.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            return await tokens.CheckAsync(parameter, request.HttpContext.RequestAborted);
        if (!sent.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
            return Denials.NoKey;
        // A browser sends what it remembers with any page's form; so a password only reads.
        return HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? OfKey(PasswordIn(parameter)) : Denials.PasswordsOnlyRead;
    }

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
