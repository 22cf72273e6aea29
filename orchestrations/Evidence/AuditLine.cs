using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>A record as a line of text: canonical JSON.</summary>
internal static class AuditLine
{
    private const string TimeForm = "yyyy-MM-ddTHH:mm:ss.fffffffZ";

    /// <summary>What the first record of a chain has in place of the hash before.</summary>
    public static string Genesis(string chain) => Ids.Key(chain);

    /// <summary>Puts an entry behind a record.</summary>
    public static AuditRecord Link(AuditEntry entry, long sequence, string previous)
    {
        // Half a surrogate pair has no place in UTF-8: what is hashed must be what is stored.
        var stored = entry with
        {
            Target = Whole(entry.Target), Decision = Whole(entry.Decision), Reason = Whole(entry.Reason), Before = Whole(entry.Before),
            After = Whole(entry.After)
        };
        return new(sequence, previous, Ids.Key(CanonicalJson.Of(Properties(stored, sequence, previous))), stored);
    }

    public static string Write(AuditRecord record) => CanonicalJson.Of(
        Properties(record.Entry, record.Sequence, record.Previous).Append(KeyValuePair.Create<string, object>("hash", record.Hash)));

    /// <exception cref="EvidenceFormException">The line is no record, or not written as records are; the message says how.</exception>
    public static AuditRecord Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var entry = new AuditEntry(
                DateTimeOffset.ParseExact(Text(root, "at"), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                Text(root, "actor"), Text(root, "action"), Text(root, "target"), Text(root, "decision"), Text(root, "reason"))
            {
                Before = Texts(root, "before"),
                After = Texts(root, "after"),
            };
            var record = new AuditRecord(root.GetProperty("sequence").GetInt64(), Text(root, "previous"), Text(root, "hash"), entry);
            return Write(record) == line ? record : throw new EvidenceFormException("is not written as records are");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException
            || e is FormatException and not EvidenceFormException)
        {
            throw new EvidenceFormException("is no record", e);
        }
    }

    private static IEnumerable<KeyValuePair<string, object>> Properties(AuditEntry entry, long sequence, string previous) =>
    [
        new("sequence", sequence),
        new("previous", previous),
        new("at", entry.At.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)),
        new("actor", entry.Actor),
        new("action", entry.Action),
        new("target", entry.Target),
        new("decision", entry.Decision),
        new("reason", entry.Reason),
        new("before", entry.Before),
        new("after", entry.After),
    ];

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static Dictionary<string, string> Whole(IReadOnlyDictionary<string, string> texts) =>
        texts.ToDictionary(text => Whole(text.Key), text => Whole(text.Value), StringComparer.Ordinal);

    private static string Text(JsonElement record, string name) =>
        record.GetProperty(name).GetString() ?? throw new EvidenceFormException($"has no {name}");

    private static Dictionary<string, string> Texts(JsonElement record, string name) =>
        record.GetProperty(name).EnumerateObject()
            .ToDictionary(text => text.Name, text => text.Value.GetString() ?? "", StringComparer.Ordinal);
}
