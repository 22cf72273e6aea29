using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>Disks and snapshots in Resource Graph.</summary>
public sealed class SnapshotGraphTests
{
    private const string OfSnapshots = "resources | where type =~ 'Microsoft.Compute/snapshots' | order by id asc";

    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_row_of_a_disk_shows_what_reading_the_disk_shows()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var rows = await clients.Pipeline()
            .Rows("resources | where type =~ 'microsoft.compute/disks' | extend unique = tostring(properties.uniqueId) | order by id asc");
        Assert.Equal(clients.Azure.Fleet.Machines.Sum(machine => machine.DataDisks + 1), rows.Count);
        Assert.Equal(rows.Count, rows.Select(row => row.Text("unique")).Distinct().Count());
        Assert.Equal(rows.Select(row => row.Text("id")).Order(StringComparer.Ordinal), rows.Select(row => row.Text("id")));
        foreach (var row in rows.Where((_, i) => i % 40 == 0))
        {
            var read = (await clients.Pipeline().Act(RequestMethod.Get, row.Text("id")!)).Json();
            // What is empty the disk does not have, and the row has as null.
            foreach (var column in new[] { "id", "name", "location", "sku", "managedBy", "zones", "properties" })
                Assert.Equal(read.TryGetProperty(column, out var value) ? value.GetRawText() : "null", row.GetProperty(column)
                    .GetRawText());
            Assert.Equal(
                ("microsoft.compute/disks", row.Text("id")!.Split('/')[4].ToLowerInvariant()),
                (row.Text("type"), row.Text("resourceGroup")));
            Assert.NotNull(clients.Azure.Fleet.Find(row.Text("managedBy")!));
        }
        string[] states = [.. rows.Select(row => row.GetProperty("properties").Text("diskState")!).Distinct().Order()];
        Assert.Equal(["Attached", "Reserved"], states);
    }

    [Fact]
    public async Task A_row_of_a_snapshot_shows_what_reading_the_snapshot_shows()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var snapshot = clients.Azure.AddSnapshotAsSomebodyElse(clients.Plain(), lun: null, "s", new Dictionary<string, string>
        {
            ["why"] = "test"
        });
        clients.Advance(30);
        var row = Assert.Single(await clients.Pipeline().Rows(OfSnapshots));
        var read = (await clients.Pipeline().Act(RequestMethod.Get, snapshot.Id)).Json();
        foreach (var column in new[] { "id", "name", "location", "sku", "tags", "properties" })
            Assert.Equal(read.GetProperty(column).GetRawText(), row.GetProperty(column).GetRawText());
        Assert.Equal(
            ("microsoft.compute/snapshots", snapshot.SubscriptionId, ""),
            (row.Text("type"), row.Text("subscriptionId"), row.Text("managedBy")));
    }

    [Fact]
    public async Task A_snapshot_shows_late_and_so_does_its_deletion()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free with { ResourceGraphLag = TimeSpan.FromMinutes(2) });
        var snapshot = clients.Azure.AddSnapshotAsSomebodyElse(clients.Plain(), lun: null, "s");
        async Task<int> Shown() => (await clients.Pipeline().Rows(OfSnapshots)).Count;
        clients.Advance(119);
        Assert.Equal(0, await Shown());
        clients.Advance(1);
        Assert.Equal(1, await Shown());
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, snapshot.Id)).Status);
        Assert.Equal("Deleting", (await clients.Read(snapshot.Id)).Text("provisioningState"));
        clients.Advance(3);
        Assert.Equal(404, (await clients.Pipeline().Act(RequestMethod.Get, snapshot.Id)).Status);
        clients.Advance(117);
        Assert.Equal(1, await Shown());
        clients.Advance(2);
        Assert.Equal(0, await Shown());
    }

    [Fact]
    public async Task A_snapshot_shows_the_state_it_had_a_moment_ago()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var machine = clients.Plain();
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute";
        var body = new
        {
            location = machine.Region,
            properties = new
            {
                creationData = new { createOption = "Copy", sourceResourceId = $"{home}/disks/{machine.Name}_OsDisk_1" }, incremental = true
            }
        };
        var accepted = await clients.Pipeline().Act(RequestMethod.Put, $"{home}/snapshots/s", body);
        clients.Advance(30);
        Assert.Equal("Succeeded", (await clients.Finish(accepted, 0)).Status());
        var row = Assert.Single(await clients.Pipeline()
            .Rows(OfSnapshots + " | project id, state = tostring(properties.provisioningState)"));
        Assert.Equal("Updating", row.Text("state"));
    }

    [Fact]
    public async Task Snapshots_that_the_caller_may_not_read_are_missing()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free);
        var machine = clients.Plain();
        var other = clients.Plain(also: one => one.ResourceGroup != machine.ResourceGroup);
        foreach (var one in new[] { machine, other })
            clients.Azure.AddSnapshotAsSomebodyElse(one, lun: null, $"of-{one.Name}");
        clients.Advance(60);
        clients.Azure.Roles.Assign(new RoleAssignment(
            AppRoles.Compute, $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}"));
        var row = Assert.Single(await clients.Pipeline().Rows(OfSnapshots));
        Assert.Equal($"of-{machine.Name}", row.Text("name"));
        clients.Azure.Roles.Replace(AppRoles.Compute with { NotActions = ["Microsoft.Compute/snapshots/read"] });
        Assert.Empty(await clients.Pipeline().Rows(OfSnapshots));
    }

    [Theory]
    [InlineData("where type in~ ('MICROSOFT.COMPUTE/snapshots', 'microsoft.compute/disks')")]
    [InlineData("where (type == 'microsoft.compute/snapshots' or type == 'microsoft.compute/disks') and isnotempty(name)")]
    public async Task Several_types_come_in_one_order_of_ids(string filter)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        foreach (var one in clients.Azure.Fleet.Machines.Where(one => one.Index % 3 == 0))
            clients.Azure.AddSnapshotAsSomebodyElse(one, lun: null, $"of-{one.Name}");
        clients.Advance(60);
        var rows = await clients.Pipeline().Rows($"resources | {filter} | project id, type");
        Assert.Equal(
            (20, clients.Azure.Fleet.Machines.Sum(one => one.DataDisks + 1)),
            (rows.Count(row => row.Text("type") == "microsoft.compute/snapshots"), rows.Count(
                row => row.Text("type") == "microsoft.compute/disks")));
        Assert.Equal(rows.Select(row => row.Text("id")).Order(StringComparer.Ordinal), rows.Select(row => row.Text("id")));
    }

    [Theory]
    [InlineData("where type =~ 'microsoft.compute/snapshots' | order by id asc | project id, tags")]
    [InlineData("where type =~ 'microsoft.compute/snapshots' and tags['set'] == 'a' | project name, tags, id | order by id asc")]
    [InlineData(
        "where type =~ 'microsoft.compute/snapshots' | where tags.set == 'a' | extend size = properties.diskSizeGB | project name, size")]
    [InlineData("where type =~ 'microsoft.compute/snapshots' | order by name desc | project name, created = properties.timeCreated")]
    public async Task Pages_hold_every_row_of_their_first_moment_once_although_snapshots_come_and_go(string query)
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free with { ResourceGraphLag = TimeSpan.Zero });
        var machine = clients.Plain();
        void Add(int i) =>
            clients.Azure.AddSnapshotAsSomebodyElse(machine, lun: null, $"s{i:d5}", new Dictionary<string, string> { ["set"] = "a" });
        void Delete(int i) => clients.Azure.Snapshots.Remove(
            clients.Azure.Snapshots.Find(
                $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}/providers/Microsoft.Compute/snapshots/s{i:d5}")!, clients.Azure.Time.GetUtcNow(), clients.Azure.Time.GetUtcNow(), "me");
        for (var i = 0; i < 2500; i++)
            Add(i * 2);
        var page = 0;
        var rows = await clients.Pipeline().Rows($"resources | {query}", betweenPages: () =>
        {
            clients.Advance(1);
            // Before and behind where the reading stands.
            Add((page * 2) + 1);
            Add(4999 - (page * 2));
            Delete(page * 2);
            Delete(2000 + (page * 2));
            Delete(4998 - (page * 2));
            page++;
        });
        Assert.Equal(3, page);
        Assert.Equal(2500, rows.Count);
        Assert.Equal(2500, rows.Select(row => row.GetRawText()).Distinct().Count());
    }
}
