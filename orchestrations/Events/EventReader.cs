using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Messaging;
using Azure.Messaging.EventGrid;

namespace OpsFunctions.Orchestrations.Events;

/// <summary>
/// Reads a message as Event Grid writes it: JSON, or base64 of JSON; one event or an array; in the schema of Event Grid or of CloudEvents.
/// </summary>
internal static class EventReader
{
    /// <summary>Characters of a message that are looked at; a storage queue holds 64 KB, so what is longer came another way.</summary>
    public const int Longest = 256 * 1024;

    private const int MostEvents = 1000;
    private const int LongestName = 200;
    private const int LongestAddress = 2048;

    // What Event Grid writes is ten levels deep at most; a resource's own tags and properties are not in it.
    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 32 };

    public static EventReading Read(string message)
    {
        if (message.Length > Longest)
            return Unreadable(string.Create(CultureInfo.InvariantCulture, $"it has {message.Length} characters; {Longest} are read"));
        try
        {
            using var document = JsonDocument.Parse(JsonOf(message), Shallow);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => Read([document.RootElement]),
                JsonValueKind.Array when document.RootElement.GetArrayLength() is > 0 and <= MostEvents =>
                    Read([.. document.RootElement.EnumerateArray()]),
                JsonValueKind.Array =>
                    Unreadable($"it is a list of {document.RootElement.GetArrayLength()} events; 1 to {MostEvents} are read"),
                var kind => Unreadable($"it is JSON, but no event: {kind}"),
            };
        }
        catch (JsonException e)
        {
            return Unreadable($"it is no JSON: {Words.OneLine(e.Message)}");
        }
        catch (FormatException)
        {
            return Unreadable("it is neither JSON nor base64 of JSON");
        }
    }

    private static EventReading Read(IReadOnlyList<JsonElement> elements)
    {
        var notices = new List<EventNotice>();
        string? problem = null;
        foreach (var (index, element) in elements.Index())
        {
            var (notice, fault) = ReadOne(element);
            if (notice is not null)
                notices.Add(notice);
            else
                problem ??= $"event {index + 1} of {elements.Count}: {fault}";
        }
        return new(notices, problem);
    }

    private static (EventNotice? Notice, string? Problem) ReadOne(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return (null, $"it is no object but {element.ValueKind}");
        try
        {
            var json = BinaryData.FromString(element.GetRawText());
            return element.TryGetProperty("specversion", out _) ? Of(CloudEvent.Parse(json)!) : Of(EventGridEvent.Parse(json));
        }
        // The official reader says of wrong types and missing members in these ways.
        catch (Exception e) when (e
            is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return (null, $"it is no event of Event Grid or CloudEvents: {Words.OneLine(e.Message)}");
        }
    }

    private static (EventNotice? Notice, string? Problem) Of(CloudEvent one) =>
        Of(one.Id, one.Type, one.Source, one.Subject ?? "", one.Time);

    private static (EventNotice? Notice, string? Problem) Of(EventGridEvent one) =>
        Of(one.Id, one.EventType, one.Topic ?? "", one.Subject ?? "", one.EventTime);

    private static (EventNotice? Notice, string? Problem) Of(
        string id, string type, string source, string subject, DateTimeOffset? time)
    {
        var problem = id is not { Length: > 0 and <= LongestName } ? $"its id must have 1 to {LongestName} characters"
            : type is not { Length: > 0 and <= LongestName } ? $"its type must have 1 to {LongestName} characters"
            : source.Length > LongestAddress ? $"its source has more than {LongestAddress} characters"
            : subject.Length > LongestAddress ? $"its subject has more than {LongestAddress} characters"
            : null;
        return problem is null ? (new EventNotice(KeyOf(source, id), type, source, subject, time), null) : (null, problem);
    }

    // An id is unique within its source: one that another subscription gave to its own event must not hide ours.
    private static string KeyOf(string source, string id) => Ids.Key($"{source.ToLowerInvariant()}\n{id}");

    private static ReadOnlyMemory<byte> JsonOf(string message)
    {
        var text = message.AsSpan().Trim().TrimStart('\uFEFF');
        if (text.StartsWith("{") || text.StartsWith("["))
            return Encoding.UTF8.GetBytes(text.ToString());
        if (text.IsEmpty || !Base64.IsValid(text))
            throw new FormatException();
        ReadOnlyMemory<byte> bytes = Convert.FromBase64String(text.ToString());
        return bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static EventReading Unreadable(string problem) => new([], problem);
}
