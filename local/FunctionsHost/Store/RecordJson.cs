using System.Text.Json;
using System.Text.Json.Serialization;
using OpsFunctions.FunctionsHost.Hub;

namespace OpsFunctions.FunctionsHost.Store;

/// <summary>Records as they are stored: JSON without what is not set.</summary>
internal static class RecordJson
{
    private static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public static byte[] Write(InstanceRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Options);

    public static InstanceRecord Read(byte[] json) => JsonSerializer.Deserialize<InstanceRecord>(json, Options)!;
}
