using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;

namespace OpsFunctions.Functions.Http.Signing;

/// <summary>
/// Path and query as the caller sent them. On their way to the app they are decoded and encoded anew, so <c>~</c> that was sent as
/// <c>%7E</c> arrives as another text.
/// </summary>
internal static class SentTarget
{
    /// <summary>Set by App Service's front end, and by the local host: the target as it stood in the request's first line.</summary>
    public const string Header = "X-WAWS-Unencoded-URL";

    /// <summary>As sent where that is known; else as it arrived.</summary>
    public static string Of(HttpRequest request)
    {
        var arrived = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] raw
            ? raw
            : request.GetEncodedPathAndQuery();
        var sent = request.Headers[Header].ToString();
        return IsSame(sent, request) ? sent : arrived;
    }

    // A header could say anything: it counts only where it is this very target in other letters.
    private static bool IsSame(string sent, HttpRequest request)
    {
        if (sent is not ['/', ..])
            return false;
        var query = sent.IndexOf('?', StringComparison.Ordinal);
        var (path, rest) = query < 0 ? (sent, "") : (sent[..query], sent[query..]);
        return Plain(path) == Plain(request.PathBase.Add(request.Path).ToUriComponent())
            && Decoded(rest.TrimEnd('?')) == Decoded(request.QueryString.Value ?? "");
    }

    // As the server reads it: without dots that lead up and down.
    private static string? Plain(string path) =>
        Uri.TryCreate($"http://localhost{path}", UriKind.Absolute, out var plain) ? Decoded(plain.AbsolutePath) : null;

    private static string Decoded(string text) => Uri.UnescapeDataString(text);
}
