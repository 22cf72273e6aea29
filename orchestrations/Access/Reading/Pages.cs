using Microsoft.Graph.Models;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>Lists of Microsoft Graph, page by page.</summary>
internal static class Pages
{
    // A guard against a link that never ends: a million objects.
    private const int Most = 2000;

    public static async Task ReadAsync<TPage, T>(
        TPage? first, Func<TPage, List<T>?> entries, Func<string, Task<TPage?>> follow, Action<T> read)
        where TPage : BaseCollectionPaginationCountResponse
    {
        var page = first;
        for (var count = 0; ; count++)
        {
            if (count == Most)
                throw new InvalidDataException($"more than {Most} pages of {typeof(T).Name}");
            foreach (var one in Entries(page, entries))
                read(one);
            if (Next(page!) is not { } link)
                return;
            page = await follow(link);
        }
    }

    /// <summary>An empty list is an answer; an answer without a list is none.</summary>
    /// <exception cref="InvalidDataException">It has no list.</exception>
    public static List<T> Entries<TPage, T>(TPage? page, Func<TPage, List<T>?> entries) where TPage : class =>
        (page is null ? null : entries(page)) ?? throw new InvalidDataException($"an answer without its list of {typeof(T).Name}");

    /// <summary>Address of the next page; the gate on the wire lets it lead nowhere else.</summary>
    public static string? Next(BaseCollectionPaginationCountResponse page) => page.OdataNextLink is { Length: > 0 } link ? link : null;
}
