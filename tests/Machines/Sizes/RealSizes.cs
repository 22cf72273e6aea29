using System.Text.Json;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Tests.Simulator;

namespace OpsFunctions.Tests.Machines.Sizes;

/// <summary>The sizes of the recorded answers of Microsoft.Compute/skus, as the suite reads them.</summary>
internal static class RealSizes
{
    public const string South = "southcentralus";
    public const string West = "westcentralus";

    public static List<JsonElement> Entries(string region)
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(
            RecordedData.Folder(), "azure", $"resource-skus.{region}.json")));
        return [.. answer.GetProperty("value").EnumerateArray()];
    }

    public static Size Of(string region, string name) =>
        SizeRow.Read(Entries(region).Find(entry => entry.GetProperty("name").GetString() == name), region)
            ?? throw new InvalidDataException($"{name} could not be read");
}
