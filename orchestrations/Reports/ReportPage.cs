using System.Security.Cryptography;
using System.Text;

namespace OpsFunctions.Orchestrations.Reports;

/// <summary>
/// The frame of every report: one self-contained page. Nothing is fetched from elsewhere (its content security policy
/// forbids it), and everything that comes from Azure goes through <see cref="Html"/>.
/// </summary>
internal static class ReportPage
{
    // All that stands between the tags: a browser hashes it to the letter.
    private static readonly Lazy<string> Style = new(() => $"\n{Resource("report.css")}");
    private static readonly Lazy<string> Script = new(() => $"\n{Resource("report.js")}");

    /// <summary>All that comes after the content.</summary>
    public static Html Tail => Html.Of($"""
        </main><script>{Html.Raw(Script.Value)}</script></body></html>

        """);

    /// <summary>All that comes before the content.</summary>
    /// <param name="title">What the report is about.</param>
    /// <param name="run">Which run it is of.</param>
    public static Html.Builder Begin(string title, string run) => new Html.Builder().Add($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Hash(Style.Value)}'; script-src '{Hash(Script.Value)}'">
        <title>{title}: {run}</title>
        <style>{Html.Raw(Style.Value)}</style></head>
        <body><header><h1>{title}</h1><p>{run}</p></header><main>

        """);

    /// <summary>A figure with its words, at the top of a report.</summary>
    /// <param name="kind">Its class in the style; empty: none.</param>
    public static void Card(Html.Builder body, string figure, string words, string kind = "") =>
        body.Add($"""<div class="card {kind}"><b>{figure}</b><span>{words}</span></div>""");

    /// <summary>Where the run's decisions are recorded.</summary>
    public static Html Evidence(long records, string chain, string hash) => Html.Of($"""
        <p class="small">Evidence: {records} records in <code>{chain}</code>, closed by <code>{hash}</code>.</p>

        """);

    // No other style or script runs on the page, whatever else should have come into it.
    private static string Hash(string element) =>
        $"sha256-{Convert.ToBase64String(CryptographicOperations.HashData(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(element)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not part of the assembly");
        using var reader = new StreamReader(stream);
        // As a browser reads it, whatever line ends the file has.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
