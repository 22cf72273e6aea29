using System.Globalization;
using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Reading;

/// <summary>Whether the condition of an alert's metrics holds.</summary>
/// <param name="Holds">Null: the alert names no metric that the suite reads, or there are no figures.</param>
public sealed record ConditionSeen(bool? Holds, string Words);

/// <summary>Reads the metrics of an alert anew. Names of metrics come from a list of ours, never from the alert.</summary>
public sealed class ConditionReader(AzureClients clients)
{
    private const string Version = "2023-10-01";
    private static readonly TimeSpan Standard = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    // Of virtual machines, by the platform (Azure Monitor, supported metrics of Microsoft.Compute/virtualMachines).
    private static readonly string[] Known =
    [
        "Percentage CPU", "Available Memory Bytes", "Available Memory Percentage", "VmAvailabilityMetric", "Network In Total",
        "Network Out Total",
        "Disk Read Bytes", "Disk Write Bytes", "Disk Read Operations/Sec", "Disk Write Operations/Sec", "CPU Credits Remaining",
        "CPU Credits Consumed",
        "OS Disk Queue Depth", "Data Disk Queue Depth", "OS Disk IOPS Consumed Percentage", "Data Disk IOPS Consumed Percentage",
        "OS Disk Bandwidth Consumed Percentage", "Data Disk Bandwidth Consumed Percentage", "VM Cached IOPS Consumed Percentage",
        "VM Uncached IOPS Consumed Percentage",
    ];

    private static readonly string[] Aggregations = ["Average", "Maximum", "Minimum", "Total", "Count"];

    /// <param name="since">Figures before do not count; null: all of the window do.</param>
    /// <exception cref="Azure.RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<ConditionSeen> ReadAsync(Alert alert, DateTimeOffset? since, DateTimeOffset now, CancellationToken ct)
    {
        if (alert.Metrics.Count == 0)
            return new(null, "");
        var window = alert.Window is { } told && told > TimeSpan.Zero && told <= Longest ? told : Standard;
        var from = now - window;
        if (since > from)
            from = since.Value;
        // All conditions of a rule have to hold.
        var (holds, words) = ((bool?)true, new List<string>());
        foreach (var metric in alert.Metrics)
        {
            var one = await ReadAsync(alert.Target, metric, from, now, ct);
            words.Add(one.Words);
            holds = one.Holds == false || holds == false ? false : one.Holds is null ? null : holds;
        }
        return new(holds, string.Join("; ", words));
    }

    private async Task<ConditionSeen> ReadAsync(
        string target, MetricCondition metric, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var name = Known.FirstOrDefault(one => string.Equals(one, metric.Metric, StringComparison.OrdinalIgnoreCase));
        var how = Aggregations.FirstOrDefault(one => string.Equals(one, metric.Aggregation, StringComparison.OrdinalIgnoreCase));
        if (name is null || how is null)
            return new(null, "the suite does not read its metric");
        var query = string.Create(CultureInfo.InvariantCulture,
            $"&metricnames={Uri.EscapeDataString(name)}&aggregation={how}&interval=PT1M&timespan={Moment(from)}/{Moment(to)}");
        var figures = await RefusedRead.OrAsync<IReadOnlyList<double>>(async () =>
        {
            using var answer = await clients.ArmPipeline.SendAsync(
                RequestMethod.Get, new(ArmAddress.Of(target, "/providers/Microsoft.Insights/metrics", Version) + query), null, ct);
            return FiguresIn(answer.RootElement, how);
        }, _ => []);
        if (figures.Count == 0)
            return new(null, Invariant($"{name} has no figures since {from.UtcDateTime:HH:mm} UTC"));
        var value = how switch { "Maximum" => figures.Max(), "Minimum" => figures.Min(), "Total"
            or "Count" => figures.Sum(), _ => figures.Average() };
        return new(Compare(value, metric), Invariant($"{name} is {value:0.##} ({how.ToLowerInvariant()} of {figures.Count} minutes)"));
    }

    private static List<double> FiguresIn(JsonElement root, string how) =>
    [
        .. root.Get("value").Items().SelectMany(metric => metric.Get("timeseries").Items()).SelectMany(series => series.Get("data").Items())
            .Select(point => point.Get(how.ToLowerInvariant())).Where(point => point.ValueKind == JsonValueKind.Number)
            .Select(point => point.GetDouble()),
    ];

    private static bool? Compare(double value, MetricCondition metric) => metric.Operator.ToLowerInvariant() switch
    {
        "greaterthan" => value > metric.Threshold,
        "greaterthanorequal" => value >= metric.Threshold,
        "lessthan" => value < metric.Threshold,
        "lessthanorequal" => value <= metric.Threshold,
        "equals" => Math.Abs(value - metric.Threshold) < 1e-9,
        _ => null,
    };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
