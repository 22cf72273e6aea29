using System.Text.Json;
using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Drills.Planning;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>The report for programs. <c>schemaVersion</c> rises when a property goes or changes its meaning.</summary>
internal static class DrillJson
{
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Of(DrillRecord record, DrillJournal? journal, DrillHistory history) => JsonSerializer.Serialize(new
    {
        SchemaVersion,
        Run = new { Id = record.DrillId, Capability = DrillsCapability.Name, AsOf = record.RequestedAt, record.Evidence },
        Drill = record,
        Points = (journal?.Machines ?? []).Select(machine => new { machine.Name, machine.SourceId, machine.PointAt, machine.IsTorn }),
        Resources = (journal?.Resources ?? []).Select(resource => new { resource.Key, resource.Kind, resource.Id }),
        Trend = history.Drills,
    }, Json) + "\n";
}
