using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFunctions.Functions.Http.Answers;

/// <summary>
/// Hashes of a report's style and script, as the page itself names them at its head, before anything that comes from Azure: so a page of
/// an earlier version of the app keeps its own.
/// </summary>
internal sealed partial record ReportHashes(string Style, string Script)
{
    private const int Head = 2048;

    /// <summary>Reads the head and leaves the page to be read from its begin.</summary>
    /// <returns>Null where it names none.</returns>
    public static async Task<ReportHashes?> ReadAsync(PipeReader page, CancellationToken ct)
    {
        var read = await page.ReadAtLeastAsync(Head, ct);
        var head = Encoding.UTF8.GetString(read.Buffer.Slice(0, Math.Min(Head, read.Buffer.Length)));
        page.AdvanceTo(read.Buffer.Start);
        return Policy().Match(head) is { Success: true } found ? new(found.Groups["style"].Value, found.Groups["script"].Value) : null;
    }

    [GeneratedRegex("style-src 'sha256-(?<style>[A-Za-z0-9+/]{43}=)'; script-src 'sha256-(?<script>[A-Za-z0-9+/]{43}=)'\"",
    RegexOptions.NonBacktracking)]
    private static partial Regex Policy();
}
