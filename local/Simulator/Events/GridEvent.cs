using System.Globalization;
using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Events;

/// <summary>An event. What is costly of it is made when somebody wants it.</summary>
internal abstract class GridEvent
{
    private byte[]? _data;
    private string? _id;
    private JsonElement? _read;

    /// <summary>Makes the id of <see cref="Key"/>: derived from what happened, never drawn.</summary>
    public Func<ulong, string> Naming { private get; set; } = static key => key.ToString(CultureInfo.InvariantCulture);

    public string Id => _id ??= Naming(Key);

    /// <summary>/subscriptions/{id}.</summary>
    public required string Source { get; init; }

    public required string TopicType { get; init; }

    public required string Subject { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset Time { get; init; }

    public abstract string DataVersion { get; }

    /// <summary>Names the event among all, but for others that are equal in everything.</summary>
    public abstract ulong Key { get; }

    public byte[] Data => _data ??= MakeData();

    /// <summary>A value that can be told without writing the data; null: it cannot. The key is in lower case.</summary>
    public virtual string? Quick(string key) => key switch
    {
        "subject" => Subject,
        "eventtype" or "type" => Type,
        "topic" or "source" => Source,
        "id" or "eventid" => Id,
        "dataversion" or "eventtypeversion" => DataVersion,
        _ => null,
    };

    /// <summary>A value of the data; null: there is none.</summary>
    public JsonElement? Find(ReadOnlySpan<string> path)
    {
        var element = _read ??= JsonSerializer.Deserialize<JsonElement>(Data);
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || Property(element, name) is not { } inner)
                return null;
            element = inner;
        }
        return element;
    }

    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    protected abstract void WriteData(Utf8JsonWriter writer);

    private static JsonElement? Property(JsonElement element, string name)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    private byte[] MakeData()
    {
        using var buffer = new PooledBuffer(2048);
        using (var writer = new Utf8JsonWriter(buffer, JsonAnswers.Options))
        {
            writer.WriteStartObject();
            WriteData(writer);
            writer.WriteEndObject();
        }
        return buffer.Written.ToArray();
    }
}
