using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Guard.Calendar;

public sealed class FreezeCalendarTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Summer = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private SuiteHost _suite = null!;

    private FreezeCalendar Calendar => _suite.Services.GetRequiredService<FreezeCalendar>();

    public async ValueTask InitializeAsync() => _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task Without_a_calendar_nothing_is_frozen() =>
        Assert.False((await Calendar.ReadAsync(default)).At("UTC", null, Summer).IsFrozen);

    [Fact]
    public async Task A_calendar_is_read_as_people_write_it()
    {
        await WriteAsync("""
            {
              // end of the year
              "freezes": [
                { "name": "Christmas", "from": "2026-12-20T18:00", "to": "2027-01-02T08:00:00", "timeZone": "Europe/Amsterdam", "environments": ["production"] },
                { "name": "audit", "from": "2026-05-30", "to": "2026-06-02" },
              ],
              "holidays": ["2026-12-25", "2026-01-01"]
            }
            """);

        var list = await Calendar.ReadAsync(default);

        Assert.Null(list.Problem);
        Assert.Equal(["Christmas", "audit"], list.Freezes.Select(freeze => freeze.Name));
        Assert.Equal([new DateOnly(2026, 1, 1), new DateOnly(2026, 12, 25)], list.Holidays);
        Assert.Equal("frozen until 2026-06-02 00:00 UTC: audit", list.At("UTC", "test", Summer).Reason);
    }

    [Theory]
    [InlineData("", "state/guard/freezes.json")]
    [InlineData("null", "holds nothing")]
    [InlineData("{", "state/guard/freezes.json")]
    [InlineData("[]", "state/guard/freezes.json")]
    [InlineData("""{"freeze":[]}""", "freeze")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01","to":"2026-01-02","enviroments":[]}]}""", "enviroments")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01"}]}""", "to")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-02","to":"2026-01-02"}]}""", "ends before it begins")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01T00:00Z","to":"2026-01-02"}]}""", "with an offset")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01","to":"2026-01-02T00:00:00+02:00"}]}""", "with an offset")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01","to":"2026-01-02","timeZone":"Mars/Olympus"}]}""", "Mars/Olympus")]
    [InlineData("""{"freezes":[null]}""", "state/guard/freezes.json")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01","to":"2026-01-02"}],"freezes":[]}""", "freezes")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01","to":"2026-01-02"}],"Freezes":[]}""", "reezes")]
    [InlineData("""{"freezes":[{"name":"x","from":"2026-01-01","to":"2026-12-31","to":"2026-01-02"}]}""", "to")]
    [InlineData("""{"holidays":["25.12.2026"]}""", "holidays")]
    public async Task A_calendar_that_cannot_be_read_freezes_everything_and_says_what_to_do(string content, string told)
    {
        await WriteAsync(content);

        var verdict = (await Calendar.ReadAsync(default)).At("UTC", "test", Summer);

        Assert.True(verdict.IsFrozen);
        Assert.Contains(told, verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("correct the blob", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, FaultKind.Respond)]
    [InlineData(403, FaultKind.Respond)]
    [InlineData(500, FaultKind.Respond)]
    [InlineData(0, FaultKind.AbortConnection)]
    public async Task Storage_that_does_not_answer_freezes_everything(int status, FaultKind kind)
    {
        await WriteAsync("{}");
        _suite.Azure.Faults.Add(new FaultRule { Target = "freezes.json", Kind = kind, Status = status });

        Assert.True((await Calendar.ReadAsync(default)).At("UTC", "test", Summer).IsFrozen);
    }

    private async Task WriteAsync(string content)
    {
        var container = _suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await container.CreateIfNotExistsAsync();
        await container.GetBlobClient("guard/freezes.json").UploadAsync(BinaryData.FromString(content), overwrite: true);
    }
}
