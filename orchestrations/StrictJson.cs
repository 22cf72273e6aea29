using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OpsFunctions.Orchestrations;

/// <summary>
/// On a member that may be left out: people write the document, or it was added later and documents in the state lack it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MayBeMissingAttribute : Attribute;

/// <summary>
/// JSON as the suite reads it, from callers and from its own state: what a type does not allow is an error. Null where there must be
/// something, an item of a list among it; a required member that is missing; a name that is unknown, or there twice; an enum as a number;
/// a moment without its offset, or after the year 2999; a number that is none; a text of more than 65,536 bytes.
/// </summary>
public static class StrictJson
{
    private const int LastYear = 2999;
    private const int LongestText = 64 * 1024;

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        // Twice the same name may be two levels of the kill switch.
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new EnumByName(), new Moment(), new Finite(), new Text() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RefuseNullItems, RefuseNull, RequireMembers } },
    };

    // Annotations say nothing of what a list holds; none of ours holds null.
    private static void RefuseNullItems(JsonTypeInfo type)
    {
        if (type.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary && type.ElementType is { IsValueType: false })
            type.OnDeserialized = list => Check((IEnumerable)list);
    }

    // What is set after a constructor with parameters is not looked at by the serializer.
    private static void RefuseNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => !property.IsSetNullable && !property.PropertyType.IsValueType))
            if (property.Set is { } set)
                property.Set = (one, value) => set(one, value ?? throw new JsonException($"{property.Name} is null"));
    }

    // Documents are written whole: a member that is missing was lost. What callers send says by null what may be left out.
    private static void RequireMembers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Assembly != typeof(StrictJson).Assembly)
            return;
        foreach (var property in type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null))
            property.IsRequired = property.AttributeProvider?.IsDefined(typeof(MayBeMissingAttribute), inherit: false) != true;
    }

    private static void Check(IEnumerable list)
    {
        var items = list is IDictionary dictionary ? dictionary.Values : list;
        foreach (var item in items)
            if (item is null)
                throw new JsonException("a list holds null");
    }

    /// <summary>As RFC 3339 has it, with Z or an offset: without one it would be another moment on another server.</summary>
    private sealed class Moment : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out var bare) && bare.Kind != DateTimeKind.Unspecified
            && reader.TryGetDateTimeOffset(out var moment) && moment.Year <= LastYear
                ? moment
                : throw new JsonException($"a moment needs Z or an offset behind its time, and a year up to {LastYear}");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }

    /// <summary>None of ours is anywhere near that long, and it would be shown in a page or a message.</summary>
    private sealed class Text : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("a text is needed");
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            return length <= LongestText ? reader.GetString() : throw new JsonException($"a text has more than {LongestText:#,##0} bytes");
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString()!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }

    /// <summary>What is too large for a number would be read as infinity.</summary>
    private sealed class Finite : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value)
                ? value
                : throw new JsonException("a number is needed");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    /// <summary>An enum by one of its names, in any case; never by a number, and never two at once.</summary>
    private sealed class EnumByName : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

        private sealed class Of<T> : JsonConverter<T> where T : struct, Enum
        {
            private static readonly Dictionary<string, T> ByName =
                Enum.GetValues<T>().ToDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);

            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                    && ByName.TryGetValue(reader.GetString()!, out var value)
                    ? value
                    : throw new JsonException($"one of {string.Join(", ", ByName.Keys)} is needed");

            public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                Read(ref reader, typeToConvert, options);

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

            public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        }
    }
}
