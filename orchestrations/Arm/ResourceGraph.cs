using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>
/// Queries of Azure Resource Graph, page by page (1,000 rows a page). It lags behind the resource manager, and rows the
/// caller may not read are missing without an error: what is absent here may still exist.
/// </summary>
public sealed class ResourceGraph(AzureClients clients)
{
    internal const int PageSize = 1000;

    // 20,000 pages are 20 million rows: a guard against a skip token that never ends.
    private const int MaximumPages = 20_000;

    private static readonly Uri Address = new(
        "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01");

    /// <summary>All rows of a query over the subscriptions; each row is valid only inside <paramref name="read"/>.</summary>
    /// <param name="pages">Where pages that were read are kept, so that a throttled query goes on where it stopped; null: nowhere.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled the query.</exception>
    /// <returns>How many rows were read, and how many the service said there are.</returns>
    /// <exception cref="InvalidDataException">The service cut its answer and gave no way to the rest.</exception>
    public async Task<QueryTotals> QueryAsync(
        IEnumerable<string> subscriptions, string query, Action<JsonElement> read, CancellationToken ct, IQueryPages? pages = null)
    {
        string? skipToken = null;
        var totals = new QueryTotals(0, 0);
        for (var page = 0; page < MaximumPages; page++)
        {
            var body = BinaryData.FromObjectAsJson(new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["subscriptions"] = subscriptions,
                ["query"] = query,
                ["options"] = Options(skipToken),
            });
            using var answer = await PageAsync(
                pages, query, page, () => clients.ArmPipeline.SendAsync(RequestMethod.Post, Address, body, ct), ct);
            var rows = answer.RootElement.GetProperty("data");
            foreach (var row in rows.EnumerateArray())
                read(row);
            totals = new(totals.Read + rows.GetArrayLength(), answer.RootElement.Get("totalRecords").Whole() ?? 0);
            skipToken = answer.RootElement.TryGetProperty("$skipToken", out var token) ? token.GetString() : null;
            if (skipToken is null)
            {
                if (answer.RootElement.TryGetProperty("resultTruncated", out var cut) && cut.ToString() is "true" or "True")
                    throw new InvalidDataException("Resource Graph cut its answer without a skip token; the query must be ordered by id");
                return totals;
            }
        }
        throw new InvalidDataException($"Resource Graph gave more than {MaximumPages} pages");
    }

    private static async Task<JsonDocument> PageAsync(
        IQueryPages? pages, string query, int page, Func<Task<JsonDocument>> ask, CancellationToken ct)
    {
        if (pages is null)
            return await ask();
        if (await pages.FindAsync(query, page, ct) is { } known)
            return known;
        var answer = await ask();
        // An answer of one page is asked for again at no more cost than it is kept.
        if (page > 0 || answer.RootElement.TryGetProperty("$skipToken", out _))
            await pages.KeepAsync(query, page, answer, ct);
        return answer;
    }

    private static Dictionary<string, object> Options(string? skipToken)
    {
        var options = new Dictionary<string, object>(StringComparer.Ordinal) { ["resultFormat"] = "objectArray", ["$top"] = PageSize };
        if (skipToken is not null)
            options["$skipToken"] = skipToken;
        return options;
    }
}

/// <summary>What a query came to.</summary>
/// <param name="Promised">What the last page said there are in all; 0: it did not say.</param>
public sealed record QueryTotals(long Read, long Promised)
{
    /// <summary>Fewer rows came than there are.</summary>
    public bool IsShort => Read < Promised;
}
