using System.Text.Json;
using OpsFunctions.Simulator.Faults;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>Writes a machine's metrics straight into the answer, which is never held in memory as a whole.</summary>
internal sealed class MetricReader(TimeProvider time, ChanceFaults chance)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(93);

    private const int PointsBetweenFlushes = 512;
    private const int FlushAt = 64 * 1024;

    public DateTimeOffset Now => time.GetUtcNow();

    public BrokenMetrics? BrokenOf(Machine machine) => chance.MetricsOf(machine);

    /// <summary>The array "value" of one machine.</summary>
    public async Task WriteValue(
        Utf8JsonWriter writer, Exchange exchange, Machine machine, MetricWindow window, IReadOnlyList<MetricDefinition> metrics,
        PointWriter points)
    {
        var now = Now;
        var broken = BrokenOf(machine) is BrokenMetrics.ErrorCode;
        using var grains = new MetricGrains(machine, window, now, now - Kept);
        // Whoever asks for one machine gets its id as it was asked for (recorded).
        var asked = exchange.Path.IndexOf("/providers/microsoft.insights/", StringComparison.OrdinalIgnoreCase);
        var id = exchange.Spelled(asked > 0 ? exchange.Path[..asked] : machine.Id);
        var tellsMore = ApiVersions.Since(exchange, "2019-07-01");
        writer.WriteStartArray("value");
        foreach (var metric in metrics)
        {
            writer.WriteStartObject();
            writer.WriteString("id", $"{id}/providers/Microsoft.Insights/metrics/{metric.Name}");
            writer.WriteString("type", "Microsoft.Insights/metrics");
            writer.WriteStartObject("name");
            writer.WriteString("value", metric.Name);
            writer.WriteString("localizedValue", metric.Name);
            writer.WriteEndObject();
            if (tellsMore)
                writer.WriteString("displayDescription", metric.Description);
            writer.WriteString("unit", metric.Unit);
            writer.WriteStartArray("timeseries");
            // What a machine never reported has no series at all.
            if (!broken && metric.Has(machine))
            {
                writer.WriteStartObject();
                writer.WriteStartArray("metadatavalues");
                writer.WriteEndArray();
                writer.WriteStartArray("data");
                for (var from = 0; from < window.Count; from += PointsBetweenFlushes)
                {
                    points.Write(writer, grains, metric, from, Math.Min(window.Count, from + PointsBetweenFlushes));
                    if (writer.BytesPending >= FlushAt)
                        await Flush(writer, exchange);
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            if (tellsMore || broken)
                writer.WriteString("errorCode", broken ? "InternalServerError" : "Success");
            if (broken)
                writer.WriteString("errorMessage", "The metric could not be read.");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    public static async Task Flush(Utf8JsonWriter writer, Exchange exchange)
    {
        writer.Flush();
        await exchange.Response.BodyWriter.FlushAsync(exchange.Aborted);
    }
}
