using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpsFunctions.Orchestrations;

namespace OpsFunctions.Functions.Http;

/// <summary>Reads a request's body as <see cref="StrictJson"/>: a name that is not known may be a misspelt one.</summary>
internal static class JsonBody
{
    /// <returns>Null where it is no such JSON, or there is none.</returns>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, CancellationToken ct) where T : class
    {
        // The middleware has bounded it.
        var body = await BoundedBody.ReadAsync(request, int.MaxValue, ct);
        try
        {
            return body is { Length: > 0 } bytes ? JsonSerializer.Deserialize<T>(bytes.Span, StrictJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static async Task<bool> IsEmptyAsync(HttpRequest request, CancellationToken ct) =>
        await BoundedBody.ReadAsync(request, int.MaxValue, ct) is null or { Length: 0 };
}
