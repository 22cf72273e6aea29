using System.Text.Json;
using Microsoft.DurableTask;

namespace OpsFunctions.FunctionsHost;

/// <summary>Payloads as the Functions worker writes them by default: System.Text.Json, names ignoring case.</summary>
internal sealed class PayloadConverter : DataConverter
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true };

    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), Options);

    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : JsonSerializer.Deserialize(data, targetType, Options);
}
