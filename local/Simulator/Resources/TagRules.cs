using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>What tags may be: 50 of them, names of 512 and values of 256 characters. Limits as documented.</summary>
internal static class TagRules
{
    private const int Most = 50;
    private const int LongestName = 512;
    private const int LongestValue = 256;
    private const string Reserved = "<>%&\\?/";

    /// <summary>Why Azure refuses them; null: it takes them.</summary>
    public static Outcome? Refusal(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > Most)
            return Outcome.Refused(400, "InvalidTagCount",
                FormattableString.Invariant($"The number of tags {tags.Count} exceeds the maximum of {Most}."));
        foreach (var (name, value) in tags)
        {
            if (name.Length is 0 or > LongestName)
                return Outcome.Refused(400, "InvalidTagNameSize", $"The tag name '{name}' must have 1 to {LongestName} characters.");
            if (name.Any(static c => Reserved.Contains(c, StringComparison.Ordinal) || char.IsControl(c)))
            {
                return Outcome.Refused(
                    400, "InvalidTagNameCharacters",
                        $"The tag names '{name}' have reserved characters '<,>,%,&,\\,?,/' or control characters.");
            }
            if (value.Length > LongestValue)
                return Outcome.Refused(400, "InvalidTagValueLength",
                    $"The value of tag '{name}' exceeds the maximum of {LongestValue} characters.");
        }
        return null;
    }

    /// <summary>The tags of a body; empty: it has none; null: they are no texts.</summary>
    public static SortedDictionary<string, string>? Read(JsonObject body)
    {
        var read = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (body["tags"] is not { } tags)
            return read;
        if (tags is not JsonObject named)
            return null;
        foreach (var (name, value) in named)
        {
            if (value is not null && value.GetValueKind() is not JsonValueKind.String)
                return null;
            read[name] = value?.GetValue<string>() ?? "";
        }
        return read;
    }
}
