using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

public class CopyingRunTests
{
    private static readonly (string, string?)[] Copied =
    [
        ("Snapshots:Policies:silver:CopyTo:0:Region", "northeurope"), ("Snapshots:Policies:silver:CopyTo:0:KeepDaily", "3"),
        ("Snapshots:Policies:silver:CopyTo:0:MinGood", "1")
    ];

    [Fact]
    public async Task What_is_new_is_copied_in_order_and_held_as_long_as_that_takes()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 60, Copied);
        await suite.TakeAsync();
        for (var day = 0; day < 3; day++)
        {
            for (var hour = 0; hour < 3; hour++)
            {
                await suite.PassAsync(TimeSpan.FromMinutes(10));
                Assert.Equal(0, (await suite.TakeAsync()).Work.Failed);
            }
            await suite.PassAsync(TimeSpan.FromHours(21));
        }

        var copies = suite.Azure.Snapshots.History.Where(point => point.CopyOf is not null).ToList();
        Assert.NotEmpty(copies);
        Assert.Contains(copies, copy => copy.Id.Contains("/restorePoints/", StringComparison.Ordinal));
        Assert.All(copies, copy => Assert.Equal("northeurope", copy.Region));
        Assert.Empty(suite.Azure.Snapshots.LimitsHit);
        Assert.Empty((await suite.Service<Holds>().AllAsync(default)).SelectMany(hold => hold));
        Assert.DoesNotContain(copies.GroupBy(copy => copy.CopyOf, StringComparer.OrdinalIgnoreCase), group => group.Count() > 1);
    }

    [Fact]
    public async Task An_original_that_somebody_deletes_under_its_copy_fails_that_copy_and_the_next_goes_on()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 24, Copied);
        var machine = suite.Azure.Fleet.Machines.First(
            one => one is { DataDisks: 0, HasEphemeralOsDisk: false, Region: not "northeurope" });
        await suite.TakeAsync();
        await suite.PassAsync(TimeSpan.FromMinutes(3));
        await suite.Host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(OpsFunctions.Orchestrations.Snapshots.SnapshotsOrchestrator),
            new Microsoft.DurableTask.StartOrchestrationOptions("snapshots-broken"), default);
        await suite.PassAsync(TimeSpan.FromMinutes(1));
        var copy = suite.Azure.Snapshots.All.First(one => one.CopyOf is not null
            && one.Tags["ops:machine"].EndsWith("/" + machine.Name, StringComparison.Ordinal));
        suite.Azure.DeleteSnapshotAsSomebodyElse(copy.CopyOf!);
        await suite.Host.CompletedAsync("snapshots-broken");

        await suite.PassAsync(TimeSpan.FromDays(1));
        for (var hour = 0; hour < 4; hour++)
        {
            await suite.TakeAsync();
            await suite.PassAsync(TimeSpan.FromMinutes(10));
        }

        Assert.Contains(suite.Azure.Snapshots.All, one => one.CopyOf is not null && one.Tags["ops:machine"] == copy.Tags["ops:machine"]
            && one.CompletionPercent(suite.Azure.Time.GetUtcNow()) >= 100);
        Assert.Empty((await suite.Service<Holds>().AllAsync(default)).SelectMany(hold => hold));
    }

    [Fact]
    public async Task No_more_than_a_hundred_copies_go_on_in_a_region()
    {
        await using var suite = await SnapshotSuite.StartAsync("silver", 700, Copied);
        await suite.TakeAsync();
        await suite.PassAsync(TimeSpan.FromMinutes(3));
        await suite.Host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(OpsFunctions.Orchestrations.Snapshots.SnapshotsOrchestrator),
            new Microsoft.DurableTask.StartOrchestrationOptions("snapshots-many"), default);

        await suite.PassAsync(TimeSpan.FromMinutes(4));

        var now = suite.Azure.Time.GetUtcNow();
        var most = suite.Azure.Snapshots.History.Where(point => point.CopyOf is not null).GroupBy(point => point.SubscriptionId)
            .Max(copies => copies.Count(copy => copy.ThereFrom <= now));
        Assert.Equal(100, most);
        Assert.Empty(suite.Azure.Snapshots.LimitsHit);
    }
}
