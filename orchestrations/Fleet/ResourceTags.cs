using System.Text.Json;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>
/// Tags as a row of the inventory or a resource has them. Names ignore case, so one may be there twice: where both say the same, it is said
/// once; where they differ, the value holds all of them, in order, so that no reader takes one for the other, whichever came first.
/// </summary>
internal static class ResourceTags
{
    private const string Between = " <> ";

    /// <summary>By name, ignoring case; none where there are none.</summary>
    public static Dictionary<string, string> Read(JsonElement tags) => Of(tags.ValueKind == JsonValueKind.Object
        ? tags.EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, tag.Value.ToString()))
        : []);

    /// <summary>The same of names and values, from wherever they come.</summary>
    public static Dictionary<string, string> Of(IEnumerable<KeyValuePair<string, string>> tags) => tags
        .GroupBy(tag => tag.Key, tag => tag.Value, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(tag => tag.Key, One, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a tag says: one value, or several that contradict each other; none where it is not there.</summary>
    public static IReadOnlyList<string> Values(IDictionary<string, string> tags, string name) =>
        tags.TryGetValue(name, out var value) ? value.Split(Between) : [];

    public static bool IsContradiction(string value) => value.Contains(Between, StringComparison.Ordinal);

    /// <summary>Tags that steer the suite and contradict themselves, a sentence each, in order.</summary>
    public static IReadOnlyList<string> Contradictions(IDictionary<string, string> tags) =>
    [
        .. tags.Where(tag => IsContradiction(tag.Value) && Steers(tag.Key))
            .Select(tag => $"{tag.Key.ToLowerInvariant()} is there twice and says {Words.OneLine(tag.Value)}; the narrower holds")
            .Order(StringComparer.Ordinal),
    ];

    private static bool Steers(string name) => name.StartsWith("ops:", StringComparison.OrdinalIgnoreCase)
        || name.Equals("env", StringComparison.OrdinalIgnoreCase) || name.Equals("environment", StringComparison.OrdinalIgnoreCase);

    private static string One(IEnumerable<string> values)
    {
        var ordered = values.Order(StringComparer.Ordinal).ToList();
        var different = ordered.DistinctBy(value => value.Trim(), StringComparer.OrdinalIgnoreCase).ToList();
        return different.Count == 1 ? ordered[0] : string.Join(Between, different.Order(StringComparer.OrdinalIgnoreCase));
    }
}
