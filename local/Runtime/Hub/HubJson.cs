using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFunctions.Local.Hub;

/// <summary>How the hub's own records are stored; payloads inside them are text already.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(InstanceRecord))]
[JsonSerializable(typeof(Message))]
internal sealed partial class HubJson : JsonSerializerContext
{
    public static byte[] Write(HistoryEvent value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.HistoryEvent);

    public static byte[] Write(InstanceRecord value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.InstanceRecord);

    public static byte[] Write(Message value) => JsonSerializer.SerializeToUtf8Bytes(value, Default.Message);

    public static HistoryEvent ReadEvent(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.HistoryEvent)!;

    public static InstanceRecord ReadRecord(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.InstanceRecord)!;

    public static Message ReadMessage(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Default.Message)!;
}
