using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpsFunctions.Orchestrations.Snapshots.Report;

/// <summary>The report for programs, a machine a line. <c>schemaVersion</c> rises when a property goes or changes its meaning.</summary>
internal sealed class SnapshotJson(TextWriter json)
{
    public const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private int _machines;

    public Task BeginAsync(SnapshotReport report) => json.WriteAsync(
        $"{{\n\"schemaVersion\":{SchemaVersion},\n\"run\":{JsonSerializer.Serialize(new { Id = report.Run.RunId, Capability = SnapshotsCapability.Name, report.Run.AsOf, report.WrittenAt, report.Mode, report.DeleteMode, report.Evidence }, Json)},\n"
        + $"\"totals\":{JsonSerializer.Serialize(report.Totals, Json)},\n\"work\":{JsonSerializer.Serialize(report.Work, Json)},\n\"doubts\":{JsonSerializer.Serialize(report.Doubts, Json)},\n\"damaged\":{JsonSerializer.Serialize(report.Damaged, Json)},\n\"later\":{JsonSerializer.Serialize(report.Later, Json)},\n"
        + (report.Idle.Count == 0 ? "" : $"\"idle\":{JsonSerializer.Serialize(report.Idle, Json)},\n") + "\"machines\":[");

    public Task AddAsync(SnapshotView machine) =>
        json.WriteAsync((_machines++ == 0 ? "\n" : ",\n") + JsonSerializer.Serialize(machine, Json));

    public Task EndAsync() => json.WriteAsync("\n]}\n");
}
