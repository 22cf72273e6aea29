using Microsoft.Graph.Models;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>Lists of Microsoft Graph, page by page.</summary>
internal static class Pages
{
    // A guard against a link that never ends: a million objects.
    private const int Most = 2000;

    public static async Task ReadAsync<TPage, T>(TPage? first, Func<TPage, List<T>?> entries, Func<string, Task<TPage?>> follow, Action<T> read)
        where TPage : BaseCollectionPaginationCountResponse
    {
        var page = first;
        for (var count = 0; page is not null; count++)
        {
            if (count == Most)
                throw new InvalidDataException($"more than {Most} pages of {typeof(T).Name}");
            foreach (var one in entries(page) ?? [])
                read(one);
            page = Next(page) is { } link ? await follow(link) : null;
        }
    }

    /// <summary>Address of the next page; the gate on the wire lets it lead nowhere else.</summary>
    public static string? Next(BaseCollectionPaginationCountResponse page) => page.OdataNextLink is { Length: > 0 } link ? link : null;
}
