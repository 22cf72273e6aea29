using System.Diagnostics;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>As many snapshots as a month of hours leaves behind.</summary>
public sealed class SnapshotScaleTests
{
    private const int Many = 60_000;

    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Theory]
    [InlineData("where type =~ 'microsoft.compute/snapshots' | order by id asc")]
    [InlineData("where type =~ 'microsoft.compute/snapshots' | where isnotempty(tags['ops:policy']) | project id, name, location, tags, unique = tostring(properties.creationData.sourceUniqueId), created = tostring(properties.timeCreated), percent = properties.completionPercent | order by id asc")]
    public async Task Sixty_thousand_snapshots_are_read_in_pages_of_a_few_milliseconds(string query)
    {
        await using var clients = await SimulatedClients.Start(machines: 500, Free);
        Fill(clients, Many);
        clients.Advance(60);
        var pages = new List<TimeSpan>();
        var rows = await clients.Pipeline().Rows("resources | " + query, pages);
        Assert.Equal(Many, rows.Count);
        Assert.Equal(Many / 1000, pages.Count);
        var typical = pages.Order().ElementAt(pages.Count / 2);
        TestContext.Current.TestOutputHelper?.WriteLine($"first {pages[0].TotalMilliseconds:F0} ms, typical {typical.TotalMilliseconds:F1} ms, longest {pages.Max().TotalMilliseconds:F0} ms");
        // Far above what it takes: a scan of all on every page takes longer.
        Assert.True(typical < TimeSpan.FromMilliseconds(100), $"{typical.TotalMilliseconds} ms");
    }

    [Fact]
    public async Task A_snapshot_more_costs_the_same_among_a_hundred_thousand()
    {
        await using var clients = await SimulatedClients.Start(machines: 500, Free);
        Fill(clients, 100_000);
        var machine = clients.Plain();
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute";
        var body = new { location = machine.Region, properties = new { creationData = new { createOption = "Copy", sourceResourceId = $"{home}/disks/{machine.Name}_OsDisk_1" }, incremental = true } };
        var pipeline = clients.Pipeline();
        Assert.Equal(202, (await pipeline.Act(RequestMethod.Put, $"{home}/snapshots/first", body)).Status);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 100; i++)
        {
            clients.Advance(60);
            Assert.Equal(202, (await pipeline.Act(RequestMethod.Put, $"{home}/snapshots/n{i}", body)).Status);
            Assert.Equal(202, (await pipeline.Act(RequestMethod.Delete, $"{home}/snapshots/n{i}")).Status);
        }
        var each = watch.Elapsed / 200;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each.TotalMilliseconds:F2} ms a call");
        Assert.True(each < TimeSpan.FromMilliseconds(20), $"{each.TotalMilliseconds} ms");
    }

    // The same number on each disk.
    private static void Fill(SimulatedClients clients, int count)
    {
        var disks = clients.Azure.Fleet.Machines.SelectMany(machine => Enumerable.Range(-1, machine.DataDisks + 1).Select(lun => (machine, lun))).ToList();
        for (var i = 0; i < count; i++)
        {
            var (machine, lun) = disks[i % disks.Count];
            clients.Azure.AddSnapshotAsSomebodyElse(
                machine, lun < 0 ? null : lun, $"ops-{machine.Name}-{lun + 1}-{i / disks.Count:d4}",
                new Dictionary<string, string> { ["ops:policy"] = "daily", ["ops:slot"] = $"{i / disks.Count}", ["ops:created-by"] = "snapshots-daily-1" });
        }
    }
}
