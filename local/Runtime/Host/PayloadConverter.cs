using System.Text;
using Azure.Core.Serialization;
using Microsoft.DurableTask;

namespace OpsFunctions.Local.Host;

/// <summary>Payloads as the Functions worker writes them: by its object serializer.</summary>
internal sealed class PayloadConverter(ObjectSerializer serializer) : DataConverter
{
    public override string? Serialize(object? value) =>
        value is null ? null : serializer.Serialize(value, value.GetType(), CancellationToken.None).ToString();

    public override object? Deserialize(string? data, Type targetType)
    {
        if (data is null)
        {
            return null;
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(data), writable: false);
        return serializer.Deserialize(stream, targetType, CancellationToken.None);
    }
}
