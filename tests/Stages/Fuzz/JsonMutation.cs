using System.Text;
using System.Text.Json;

namespace OpsFunctions.Stages.Fuzz;

/// <summary>What is done to one value of a JSON text.</summary>
internal enum MutationKind
{
    Null,
    Missing,
    Doubled,
    WrongType,
    Huge,
    Deep,
    Unknown,
    OtherCase,
    Truncated,
    Garbage,
}

/// <summary>A JSON text with one thing wrong, drawn. Pure.</summary>
/// <param name="Text">What became of it.</param>
/// <param name="Kind">What was done to it.</param>
/// <param name="Path">Where.</param>
internal sealed record JsonMutation(string Text, MutationKind Kind, string Path)
{
    private const int HugeText = 200_000;
    private const int Levels = 300;

    public static JsonMutation Of(string json, Random random)
    {
        using var document = JsonDocument.Parse(json);
        var kind = (MutationKind)random.Next(Enum.GetValues<MutationKind>().Length);
        if (kind == MutationKind.Truncated)
            return new(json[..random.Next(json.Length)], kind, "$");
        if (kind == MutationKind.Garbage)
            return new(Garbage(json, random), kind, "$");
        var paths = new List<string>();
        Walk(document.RootElement, "$", paths);
        var path = paths[random.Next(paths.Count)];
        var text = new StringBuilder();
        Write(text, document.RootElement, "$", path, kind, random);
        return new(text.ToString(), kind, path);
    }

    private static string Garbage(string json, Random random)
    {
        var letters = json.ToCharArray();
        // No letters: one that stands for another inside a text is another document, and no broken one.
        for (var number = 0; number < 3; number++)
            letters[random.Next(letters.Length)] = (char)random.Next(1, '\t');
        return new(letters);
    }

    private static void Walk(JsonElement value, string path, List<string> paths)
    {
        paths.Add(path);
        if (value.ValueKind == JsonValueKind.Object)
            foreach (var member in value.EnumerateObject())
                Walk(member.Value, $"{path}.{member.Name}", paths);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var (index, item) in value.EnumerateArray().Index())
                Walk(item, FormattableString.Invariant($"{path}[{index}]"), paths);
    }

    private static void Write(StringBuilder text, JsonElement value, string path, string target, MutationKind kind, Random random)
    {
        if (path == target && kind is not (MutationKind.Unknown or MutationKind.OtherCase or MutationKind.Missing or MutationKind.Doubled))
        {
            text.Append(Instead(value, kind, random));
            return;
        }
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            text.Append(value.GetRawText());
            return;
        }
        var isObject = value.ValueKind == JsonValueKind.Object;
        var parts = new List<string>();
        if (isObject)
            foreach (var member in value.EnumerateObject())
                parts.AddRange(
                    Part(JsonSerializer.Serialize(member.Name) + ":", member.Value, $"{path}.{member.Name}", target, kind, random));
        else
            foreach (var (index, item) in value.EnumerateArray().Index())
                parts.AddRange(Part("", item, FormattableString.Invariant($"{path}[{index}]"), target, kind, random));
        if (path == target && kind == MutationKind.Unknown)
            parts.Add(isObject ? "\"surprise\":1" : "{\"surprise\":1}");
        text.Append(isObject ? '{' : '[').AppendJoin(',', parts).Append(isObject ? '}' : ']');
    }

    // An item or a member of it, none or two of them.
    private static IEnumerable<string> Part(string name, JsonElement value, string path, string target, MutationKind kind, Random random)
    {
        var isHit = path == target;
        // An item that is missing makes a shorter list, which is another document and no broken one.
        if (isHit && kind == MutationKind.Missing && name.Length > 0)
            yield break;
        var text = new StringBuilder(isHit && kind == MutationKind.OtherCase ? name.ToUpperInvariant() : name);
        Write(text, value, path, target, kind, random);
        yield return text.ToString();
        if (isHit && kind == MutationKind.Doubled)
            yield return text.ToString();
    }

    private static string Instead(JsonElement value, MutationKind kind, Random random)
    {
        string[] choices = kind switch
        {
            MutationKind.Null => ["null"],
            MutationKind.Deep => [new string('[', Levels) + new string(']', Levels)],
            MutationKind.Huge when value.ValueKind == JsonValueKind.Number => ["1e400", "99999999999999999999", "2147483647",
            "-2147483648", "1e20"],
            MutationKind.Huge => [$"\"{new string('x', HugeText)}\""],
            _ => Others(value.ValueKind),
        };
        return choices[random.Next(choices.Length)];
    }

    private static string[] Others(JsonValueKind kind) => kind switch
    {
        JsonValueKind.String => ["7", "true", "{}", "[]"],
        JsonValueKind.Number => ["\"7\"", "true", "{}", "[1]"],
        JsonValueKind.Object => ["[]", "\"x\"", "1", "{}"],
        JsonValueKind.Array => ["{}", "\"x\"", "1"],
        _ => ["\"true\"", "0", "{}"],
    };
}
