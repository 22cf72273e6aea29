namespace OpsFunctions.Simulator.Metrics;

/// <summary>Which figures of a grain are asked for.</summary>
[Flags]
internal enum MetricAggregations
{
    None = 0,
    Average = 1,
    Maximum = 2,
    Minimum = 4,
    Total = 8,
    Count = 16,
}

internal static class MetricAggregationNames
{
    /// <summary>Null: one of them is unknown.</summary>
    public static MetricAggregations? Read(string? text)
    {
        var all = MetricAggregations.None;
        foreach (var name in (text ?? "average").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            MetricAggregations? one = name.ToLowerInvariant() switch
            {
                "average" => MetricAggregations.Average,
                "maximum" => MetricAggregations.Maximum,
                "minimum" => MetricAggregations.Minimum,
                "total" => MetricAggregations.Total,
                "count" => MetricAggregations.Count,
                _ => null,
            };
            if (one is null)
                return null;
            all |= one.Value;
        }
        return all;
    }
}
