using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFunctions.Stages.Replay;

/// <summary>
/// Compares a recorded answer with ours: which properties are there, of which type, how they are written, and the values that are words of
/// Azure's. Values that are data (names, times, addresses) are not compared.
/// </summary>
/// <param name="isWhole">Whether the recorded answer has everything it had.</param>
/// <param name="elsewhere">Property paths that the recording has of the same resource in other answers.</param>
internal sealed class AnswerComparison(bool isWhole, IReadOnlySet<string> elsewhere)
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "provisioningState", "status", "type", "level", "displayStatus", "createOption", "principalType", "monitorCondition", "alertState",
        "consistencyMode", "caching",
    };

    // Text of people or of a machine's own: each has what it has.
    private static readonly HashSet<string> Data = new(
        StringComparer.Ordinal) { "tags", "settings", "claims", "context", "output-of-script" };

    private readonly List<string> _found = [];

    public IReadOnlyList<string> Compare(JsonNode? recorded, JsonNode? ours)
    {
        Node(recorded, ours, "");
        return _found;
    }

    private void Node(JsonNode? recorded, JsonNode? ours, string at)
    {
        if (IsAny(recorded))
            return;
        var (theirs, own) = (Kind(recorded), Kind(ours));
        if (theirs != own)
        {
            _found.Add($"{Name(at)} is {own} instead of {theirs}");
            return;
        }
        switch (recorded)
        {
            case JsonObject one:
                Members(one, (JsonObject)ours!, at);
                break;
            case JsonArray list:
                Items(list, (JsonArray)ours!, at);
                break;
            case JsonValue value:
                Value(value, ours!.AsValue(), at);
                break;
            default:
                break;
        }
    }

    private void Members(JsonObject recorded, JsonObject ours, string at)
    {
        if (recorded["columns"] is JsonArray columns && recorded["rows"] is JsonArray rows && ours["columns"] is JsonArray ownColumns
            && ours["rows"] is JsonArray ownRows)
        {
            // A table: what matters is what each row has in the column of a name.
            Items(Rows(columns, rows), Rows(ownColumns, ownRows), at);
            return;
        }
        if (Data.Contains(Last(at)))
            return;
        var isPart = recorded.ContainsKey("…");
        foreach (var (name, value) in recorded)
        {
            if (name is "…")
                continue;
            if (name.EndsWith(" (trimmed)", StringComparison.Ordinal))
            {
                Trimmed(value, ours[name[..^10]], Path(at, name[..^10]));
                continue;
            }
            if (ours.ContainsKey(name))
                Node(value, ours[name], Path(at, name));
            else
                _found.Add(Missing(ours, name, at));
        }
        if (isPart)
            return;
        foreach (var (name, _) in ours)
        {
            var path = Path(at, name);
            if (!recorded.ContainsKey(name) && !HasOtherCasing(recorded, name) && (isWhole || elsewhere.Contains(path)))
                _found.Add($"{Name(path)} is there and should not be");
        }
    }

    private static JsonArray Rows(JsonArray columns, JsonArray rows) =>
        new([.. rows.OfType<JsonArray>().Select(row => new JsonObject(columns
        .Select((column, i) => KeyValuePair.Create(column!["name"]!.ToString(), i < row.Count ? row[i]?.DeepClone() : null))))]);

    // Cut by who wrote it down: dotted names, and words for what is there or not.
    private void Trimmed(JsonNode? recorded, JsonNode? ours, string at)
    {
        foreach (var (name, value) in recorded as JsonObject ?? [])
        {
            var (node, path) = (ours, at);
            foreach (var part in name.Split('.'))
                (node, path) = ((node as JsonObject)?[part], Path(path, part));
            var word = value is JsonValue ? value.ToString() : "";
            if (word is "absent" && node is not null)
                _found.Add($"{Name(path)} is there and should not be");
            else if (word is "present" && node is null)
                _found.Add($"{Name(path)} is missing");
            else if (word is not ("absent" or "present"))
                Node(value, node, path);
        }
    }

    private void Items(JsonArray recorded, JsonArray ours, string at)
    {
        if (recorded.Count > 0 && ours.Count == 0)
        {
            _found.Add($"{Name(at)} is empty");
            return;
        }
        if (recorded.Count == 0 && ours.Count > 0 && (isWhole || !at.Contains("value", StringComparison.Ordinal)) && at.Length > 0
            && at != "value")
        {
            _found.Add($"{Name(at)} is not empty");
            return;
        }
        for (var i = 0; i < recorded.Count; i++)
        {
            if (Match(recorded[i], ours, i) is { } same)
                Node(recorded[i], same, at + "[]");
            else
                _found.Add($"{Name(at)} has no {Identity(recorded[i])}");
        }
    }

    private static JsonNode? Match(JsonNode? item, JsonArray ours, int index)
    {
        if (Identity(item) is not { } identity)
            return index < ours.Count ? ours[index] : ours.Count > 0 ? ours[0] : null;
        var same = ours.FirstOrDefault(one => string.Equals(Identity(one), identity, StringComparison.OrdinalIgnoreCase));
        if (same is null && item is JsonObject { } one && one["id"]?.ToString() is { } id && id.Contains('/', StringComparison.Ordinal)
            && (Guid.TryParse(id.Split('/')[^1], out _) || id.Contains("/ticks/", StringComparison.Ordinal)))
        {
            if (id.Contains("/ticks/", StringComparison.Ordinal))
                return ours.Count > 0 ? ours[0] : null;
            // A number that Azure gave: ours is another.
            var kind = id[..id.LastIndexOf('/')];
            same = ours.FirstOrDefault(other => (other as JsonObject)?["id"]?.ToString() is { } own
                && own.Contains('/', StringComparison.Ordinal)
                    && own[..own.LastIndexOf('/')].Equals(kind, StringComparison.OrdinalIgnoreCase));
        }
        // What has a name of its own machine's or disk's is another one here.
        return same ?? (IsNamedByData(item) && ours.Count > 0 ? ours[Math.Min(index, ours.Count - 1)] : null);
    }

    private static bool IsNamedByData(JsonNode? item) => (item as JsonObject)?["id"] is null && (item as JsonObject)?["code"] is null;

    private static string? Identity(JsonNode? item)
    {
        if (item is not JsonObject one)
            return null;
        foreach (var name in new[] { "id", "code", "name", "resourceType" })
        {
            if (one[name] is JsonValue value)
                return name is "code" ? value.ToString().Split('/')[0]
                    : value.ToString().Contains("00000000-0000-0000-0000-000000000000", StringComparison.Ordinal) ? null : value.ToString();
        }
        return null;
    }

    private void Value(JsonValue theirs, JsonValue own, string at)
    {
        // A client of a typed language takes a whole number where one is declared, and nothing else.
        if (theirs.GetValueKind() is JsonValueKind.Number && !theirs.ToJsonString().Contains('.', StringComparison.Ordinal)
            && own.ToJsonString().Contains('.', StringComparison.Ordinal))
        {
            _found.Add($"{Name(at)} is a fraction instead of a whole number");
        }
        var (name, recorded, ours) = (Last(at), theirs.ToString(), own.ToString());
        var isWord = Words.Contains(name) || (name is "code" or "Code") || at is "id" or "value[].id";
        // In a list something may have been in the middle of it.
        if (name is "provisioningState" && at.StartsWith("value[]", StringComparison.Ordinal) && recorded is not "Succeeded")
            return;
        // A recorder that took the numbers away took those of the name, too.
        if (name is "id" && (
            recorded.Contains("00000000-0000-0000-0000-000000000000", StringComparison.Ordinal)
                || Guid.TryParse(recorded.Split('/')[^1], out _) || recorded.Contains("/ticks/", StringComparison.Ordinal)))
            return;
        if (isWord && !string.Equals(recorded, ours, StringComparison.Ordinal))
            _found.Add($"{Name(at)} is «{Short(ours)}» instead of «{Short(recorded)}»");
    }

    private static string Missing(JsonObject ours, string name, string at)
    {
        var other = ours.Select(static member => member.Key).FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        return other is null ? $"{Name(Path(at, name))} is missing" : $"{Name(Path(at, name))} is written «{other}»";
    }

    private static bool HasOtherCasing(JsonObject recorded, string name) =>
        recorded.Any(member => member.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsAny(JsonNode? recorded) =>
        recorded is JsonValue value && value.GetValueKind() is JsonValueKind.String && value.ToString() is var text
        && (text.Contains('…', StringComparison.Ordinal) || (text.StartsWith('(') && text.EndsWith(')')));

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "a truth value",
        JsonValueKind.Number => "a number",
        JsonValueKind.String => "a text",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };

    private static string Path(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    private static string Name(string at) => at.Length == 0 ? "the body" : at;

    private static string Last(string at) => at[(at.LastIndexOf('.') + 1)..].Replace("[]", "", StringComparison.Ordinal);

    private static string Short(string text) => text.Length <= 160 ? text : text[..160] + "…";
}
