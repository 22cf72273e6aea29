using System.Text.Json;

namespace Microsoft.DurableTask
{
    /// <summary>Turns payloads into text and back; null stays null.</summary>
    public abstract class DataConverter
    {
        public abstract string? Serialize(object? value);

        public abstract object? Deserialize(string? data, Type targetType);

        public virtual T? Deserialize<T>(string? data) => (T?)(Deserialize(data, typeof(T)) ?? default(T));
    }
}

namespace Microsoft.DurableTask.Converters
{
    /// <summary>System.Text.Json; without options, names are case-sensitive and fields are included.</summary>
    public class JsonDataConverter(JsonSerializerOptions? options = null) : DataConverter
    {
        private static readonly JsonSerializerOptions WithFields = new() { IncludeFields = true };

        private readonly JsonSerializerOptions _options = options ?? WithFields;

        public static JsonDataConverter Default { get; } = new();

        public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, _options);

        public override object? Deserialize(string? data, Type targetType) =>
            data is null ? null : JsonSerializer.Deserialize(data, targetType, _options);
    }
}
