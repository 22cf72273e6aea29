using System.Text.Json;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Real answers and recordings that are not part of the project; a test that needs them is skipped where they are not.</summary>
internal static class RecordedData
{
    public static string Folder()
    {
        var folder = Environment.GetEnvironmentVariable("OPS_DATA");
        if (string.IsNullOrEmpty(folder) || !Directory.Exists(folder))
            Assert.Skip("OPS_DATA does not name the folder with recorded data, so nothing is compared with it.");
        return folder;
    }

    /// <summary>The answers in a recording to requests whose address contains a text.</summary>
    public static IEnumerable<JsonElement> Answers(string file, string address)
    {
        var recording = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(Folder(), "recorded", file)));
        return recording.GetProperty("interactions").EnumerateArray()
            .Where(one => one.GetProperty("request").GetProperty("uri").GetString()!.Contains(address, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.GetProperty("response").GetProperty("body"));
    }

    /// <summary>Every property path in it: value[].properties.vmId. Tags are data, not shape.</summary>
    public static IEnumerable<string> Paths(JsonElement element, string at = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    var path = at.Length == 0 ? property.Name : $"{at}.{property.Name}";
                    yield return path;
                    if (property.NameEquals("tags"))
                        continue;
                    foreach (var inner in Paths(property.Value, path))
                        yield return inner;
                }
                break;
            case JsonValueKind.Array:
                foreach (var inner in element.EnumerateArray().SelectMany(item => Paths(item, at + "[]")))
                    yield return inner;
                break;
            default:
                break;
        }
    }
}
