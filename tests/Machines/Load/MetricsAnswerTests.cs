using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Machines.Load;
using Xunit;

namespace OpsFunctions.Tests.Machines.Load;

public class MetricsAnswerTests
{
    private static readonly LoadWindow Window = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), 48);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task An_answer_may_arrive_in_pieces_of_any_size(int piece)
    {
        var machines = await ReadAsync(Answer(Element("vm-1", Metric("vm-1", "Percentage CPU", Points(48, i => i)))), piece);

        var (id, series) = Assert.Single(machines);
        Assert.Equal("/subscriptions/s/vm-1", id);
        Assert.Equal(17, series.Average(LoadMetric.Cpu)[17]);
        Assert.Equal(16, series.Least(LoadMetric.Cpu)[17]);
        Assert.Equal(18, series.Most(LoadMetric.Cpu)[17]);
    }

    [Fact]
    public async Task A_result_belongs_to_the_machine_of_its_metrics_id_wherever_it_stands()
    {
        var late = Element(
            "vm-2",
            $$"""{"timeseries":[{"data":[{{Points(1, _ => 5)}}],"metadatavalues":[]}],"name":{"localizedValue":"x","value":"Percentage CPU"},"id":"/subscriptions/s/vm-2/providers/Microsoft.Insights/metrics/Percentage CPU"}""");

        var machines = await ReadAsync(Answer(late, Element("vm-1", Metric("vm-1", "Percentage CPU", Points(1, _ => 7)))));

        Assert.Equal(["/subscriptions/s/vm-2", "/subscriptions/s/vm-1"], machines.Select(machine => machine.Id));
        Assert.Equal(5, machines[0].Series.Average(LoadMetric.Cpu)[0]);
    }

    [Fact]
    public async Task A_point_without_figures_stays_empty()
    {
        var machines = await ReadAsync(Answer(Element(
            "vm-1", Metric("vm-1", "Percentage CPU", """{"timeStamp":"2026-06-01T00:00:00Z"}"""))));

        Assert.True(double.IsNaN(machines[0].Series.Average(LoadMetric.Cpu)[0]));
    }

    [Fact]
    public async Task A_point_outside_the_window_is_left_out()
    {
        var machines = await ReadAsync(Answer(Element("vm-1", Metric("vm-1", "Percentage CPU",
            """{"timeStamp":"2026-05-31T23:30:00Z","average":1},{"timeStamp":"2026-06-02T00:00:00Z","average":1}"""))));

        foreach (var figure in machines[0].Series.Average(LoadMetric.Cpu))
            Assert.True(double.IsNaN(figure));
    }

    [Fact]
    public async Task A_metric_that_Azure_refused_carries_its_code()
    {
        var machines = await ReadAsync(Answer(Element("vm-1", Metric("vm-1", "Percentage CPU", "", "InvalidSamplingType"))));

        Assert.Equal("InvalidSamplingType", machines[0].Series.Error(LoadMetric.Cpu));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_keeps_the_machines_that_were_whole()
    {
        var whole = Answer(
            Element("vm-1", Metric("vm-1", "Percentage CPU", Points(48, i => i))),
            Element("vm-2", Metric("vm-2", "Percentage CPU", Points(48, i => i))));
        var machines = new List<string>();

        await Assert.ThrowsAnyAsync<JsonException>(() =>
            new MetricsAnswer(Window, (id, _) => machines.Add(id)).ReadAsync(
                new MemoryStream(Encoding.UTF8.GetBytes(whole[..^200])), default));

        Assert.Equal(["/subscriptions/s/vm-1"], machines);
    }

    [Fact]
    public async Task Two_machines_in_one_element_are_no_answer() =>
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(Answer(Element(
        "vm-1", Metric("vm-1", "Percentage CPU", Points(1, _ => 1)), Metric("vm-2", "Network In Total", Points(1, _ => 1))))));

    private static async Task<List<(string Id, LoadSeries Series)>> ReadAsync(string answer, int piece = 4096)
    {
        var machines = new List<(string, LoadSeries)>();
        await new MetricsAnswer(Window, (id, series) => machines.Add((id, series))).ReadAsync(
            new Drip(Encoding.UTF8.GetBytes(answer), piece), default);
        return machines;
    }

    private static string Answer(params string[] elements) => $$"""{"values":[{{string.Join(',', elements)}}]}""";

    private static string Element(string machine, params string[] metrics) =>
        $$"""{"starttime":"2026-06-01T00:00:00Z","endtime":"2026-06-02T00:00:00Z","interval":"PT30M","resourceid":"/subscriptions/s/{{machine}}","value":[{{string.Join(',', metrics)}}]}""";

    private static string Metric(string machine, string name, string points, string error = "Success") =>
        $$"""{"id":"/subscriptions/s/{{machine}}/providers/Microsoft.Insights/metrics/{{name}}","name":{"value":"{{name}}","localizedValue":"{{name}}"},"unit":"Percent","timeseries":[{"metadatavalues":[],"data":[{{points}}]}],"errorCode":"{{error}}"}""";

    private static string Points(int count, Func<int, int> average) => string.Join(',', Enumerable.Range(0, count).Select(i =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"timeStamp":"{{Window.Start.AddMinutes(30 * i).UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}","average":{{average(i)}},"minimum":{{average(i) - 1}},"maximum":{{average(i) + 1}}}""")));

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Drip(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
