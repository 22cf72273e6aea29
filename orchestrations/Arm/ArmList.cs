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
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    /// <exception cref="InvalidDataException">The next page lies on another host, or there is no end of pages.</exception>
    public static async Task ListAsync(this HttpPipeline pipeline, Uri address, Action<JsonElement> read, CancellationToken ct)
    {
        Uri? next = address;
        for (var page = 0; next is not null; page++)
        {
            if (page == MaximumPages)
                throw new InvalidDataException($"more than {MaximumPages} pages of {address.AbsolutePath}");
            using var answer = await pipeline.SendAsync(RequestMethod.Get, next, null, ct);
            foreach (var entry in answer.RootElement.GetProperty("value").EnumerateArray())
                read(entry);
            next = NextPage(answer.RootElement);
        }
    }

    // The link comes from outside and the token goes with the call: it is followed only to the same service.
    private static Uri? NextPage(JsonElement answer) =>
        answer.Get("nextLink").Text() is not { } link ? null
        : Uri.TryCreate(link, UriKind.Absolute, out var address) && address is { Scheme: "https", Host: "management.azure.com", IsDefaultPort: true } ? address
        : throw new InvalidDataException("the next page of the list lies on another host");
}
