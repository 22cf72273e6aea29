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
        // Twice the same name may be two levels of the kill switch.
        AllowDuplicateProperties = false,
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

    /// <summary>Reads a moment as RFC 3339 has it, with Z or an offset: without one it would be another moment on another server.</summary>
    private sealed class MomentWithOffset : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var bare) && bare.Kind != DateTimeKind.Unspecified
            && reader.TryGetDateTimeOffset(out var moment)
                ? moment
                : throw new JsonException("a moment needs Z or an offset behind its time");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }
}
