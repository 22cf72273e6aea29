using Microsoft.AspNetCore.Http;

namespace OpsFunctions.Functions.Http.Answers;

/// <summary>What every answer tells a browser: keep nothing, guess no type, run nothing, show it in no frame.</summary>
internal static class AnswerHeaders
{
    private const string Everywhere = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public static void Set(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; {Everywhere}";
    }

    /// <summary>For a page whose own style and script, known by their hashes, may run, and nothing else.</summary>
    public static void Allow(HttpResponse response, ReportHashes page) => response.Headers.ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{page.Style}'; script-src 'sha256-{page.Script}'; {Everywhere}";
}
