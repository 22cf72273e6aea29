using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Management;

/// <summary>Tags as JSON. Names ignore case, values do not.</summary>
internal static class TagText
{
    /// <exception cref="InvalidOperationException">A value is no text.</exception>
    public static SortedDictionary<string, string> Read(JsonElement tags)
    {
        var read = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var tag in tags.EnumerateObject())
            read[tag.Name] = tag.Value.GetString() ?? "";
        return read;
    }

    public static JsonObject Of(IEnumerable<KeyValuePair<string, string>> tags)
    {
        var json = new JsonObject();
        foreach (var (name, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
            json[name] = value;
        return json;
    }
}
