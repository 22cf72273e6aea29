using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace OpsFunctions.Functions.Http;

/// <summary>Reads a request's body as JSON; a name that is not known makes it wrong, since it may be a misspelt one.</summary>
internal static class JsonBody
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new MomentWithOffset() },
    };

    /// <returns>Null where it is no such JSON, or there is none.</returns>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, CancellationToken ct) where T : class
    {
        // The middleware has bounded it.
        var body = await BoundedBody.ReadAsync(request, int.MaxValue, ct);
        try
        {
            return body is { Length: > 0 } bytes ? JsonSerializer.Deserialize<T>(bytes.Span, Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static async Task<bool> IsEmptyAsync(HttpRequest request, CancellationToken ct) =>
        await BoundedBody.ReadAsync(request, int.MaxValue, ct) is null or { Length: 0 };
}
