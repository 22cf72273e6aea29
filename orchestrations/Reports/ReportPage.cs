using System.Globalization;
using System.Net;
using System.Text;

namespace OpsFunctions.Orchestrations.Reports;

/// <summary>
/// The frame of every report: one self-contained page. Nothing is fetched from elsewhere (its content security policy
/// forbids it), and everything that comes from Azure goes through <see cref="Text"/>.
/// </summary>
public static class ReportPage
{
    private static readonly Lazy<string> Style = new(() => Resource("report.css"));
    private static readonly Lazy<string> Script = new(() => Resource("report.js"));

    /// <summary>Makes a text from outside harmless in HTML and in attributes, and one line of it.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text).Replace("\n", "&#10;", StringComparison.Ordinal).Replace("\r", "&#13;", StringComparison.Ordinal);

    /// <summary>A figure with its words, at the top of a report.</summary>
    /// <param name="kind">Its class in the style; empty: none.</param>
    internal static void Card(StringBuilder body, string figure, string words, string kind = "") =>
        body.Append(CultureInfo.InvariantCulture, $"<div class=\"card {kind}\"><b>{figure}</b><span>{words}</span></div>");

    /// <summary>All that comes before the content.</summary>
    /// <param name="title">What the report is about.</param>
    /// <param name="run">Which run it is of.</param>
    public static string Head(string title, string run) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>{Text(title)}: {Text(run)}</title>
        <style>
        {Style.Value}</style></head>
        <body><header><h1>{Text(title)}</h1><p>{Text(run)}</p></header><main>

        """;

    /// <summary>All that comes after the content.</summary>
    public static string Tail => $"""
        </main><script>
        {Script.Value}</script></body></html>

        """;

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not part of the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
