using System.Buffers.Text;
using System.Text.Json;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>Writes the points of a time series fast: stamps are made once a request, numbers have few digits.</summary>
internal sealed class PointWriter(byte[] stamps, MetricAggregations aggregations)
{
    private const int StampLength = 20;

    private readonly bool _average = aggregations.HasFlag(MetricAggregations.Average);
    private readonly bool _maximum = aggregations.HasFlag(MetricAggregations.Maximum);
    private readonly bool _minimum = aggregations.HasFlag(MetricAggregations.Minimum);
    private readonly bool _total = aggregations.HasFlag(MetricAggregations.Total);
    private readonly bool _count = aggregations.HasFlag(MetricAggregations.Count);

    public void Write(Utf8JsonWriter writer, MetricGrains grains, MetricDefinition metric, int from, int to)
    {
        Span<byte> point = stackalloc byte[256];
        "{\"timeStamp\":\""u8.CopyTo(point);
        const int afterStamp = 14 + StampLength;
        point[afterStamp] = (byte)'"';
        for (var grain = from; grain < to; grain++)
        {
            stamps.AsSpan(grain * StampLength, StampLength).CopyTo(point[14..]);
            var at = afterStamp + 1;
            // Nothing was reported: the stamp alone.
            if (grains.Samples(grain, metric.Index) > 0 && !double.IsNaN(grains.Average(grain, metric.Index)))
            {
                if (_total)
                    at = Figure(point, at, ",\"total\":"u8, grains.Total(grain, metric.Index), metric.Decimals);
                if (_average)
                    at = Figure(point, at, ",\"average\":"u8, grains.Average(grain, metric.Index), metric.Decimals);
                if (_minimum)
                    at = Figure(point, at, ",\"minimum\":"u8, grains.Minimum(grain, metric.Index), metric.Decimals);
                if (_maximum)
                    at = Figure(point, at, ",\"maximum\":"u8, grains.Maximum(grain, metric.Index), metric.Decimals);
                if (_count)
                    at = Figure(point, at, ",\"count\":"u8, grains.Count(grain, metric.Index), 0);
            }
            point[at++] = (byte)'}';
            writer.WriteRawValue(point[..at], skipInputValidation: true);
        }
    }

    private static int Figure(Span<byte> point, int at, ReadOnlySpan<byte> name, double value, int decimals)
    {
        name.CopyTo(point[at..]);
        at += name.Length;
        if (decimals == 0)
        {
            Utf8Formatter.TryFormat((ulong)(value + 0.5), point[at..], out var digits);
            at += digits;
            // Azure writes whole numbers with a point, too.
            point[at++] = (byte)'.';
            point[at++] = (byte)'0';
            return at;
        }
        var hundredths = (ulong)((value * 100) + 0.5);
        Utf8Formatter.TryFormat(hundredths / 100, point[at..], out var written);
        at += written;
        var rest = (int)(hundredths % 100);
        point[at++] = (byte)'.';
        point[at++] = (byte)('0' + (rest / 10));
        if (rest % 10 != 0)
            point[at++] = (byte)('0' + (rest % 10));
        return at;
    }
}
