using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>What may have become of a document.</summary>
internal enum DamageKind
{
    Truncated,
    Garbage,
    Empty,

    /// <summary><c>{}</c>.</summary>
    EmptyObject,

    /// <summary>Another document stands in its place.</summary>
    OtherSchema,

    /// <summary>Its names are written in capitals.</summary>
    OtherCase,

    Missing,
}

/// <summary>Damages what a blob of the state holds. Pure.</summary>
internal static class DocumentDamage
{
    /// <summary>What then stands there; null: nothing.</summary>
    public static BinaryData? Of(BinaryData whole, DamageKind kind) => kind switch
    {
        DamageKind.Truncated => BinaryData.FromBytes(whole.ToMemory()[..(whole.ToMemory().Length / 2)]),
        DamageKind.Garbage => BinaryData.FromBytes(Encoding.UTF8.GetBytes("\u0000\u0001 no document")),
        DamageKind.Empty => BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty),
        DamageKind.EmptyObject => Pack("{}"),
        DamageKind.OtherSchema => Pack("""{"schema":7,"items":[{"id":"x","value":null}]}"""),
        DamageKind.OtherCase => Pack(Capitals(JsonNode.Parse(Unpack(whole)))?.ToJsonString() ?? "null"),
        _ => null,
    };

    public static BinaryData Pack(string json)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(json));
        return BinaryData.FromBytes(packed.ToArray());
    }

    public static string Unpack(BinaryData packed)
    {
        using var gzip = new GZipStream(packed.ToStream(), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private static JsonNode? Capitals(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.Select(pair => KeyValuePair.Create(pair.Key.ToUpperInvariant(), Capitals(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Capitals)]),
        _ => node?.DeepClone(),
    };
}
