using System.Text.Json;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>Tags as a row of the inventory or a resource has them.</summary>
internal static class ResourceTags
{
    /// <summary>By name, ignoring case; none where there are none.</summary>
    public static Dictionary<string, string> Read(JsonElement tags)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (tags.ValueKind == JsonValueKind.Object)
            foreach (var tag in tags.EnumerateObject())
                read[tag.Name] = tag.Value.ToString();
        return read;
    }
}
