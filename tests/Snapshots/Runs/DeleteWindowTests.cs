using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

/// <summary>A day's run deletes in the window of each machine's own time zone.</summary>
public class DeleteWindowTests
{
    private static readonly (string, string?)[] Noon =
        [("Guard:Windows:noon:From", "12:00"), ("Guard:Windows:noon:To", "13:00"), ("Snapshots:DeleteWindow", "noon")];

    [Fact]
    public async Task Machines_of_three_zones_in_one_subscription_each_have_their_turn_in_one_run()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, Noon);
        var machines = suite.Simple.GroupBy(machine => machine.SubscriptionId).First(ofOne => ofOne.Count() >= 3).Take(3).ToList();
        string[] zones = ["Asia/Tokyo", "Europe/Amsterdam", "America/New_York"];
        foreach (var (machine, zone) in machines.Zip(zones))
        {
            suite.Azure.SetTagAsSomebodyElse(machine, ResourceZone.Tag, zone);
            await suite.AddHistoryAsync(machine, 40);
        }

        var summary = await suite.RetainAsync();

        Assert.True(summary.Work is { Deleted: > 40, Refused: 0, Failed: 0 }, summary.Work.ToString());
        Assert.Equal(
            [(zones[0], 3, 3), (zones[1], 10, 10), (zones[2], 16, 16)],
            machines.Zip(zones).Select(one => (one.Second, HoursOf(suite, one.First).Min(), HoursOf(suite, one.First).Max())));
    }

    [Fact]
    public async Task Without_a_tag_the_zone_of_the_region_decides()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, Noon);
        var machines = suite.Simple.DistinctBy(machine => machine.Region).ToList();
        foreach (var machine in machines)
            await suite.AddHistoryAsync(machine, 40);

        await suite.RetainAsync();

        Assert.True(machines.Count >= 2);
        foreach (var machine in machines)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(RegionTimeZones.Find(machine.Region)!);
            var deleted = Deleted(suite, machine);
            Assert.NotEmpty(deleted);
            Assert.All(deleted, at => Assert.Equal(12, TimeZoneInfo.ConvertTime(at, zone).Hour));
        }
    }

    [Theory]
    [InlineData("noon", false)]
    [InlineData("always", true)]
    public async Task A_zone_that_cannot_be_read_is_reported_and_holds_up_only_what_goes_by_a_clock(string window, bool isDeleted)
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, [.. Noon[..2], ("Snapshots:DeleteWindow", window)]);
        var machine = suite.Simple[0];
        suite.Azure.SetTagAsSomebodyElse(machine, ResourceZone.Tag, "EST");
        await suite.AddHistoryAsync(machine, 40);

        var summary = await suite.RetainAsync();

        Assert.Equal(isDeleted, summary.Work.Deleted > 10);
        Assert.Equal(isDeleted, summary.Work.Refused == 0);
        Assert.Contains("ops:timezone=EST is no IANA time zone", (await suite.ViewAsync(machine)).Problems);
    }

    private static List<int> HoursOf(SnapshotSuite suite, Machine machine) => [.. Deleted(suite, machine).Select(at => at.Hour)];

    private static List<DateTimeOffset> Deleted(SnapshotSuite suite, Machine machine)
    {
        var disk = suite.DiskOf(machine);
        return
        [
            .. suite.Azure.Snapshots.History.Where(point => point.Source == disk && point.DeletedBy == suite.Azure.Suite.Act.PrincipalId)
                .Select(point => point.DeletedAt!.Value),
        ];
    }
}
