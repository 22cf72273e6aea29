using System.Text;
using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Machines.Load;
using Xunit;

namespace OpsFunctions.Tests.Machines.Load;

/// <summary>A test that changes the zone of this process, so it runs while no other does.</summary>
[CollectionDefinition(nameof(ServerZone), DisableParallelization = true)]
public sealed class ServerZone;

/// <summary>A moment that Azure writes without an offset is UTC, whatever zone the server has.</summary>
[Collection(nameof(ServerZone))]
public sealed class ServerZoneTests : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("TZ");

    public ServerZoneTests()
    {
        Environment.SetEnvironmentVariable("TZ", "Asia/Tokyo");
        TimeZoneInfo.ClearCachedData();
        Assert.Equal(TimeSpan.FromHours(9), TimeZoneInfo.Local.BaseUtcOffset);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("TZ", _before);
        TimeZoneInfo.ClearCachedData();
    }

    [Theory]
    [InlineData("2026-06-01T00:30:00")]
    [InlineData("2026-06-01T00:30:00Z")]
    [InlineData("2026-06-01T09:30:00+09:00")]
    public void A_moment_in_an_answer(string text)
    {
        using var document = JsonDocument.Parse($"\"{text}\"");

        Assert.Equal(new DateTimeOffset(2026, 6, 1, 0, 30, 0, TimeSpan.Zero), document.RootElement.Moment());
    }

    [Theory]
    [InlineData("2026-06-01T00:30:00", 1)]
    [InlineData("2026-06-01T00:00:00.000", 0)]
    [InlineData("2026-06-01T10:00:00+09:00", 2)]
    public async Task A_metrics_figure_lies_where_its_moment_says(string at, int slot)
    {
        var answer = $$$"""
            {"values":[{"value":[{"id":"/vm-1/providers/Microsoft.Insights/metrics/x","name":{"value":"Percentage CPU"},
            "timeseries":[{"data":[{"timeStamp":"{{{at}}}","maximum":42}]}]}]}]}
            """;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(answer));
        var all = new List<LoadSeries>();
        var window = new LoadWindow(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), 4);

        await new MetricsAnswer(window, (_, series) => all.Add(series)).ReadAsync(stream, default);

        Assert.Equal(42, Assert.Single(all).Most(LoadMetric.Cpu)[slot]);
    }
}
