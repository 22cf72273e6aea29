using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ResourceGraphTests
{
    private const string Query = "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01";

    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task The_suites_inventory_query_returns_every_machine_with_what_was_projected()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var answer = (await Ask(clients, """
            Resources
            | where type =~ 'Microsoft.Compute/virtualMachines'
            | extend power = tostring(properties.extended.instanceView.powerState.code)
            | project id, name, location, size = properties.hardwareProfile['vmSize'], os = tostring(properties.storageProfile.osDisk.osType), tags, power
            | order by id asc
            """)).Json();
        Assert.Equal(60, answer.GetProperty("totalRecords").GetInt32());
        Assert.Equal("false", answer.GetProperty("resultTruncated").GetString());
        Assert.False(answer.TryGetProperty("$skipToken", out _));
        foreach (var row in answer.GetProperty("data").EnumerateArray())
        {
            var truth = clients.Azure.Fleet.Find(row.GetProperty("id").GetString()!)!;
            Assert.Equal(truth.Size.Name, row.GetProperty("size").GetString());
            Assert.Equal(truth.IsWindows ? "Windows" : "Linux", row.GetProperty("os").GetString());
            Assert.Equal(truth.Tags.Count, row.GetProperty("tags").EnumerateObject().Count());
            Assert.StartsWith("PowerState/", row.GetProperty("power").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pages_of_a_thousand_rows_together_hold_every_row_once()
    {
        await using var clients = await SimulatedClients.Start(machines: 2345, Free);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var sizes = new List<int>();
        string? token = null;
        do
        {
            var page = (await Ask(clients, "resources | where type =~ 'microsoft.compute/virtualmachines' | project id", token)).Json();
            Assert.Equal(2345, page.GetProperty("totalRecords").GetInt32());
            sizes.Add(page.GetProperty("count").GetInt32());
            Assert.All(page.GetProperty("data").EnumerateArray(), row => Assert.True(ids.Add(row.GetProperty("id").GetString()!)));
            Assert.Equal("false", page.GetProperty("resultTruncated").GetString());
            token = page.TryGetProperty("$skipToken", out var next) ? next.GetString() : null;
        }
        while (token is not null);
        Assert.Equal([1000, 1000, 345], sizes);
        Assert.Equal(2345, ids.Count);
    }

    [Fact]
    public async Task One_query_tells_of_every_machine_whether_its_network_is_accelerated()
    {
        await using var clients = await SimulatedClients.Start(machines: 300, Free);
        var answer = (await Ask(clients, """
            resources
            | where type =~ 'microsoft.network/networkinterfaces' and isnotempty(properties.virtualMachine.id)
            | project id, name, location, resourceGroup, machine = tostring(properties.virtualMachine.id), accelerated = properties.enableAcceleratedNetworking, primary = properties.primary
            """)).Json();
        var rows = answer.GetProperty("data").EnumerateArray().ToLookup(row => row.GetProperty("machine").GetString()!);
        foreach (var machine in clients.Azure.Fleet.Machines)
        {
            Assert.Equal(machine.Platform.NetworkInterfaces, rows[machine.Id].Count());
            Assert.All(
                rows[machine.Id], row => Assert.Equal(machine.Platform.AcceleratedNetworking, row.GetProperty("accelerated").GetBoolean()));
            Assert.All(
                rows[machine.Id],
                row => Assert.Equal(
                    (machine.Region, machine.ResourceGroup),
                    (row.GetProperty("location").GetString(), row.GetProperty("resourceGroup").GetString())));
            Assert.Single(rows[machine.Id], row => row.GetProperty("primary").GetBoolean());
        }
        Assert.Equal(clients.Azure.Fleet.Machines.Sum(machine => machine.Platform.NetworkInterfaces), answer.GetProperty("totalRecords")
            .GetInt32());
    }

    [Fact]
    public async Task Summarize_gives_one_row_for_each_group()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var rows = (await Ask(clients, """
            resources
            | where type =~ 'microsoft.compute/virtualmachines'
            | summarize id = min(id), machines = make_set(name), number = count() by subscriptionId, resourceGroup
            | project id, resourceGroup, machines, number
            | order by id asc
            """)).Json().GetProperty("data").EnumerateArray().ToList();

        var groups = clients.Azure.Fleet.Machines.GroupBy(machine => machine.ResourceGroup.ToLowerInvariant())
            .ToDictionary(group => group.Key, group => group.ToList());
        Assert.Equal(groups.Count, rows.Count);
        foreach (var row in rows)
        {
            var machines = groups[row.GetProperty("resourceGroup").GetString()!];
            Assert.Equal(machines.Count, row.GetProperty("number").GetInt32());
            Assert.Equal(machines.Select(machine => machine.Id).Min(StringComparer.Ordinal), row.GetProperty("id").GetString());
            Assert.Equal(machines.Select(machine => machine.Name).Order(StringComparer.Ordinal), row.GetProperty("machines")
                .EnumerateArray().Select(name => name.GetString()!));
        }
        Assert.Equal(
            rows.Select(row => row.GetProperty("id").GetString()).Order(StringComparer.Ordinal),
            rows.Select(row => row.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Machines_and_network_interfaces_come_in_order_of_their_ids()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, Free);
        var ids = (await Ask(clients, "resources | project id")).Json().GetProperty("data").EnumerateArray()
            .Select(row => row.GetProperty("id").GetString()!).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.True(ids.Count >= 120);
    }

    [Theory]
    [InlineData("resources | take 1100")]
    [InlineData("resources | project size = properties.hardwareProfile.vmSize, tags")]
    [InlineData("resources | summarize number = count() by id | project id, number")]
    public async Task After_take_or_summarize_or_without_a_plain_column_the_rest_of_a_result_cannot_be_had(string query)
    {
        await using var clients = await SimulatedClients.Start(machines: 1200, Free);
        var page = (await Ask(clients, query)).Json();
        Assert.Equal(1000, page.GetProperty("count").GetInt32());
        Assert.Equal("true", page.GetProperty("resultTruncated").GetString());
        Assert.False(page.TryGetProperty("$skipToken", out _));
    }

    [Theory]
    [InlineData("resources | where tags.env == 'prod'", "prod")]
    [InlineData("resources | where tags['env'] =~ 'PROD'", "prod")]
    [InlineData("resources | where tags.env in~ ('PROD', 'none')", "prod")]
    [InlineData("resources | where resourceGroup contains '-Prod' and type contains 'virtualMachines'", "prod")]
    [InlineData("resources | where (tags.env == 'prod' or tags.env == 'nothing') and isnotempty(name)", "prod")]
    public async Task Filters_keep_exactly_the_rows_they_describe(string query, string environment)
    {
        await using var clients = await SimulatedClients.Start(machines: 90, Free);
        var wanted = clients.Azure.Fleet.Machines.Where(machine => machine.Tags["env"] == environment).Select(machine => machine.Name);
        var found = (await Ask(clients, query + " | project id, name")).Json().GetProperty("data").EnumerateArray()
            .Select(row => row.GetProperty("name").GetString()!);
        Assert.Equal(wanted.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Equality_minds_case_where_the_query_language_does()
    {
        await using var clients = await SimulatedClients.Start(machines: 30, Free);
        Assert.Equal(0, (await Ask(clients, "resources | where tags.env == 'PROD'")).Json().GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("resources | distinct name", "distinct")]
    [InlineData("resources | where name == 'a' | count", "count")]
    [InlineData("resources | where name matches regex 'a'", "matches")]
    [InlineData("resources | where name != 'a'", "!")]
    [InlineData("resources | where strlen(name) == 3", "strlen")]
    [InlineData("resources | where name == 'unclosed", "'unclosed")]
    [InlineData("resources | where (name == 'a'", "<EOF>")]
    public async Task What_it_cannot_read_is_refused_with_the_place(string query, string token)
    {
        await using var clients = await SimulatedClients.Start(options: Free);
        var answer = await Ask(clients, query);
        Assert.Equal((400, "BadRequest"), (answer.Status, answer.ErrorCode()));
        var details = answer.Json().GetProperty("error").GetProperty("details");
        Assert.Equal("InvalidQuery", details[0].GetProperty("code").GetString());
        Assert.Equal("ParserFailure", details[1].GetProperty("code").GetString());
        Assert.Equal(token, details[1].GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_column_that_does_not_exist_is_an_error_and_a_property_that_does_not_is_null()
    {
        await using var clients = await SimulatedClients.Start(options: Free);
        Assert.Equal(400, (await Ask(clients, "resources | project id, wrong")).Status);
        var row = (await Ask(clients, "resources | project id, x = properties.none.at.all | take 1")).Json().GetProperty("data")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("x").ValueKind);
    }

    [Fact]
    public async Task Rows_show_the_state_of_a_moment_ago()
    {
        await using var clients = await SimulatedClients.Start(machines: 200, Free with { ResourceGraphLag = TimeSpan.FromMinutes(2) });
        var machine = clients.Azure.Fleet.Machines.First(one => one.Archetype == Archetype.OffAtNight && one.Region == "northeurope");
        var query = $"resources | where id =~ '{machine.Id}' | project id, power = properties.extended.instanceView.powerState.code";
        async Task<string?> Power() => (await Ask(clients, query)).Json().GetProperty("data")[0].GetProperty("power").GetString();
        var morning = new DateTimeOffset(2026, 1, 12, 6, 0, 0, TimeSpan.Zero);
        clients.Azure.Clock.AdvanceTo(morning + TimeSpan.FromMinutes(1));
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));
        Assert.Equal("PowerState/deallocated", await Power());
        clients.Azure.Clock.AdvanceTo(morning + TimeSpan.FromMinutes(2));
        Assert.Equal("PowerState/running", await Power());
    }

    [Fact]
    public async Task The_sixteenth_query_within_five_seconds_is_throttled_until_the_window_ends()
    {
        await using var clients = await SimulatedClients.Start();
        for (var i = 14; i >= 0; i--)
        {
            var answer = await Ask(clients, "resources | take 1");
            Assert.Equal(200, answer.Status);
            Assert.True(answer.Headers.TryGetValue("x-ms-user-quota-remaining", out var left));
            Assert.Equal(i.ToString(), left);
        }
        var refused = await Ask(clients, "resources | take 1");
        Assert.Equal(429, refused.Status);
        Assert.True(refused.Headers.TryGetValue("Retry-After", out var wait));
        Assert.Equal("5", wait);
        Assert.True(refused.Headers.TryGetValue("x-ms-user-quota-resets-after", out var reset));
        Assert.Equal("00:00:05", reset);
        clients.Azure.Clock.AdvanceTo(clients.Azure.Time.GetUtcNow() + TimeSpan.FromSeconds(5));
        Assert.Equal(200, (await Ask(clients, "resources | take 1")).Status);
    }

    private static Task<Response> Ask(SimulatedClients clients, string query, string? token = null)
    {
        var options = new Dictionary<string, object>(StringComparer.Ordinal) { ["resultFormat"] = "objectArray" };
        if (token is not null)
            options["$skipToken"] = token;
        return clients.Pipeline()
            .Send(RequestMethod.Post, Query, new
            {
                subscriptions = clients.Azure.Fleet.Subscriptions.Select(one => one.Id), query, options
            });
    }
}
