using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;

namespace OpsFunctions.Orchestrations.Arm;

/// <summary>Lists of the resource manager, page by page.</summary>
internal static class ArmList
{
    // A guard against a link that never ends; the longest list, the sizes of all regions, has a few dozen pages.
    private const int MaximumPages = 500;

    /// <summary>All entries of a list; each is valid only inside <paramref name="read"/>.</summary>
    /// <param name="pages">Where pages that were read are kept; null: nowhere.</param>
    /// <param name="method">Default: GET; some lists are asked for by POST.</param>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    /// <exception cref="InvalidDataException">The next page lies on another host, or there is no end of pages.</exception>
    public static async Task ListAsync(
        this HttpPipeline pipeline, Uri address, Action<JsonElement> read, CancellationToken ct, IQueryPages? pages = null,
        RequestMethod? method = null)
    {
        Uri? next = address;
        for (var page = 0; next is not null; page++)
        {
            if (page == MaximumPages)
                throw new InvalidDataException($"more than {MaximumPages} pages of {address.AbsolutePath}");
            var asked = next;
            using var answer = await pages.OrAskAsync(
                asked, async () => await pipeline.SendAsync(method ?? RequestMethod.Get, asked, null, ct), ct);
            foreach (var entry in answer!.RootElement.GetProperty("value").EnumerateArray())
                read(entry);
            next = NextPage(answer.RootElement);
        }
    }

    // The link comes from outside and the token goes with the call: it is followed only to the same service.
    private static Uri? NextPage(JsonElement answer) =>
        answer.Get("nextLink").Text() is not { } link ? null
        : Uri.TryCreate(link, UriKind.Absolute, out var address)
            && address is { Scheme: "https", Host: "management.azure.com", IsDefaultPort: true } ? address
        : throw new InvalidDataException("the next page of the list lies on another host");
}

/// <summary>
/// Keeps what was read from one try to the next. A limit of 15 queries in 5 seconds or of 250 reads at once would otherwise never let
/// a longer piece of reading come to its end.
/// </summary>
public interface IQueryPages
{
    /// <summary>A page that was read before, or null.</summary>
    /// <param name="query">The query, or the address of a list or resource.</param>
    Task<JsonDocument?> FindAsync(string query, int page, CancellationToken ct);

    Task KeepAsync(string query, int page, JsonDocument answer, CancellationToken ct);
}

internal static class QueryPages
{
    /// <summary>What is kept; else what is asked for, and kept from now on. Null: 404, which is asked again.</summary>
    /// <param name="pages">Null: nothing is kept.</param>
    public static async Task<JsonDocument?> OrAskAsync(
        this IQueryPages? pages, Uri address, Func<Task<JsonDocument?>> ask, CancellationToken ct)
    {
        if (pages is null)
            return await ask();
        if (await pages.FindAsync(address.AbsoluteUri, 0, ct) is { } known)
            return known;
        var answer = await ask();
        if (answer is not null)
            await pages.KeepAsync(address.AbsoluteUri, 0, answer, ct);
        return answer;
    }
}
