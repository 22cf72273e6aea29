using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFunctions.Functions.Http;

/// <summary>Reads a moment as RFC 3339 has it, with Z or an offset: without one it would be another moment on another server.</summary>
internal sealed class MomentWithOffset : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var bare) && bare.Kind != DateTimeKind.Unspecified
        && reader.TryGetDateTimeOffset(out var moment)
            ? moment
            : throw new JsonException("a moment needs Z or an offset behind its time");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
