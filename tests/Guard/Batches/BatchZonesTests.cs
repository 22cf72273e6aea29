using System.Globalization;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Guard.Batches;

/// <summary>Many changes at once go by the clock of each resource, never by that of UTC or of the server.</summary>
public sealed class BatchZonesTests : IAsyncLifetime
{
    private const string Amsterdam = "Europe/Amsterdam";

    private SuiteHost _suite = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    // The window is 01:00 to 05:00. On these days 01:00 to 05:00 of UTC is something else, and the night has five hours, or three.
    [Theory]
    [InlineData("Europe/Amsterdam", "2026-10-24T22:59Z", "opens 2026-10-24T23:00Z")]
    [InlineData("Europe/Amsterdam", "2026-10-25T00:30Z", "until 2026-10-25T04:00Z")]
    [InlineData("Europe/Amsterdam", "2026-10-25T04:30Z", "opens 2026-10-26T00:00Z")]
    [InlineData("Europe/Amsterdam", "2027-03-28T00:30Z", "until 2027-03-28T03:00Z")]
    [InlineData("Europe/Amsterdam", "2027-03-28T03:30Z", "opens 2027-03-28T23:00Z")]
    [InlineData("America/New_York", "2026-11-01T04:30Z", "opens 2026-11-01T05:00Z")]
    [InlineData("America/New_York", "2026-11-01T05:30Z", "until 2026-11-01T10:00Z")]
    [InlineData("America/New_York", "2027-03-14T04:30Z", "opens 2027-03-14T06:00Z")]
    [InlineData("America/New_York", "2027-03-14T06:30Z", "until 2027-03-14T09:00Z")]
    [InlineData("Australia/Sydney", "2026-10-03T15:30Z", "until 2026-10-03T18:00Z")]
    [InlineData("Australia/Sydney", "2026-10-04T02:00Z", "opens 2026-10-04T14:00Z")]
    [InlineData("Australia/Sydney", "2027-04-03T14:30Z", "until 2027-04-03T19:00Z")]
    [InlineData("Australia/Sydney", "2027-04-04T02:00Z", "opens 2027-04-04T15:00Z")]
    public async Task A_window_is_that_of_the_resources_zone_on_both_days_of_a_clock_change(string zone, string now, string expected) =>
        Assert.Equal(expected, Told(await AskAsync(now, "night", zone)));

    [Theory]
    [InlineData("Europe/Amsterdam", "2026-12-20T16:59Z", "until 2026-12-20T17:00Z")]
    [InlineData("Europe/Amsterdam", "2026-12-20T17:00Z", "opens 2027-01-02T07:00Z")]
    [InlineData("America/New_York", "2026-12-20T22:59Z", "until 2026-12-20T23:00Z")]
    [InlineData("America/New_York", "2026-12-20T23:00Z", "opens 2027-01-02T13:00Z")]
    [InlineData("Australia/Sydney", "2026-12-20T06:59Z", "until 2026-12-20T07:00Z")]
    [InlineData("Australia/Sydney", "2026-12-20T07:00Z", "opens 2027-01-01T21:00Z")]
    public async Task A_freeze_without_a_zone_holds_by_the_resources_clock(string zone, string now, string expected)
    {
        await FreezeAsync("""{"freezes":[{"name":"Christmas","from":"2026-12-20T18:00","to":"2027-01-02T08:00"}]}""");

        Assert.Equal(expected, Told(await AskAsync(now, "always", zone)));
    }

    // The 25th begins in Sydney while it is the 24th everywhere else, and ends in New York when it is the 26th in Amsterdam.
    [Theory]
    [InlineData("Australia/Sydney", "2026-12-24T15:00Z", false)]
    [InlineData("Australia/Sydney", "2026-12-25T15:00Z", true)]
    [InlineData("America/New_York", "2026-12-25T07:00Z", false)]
    [InlineData("America/New_York", "2026-12-26T07:00Z", true)]
    [InlineData("Europe/Amsterdam", "2026-12-25T00:30Z", false)]
    [InlineData("Europe/Amsterdam", "2026-12-26T00:30Z", true)]
    public async Task A_holiday_is_that_of_the_resources_own_date(string zone, string now, bool isGranted)
    {
        await FreezeAsync("""{"holidays":["2026-12-25"]}""");

        Assert.Equal(isGranted, (await AskAsync(now, "working-nights", zone)).Ticket is not null);
    }

    [Fact]
    public async Task Of_a_batch_in_several_zones_each_is_decided_by_its_own()
    {
        var answer = await AskAsync("2026-06-01T02:00Z", "night", Amsterdam, "America/New_York", "Asia/Tokyo", "");

        Assert.Equal(
            [
                (GuardVerdict.Granted, null), (GuardVerdict.Later, At("2026-06-01T05:00Z")), (GuardVerdict.Later, At("2026-06-01T16:00Z")),
                (GuardVerdict.Refused, null),
            ],
            answer.Decisions.Select(decision => (decision.Verdict, decision.RetryAt)));
        Assert.Equal(At("2026-06-01T03:00Z"), answer.Ticket!.ExpiresAt);
    }

    [Fact]
    public async Task Whose_window_closes_later_has_its_turn_after_the_first_and_the_whole_of_its_window()
    {
        var both = await AskAsync("2026-06-01T00:30Z", "night", "Europe/London", Amsterdam);
        var rest = await AskAsync("2026-06-01T00:31Z", "night", "Europe/London");

        Assert.Equal([GuardVerdict.Later, GuardVerdict.Granted], both.Decisions.Select(decision => decision.Verdict));
        Assert.Equal((At("2026-06-01T00:31Z"), At("2026-06-01T03:00Z")), (both.Decisions[0].RetryAt, both.Ticket!.ExpiresAt));
        Assert.Equal(At("2026-06-01T04:00Z"), rest.Ticket!.ExpiresAt);
    }

    [Fact]
    public async Task A_window_that_is_always_open_needs_no_zone_and_all_have_their_turn_at_once()
    {
        var answer = await AskAsync("2026-06-01T00:30Z", "always", Amsterdam, "Asia/Tokyo", "");

        Assert.All(answer.Decisions, decision => Assert.Equal(GuardVerdict.Granted, decision.Verdict));
    }

    [Fact]
    public async Task Where_the_zone_is_not_known_what_may_be_frozen_is()
    {
        await FreezeAsync("""{"freezes":[{"name":"Christmas","from":"2026-12-20T18:00","to":"2027-01-02T08:00"}]}""");

        var answer = await AskAsync("2026-12-01T00:00Z", "always", Amsterdam, "");

        Assert.Equal([GuardVerdict.Granted, GuardVerdict.Later], answer.Decisions.Select(one => one.Verdict));
    }

    private async Task<BatchAnswer> AskAsync(string now, string window, params string[] zones)
    {
        var subscription = _suite.Azure.Fleet.Subscriptions[0].Id;
        var services = _suite.Services;
        var options = new GuardOptions
        {
            Windows = { ["working-nights"] = new() { From = new(1, 0), To = new(5, 0), SkipHolidays = true } },
        };
        services.GetRequiredService<GuardProfiles>().Of("snapshots").AllowedScopes.Add($"/subscriptions/{subscription}");
        var guard = new BatchGuard(
            services.GetRequiredService<OpsFunctions.Orchestrations.Guard.Stop.KillSwitch>(), services.GetRequiredService<FreezeCalendar>(),
            services.GetRequiredService<LockReader>(), services.GetRequiredService<Claims>(), options,
            services.GetRequiredService<GuardProfiles>(), new FixedTime(At(now)));
        var targets = zones.Index().Select(one => Target(subscription, one.Index, one.Item)).ToList();
        var batch = new GuardBatch("snapshots", "owner", "snapshots/delete", subscription, "hash") { Deletes = true, Window = window };
        return await guard.AskAsync(batch, targets, Ct);
    }

    private static BatchTarget Target(string subscription, int number, string zone)
    {
        var compute = $"/subscriptions/{subscription}/resourceGroups/rg-of-nobody/providers/Microsoft.Compute";
        return new($"{compute}/virtualMachines/vm-{number}", $"{compute}/snapshots/snap-{number}", Mode.Apply, "production", zone);
    }

    private async Task FreezeAsync(string content)
    {
        var container = _suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await container.CreateIfNotExistsAsync(cancellationToken: Ct);
        await container.GetBlobClient(FreezeCalendar.Blob).UploadAsync(BinaryData.FromString(content), overwrite: true, Ct);
    }

    private static string Told(BatchAnswer answer) => answer.Ticket is { } ticket
        ? $"until {Text(ticket.ExpiresAt)}"
        : $"opens {Text(answer.Decisions[0].RetryAt!.Value)}";

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
