using System.Text.RegularExpressions;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.State;

/// <summary>
/// What a run leaves between its activities, and what it shows at the end. Documents of a run are written whole and under
/// a name derived from what they are, so an activity that runs twice leaves one document.
/// </summary>
public sealed partial class RunStore(AzureClients clients)
{
    private readonly BlobContainerClient _state = clients.Blobs.GetBlobContainerClient("state");
    private readonly BlobContainerClient _reports = clients.Blobs.GetBlobContainerClient("reports");

    /// <summary>A run's id: lower-case letters, digits and hyphens, at most 100.</summary>
    public static bool IsRunId(string text) => RunIdPattern().IsMatch(text);

    public Task WriteAsync<T>(string runId, string name, T document, CancellationToken ct) =>
        PackedJson.WriteAsync(_state, Path(runId, name), document, conditions: null, ct);

    /// <exception cref="RequestFailedException">404 where the document was never written.</exception>
    public async Task<T> ReadAsync<T>(string runId, string name, CancellationToken ct) =>
        (await PackedJson.ReadAsync<T>(_state.GetBlobClient(Path(runId, name)), ct)).Value;

    /// <summary>A document of a run, or null where it was never written.</summary>
    public async Task<T?> FindAsync<T>(string runId, string name, CancellationToken ct) where T : class =>
        (await PackedJson.FindAsync<T>(_state.GetBlobClient(Path(runId, name)), ct))?.Value;

    /// <summary>Deletes the documents of a run whose names begin so; what is already gone is no error.</summary>
    /// <param name="prefix">Empty: all.</param>
    public async Task ForgetAsync(string runId, CancellationToken ct, string prefix = "")
    {
        try
        {
            await foreach (var blob in _state.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder(runId) + prefix, ct))
                await _state.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // A first run on an empty account: there is nothing to forget.
        }
    }

    /// <summary>A report to be written piece by piece; it appears when it is committed.</summary>
    internal ReportUpload NewReport(string capability, string file, string contentType) =>
        new(_reports, $"{capability}/{file}", contentType);

    /// <summary>A report as a stream, to be disposed; null where there is none.</summary>
    public async Task<Stream?> OpenReportAsync(string capability, string file, CancellationToken ct) =>
        (await PackedJson.OpenAsync(_reports.GetBlobClient($"{capability}/{file}"), ct))?.Content;

    /// <summary>Names of all reports, <c>{capability}/{file}</c>, in order.</summary>
    public async Task<IReadOnlyList<string>> ListReportsAsync(CancellationToken ct)
    {
        try
        {
            return await _reports.GetBlobsAsync(cancellationToken: ct)
                .Select(blob => blob.Name).Order(StringComparer.Ordinal).ToListAsync(ct);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Deletes reports that were written before a moment; gives back how many.</summary>
    /// <param name="prefix">Only those whose names begin so: <c>access/</c>. Empty: all.</param>
    public async Task<int> ForgetReportsAsync(DateTimeOffset before, CancellationToken ct, string prefix = "")
    {
        var forgotten = 0;
        if (!await _reports.ExistsAsync(ct))
            return forgotten;
        await foreach (var blob in _reports.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, ct))
            if (blob.Properties.LastModified < before)
            {
                await _reports.GetBlobClient(blob.Name).DeleteIfExistsAsync(cancellationToken: ct);
                forgotten++;
            }
        return forgotten;
    }

    private static string Path(string runId, string name) => Folder(runId) + name + PackedJson.Ending;

    private static string Folder(string runId) =>
        IsRunId(runId) ? $"runs/{runId}/" : throw new FormatException("a run's id is lower-case letters, digits and hyphens");

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,99}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex RunIdPattern();
}
