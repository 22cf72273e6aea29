using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Machines.Load;
using Xunit;

namespace OpsFunctions.Tests.Machines.Load;

/// <summary>Forms that JSON allows and Azure Monitor does not write today, against a reader that knows only the general parsers.</summary>
public class MetricsAnswerFormsTests
{
    private const string Points = """
        {"timeStamp":"2026-06-01T00:00:00Z","average":12.5,"minimum":1.0,"maximum":99.75},
        {"timeStamp":"2026-06-01T00:30:00.5Z","average":1e2,"minimum":-0.0,"maximum":1.5E-3},
        {"timeStamp":"2026-06-01T03:00:00+02:00","average":0.1234567890123456789,"minimum":-0,"maximum":123456789012345678},
        {"average":7,"maximum":8.25,"minimum":6.125,"timeStamp":"2026-06-01T01:30:00\u005a"},
        {"timeStamp":"2026-06-01T02:00Z","aver\u0061ge":5,"m\u0069nimum":4,"max\u0069mum":6},
        {"timeStamp":"2026-06-01T02:30:00Z","average":null,"minimum":"3","maximum":[1,2],"extra":{"average":1,"timeStamp":"x","deep":[{"maximum":2}]}},
        {"timeStamp":"2026-06-01T03:00:00Z","average":1,"average":2,"count":17,"total":1e400},
        {"timeStamp":"2026-06-01T03:30:00Z"},
        {"average":55},
        {"timeStamp":5,"average":56},
        {"timeStamp":"2026-06-01T04:00:00Z","average":1e400,"minimum":-1E-400,"maximum":4.9406564584124654E-324},
        {"timeStamp":"2026-06-01T00:00:00Z","minimum":0.5}
        """;

    private const string Answer = $$$"""
        {"cost":1,"values":[
          {"interval":"PT30M","value":[
            {"timeseries":[{"metadatavalues":[],"data":[{{{Points}}}]}],"name":{"localizedValue":"Wert \"\\\u00e4","v\u0061lue":"Percentage\u0020CPU"},"i\u0064":"\/subscriptions\/s\/vm-\u0031/providers/microsoft.insights/metrics/x","errorCode":"Success"},
            {"id":"/subscriptions/s/vm-1/providers/Microsoft.Insights/metrics/y","name":{"value":"network in total"},"errorC\u006fde":"Thr\u006fttled","timeseries":[]},
            {"id":"/subscriptions/s/vm-1/providers/Microsoft.Insights/metrics/z","name":{"value":"Of another kind"},"timeseries":[{"data":[{"timeStamp":"2026-06-01T00:00:00Z","average":1}]}]}
          ],"resourceid":"not asked for"},
          {"value":[]},
          {"value":[{"id":"/subscriptions/s/vm-2/providers/Microsoft.Insights/metrics/x","name":{"value":"Percentage CPU"},"timeseries":[{"data":[{"timeStamp":"2026-06-01T00:30:00Z","maximum":42}]}]}]}
        ]}
        """;

    private static readonly LoadWindow Window = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), 48);

    [Fact]
    public async Task Every_form_is_read_as_the_general_parsers_read_it_wherever_the_answer_is_cut_in_two()
    {
        var bytes = Encoding.UTF8.GetBytes(Answer);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var machines = await ReadAsync(new TwoParts(bytes, cut));
            Assert.Equal(["/subscriptions/s/vm-1", "/subscriptions/s/vm-2"], machines.Select(machine => machine.Id));
            var series = machines[0].Series;
            Assert.Equal(Expected("average"), Bits(series.Average(LoadMetric.Cpu)));
            Assert.Equal(Expected("minimum"), Bits(series.Least(LoadMetric.Cpu)));
            Assert.Equal(Expected("maximum"), Bits(series.Most(LoadMetric.Cpu)));
            Assert.Null(series.Error(LoadMetric.Cpu));
            Assert.Equal("Throttled", series.Error(LoadMetric.NetworkIn));
            Assert.Equal(42, machines[1].Series.Most(LoadMetric.Cpu)[1]);
        }
    }

    [Theory]
    [InlineData("2026-06-01T00:30:00z")]
    [InlineData("2026-06-01t00:30:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-06-01T00:00:61Z")]
    [InlineData("yesterday")]
    public async Task A_timestamp_that_the_general_parser_refuses_is_refused(string text)
    {
        Assert.False(JsonSerializer.SerializeToElement(text).TryGetDateTimeOffset(out _));
        await Assert.ThrowsAsync<FormatException>(() => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(
            $$$"""{"values":[{"value":[{"timeseries":[{"data":[{"timeStamp":"{{{text}}}"}]}]}]}]}"""))));
    }

    // What a point says last stands; a point without a moment says nothing.
    private static long[] Expected(string figure)
    {
        var figures = new double[Window.Grains];
        Array.Fill(figures, double.NaN);
        foreach (var point in JsonDocument.Parse($"[{Points}]").RootElement.EnumerateArray())
            if (point.TryGetProperty("timeStamp", out var at) && at.ValueKind == JsonValueKind.String)
                figures[Window.IndexOf(at.GetDateTimeOffset())] =
                    point.TryGetProperty(figure, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
        return Bits(figures);
    }

    private static long[] Bits(ReadOnlySpan<double> figures)
    {
        var bits = new long[figures.Length];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = BitConverter.DoubleToInt64Bits(figures[i]);
        return bits;
    }

    private static async Task<List<(string Id, LoadSeries Series)>> ReadAsync(Stream answer)
    {
        var machines = new List<(string, LoadSeries)>();
        await new MetricsAnswer(Window, (id, series) => machines.Add((id, series))).ReadAsync(answer, default);
        return machines;
    }

    /// <summary>Ends its first read where it is cut.</summary>
    private sealed class TwoParts(byte[] bytes, int cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(Position < cut ? buffer[..(int)Math.Min(buffer.Length, cut - Position)] : buffer, cancellationToken);
    }
}
