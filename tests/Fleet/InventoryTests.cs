using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Pipeline;
using CsCheck;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Orchestrations.Settings;
using Xunit;

namespace OpsFunctions.Tests.InScope;

public class InventoryTests
{
    private const string Nothing = """{"data":[]}""";

    private static readonly string[] Regions = ["westeurope", "eastus", "North Europe"];

    private static readonly object[] Rows =
    [
        .. Enumerable.Range(0, 30).Select(number => new
        {
            id = $"/subscriptions/{number % 2}/resourceGroups/g{number % 5}/providers/Microsoft.Compute/virtualMachines/m{number:00}",
            name = $"m{number:00}",
            subscriptionId = $"{number % 2}",
            resourceGroup = $"g{number % 5}",
            location = Regions[number % 3],
            size = "Standard_D4s_v5",
            os = "Linux",
        }),
    ];

    [Fact]
    public async Task The_order_in_which_Azure_lists_machines_changes_nothing()
    {
        var expected = await WrittenAsync(Rows);

        Gen.Shuffle(Rows)
            .Sample(shuffled => Assert.Equal(expected, WrittenAsync(shuffled).GetAwaiter().GetResult()), iter: GeneratedCases.Of(2_000));
    }

    [Fact]
    public async Task A_row_that_comes_twice_is_one_machine() =>
        Assert.Equal(await WrittenAsync(Rows), await WrittenAsync([.. Rows, Rows[3]]));

    [Theory]
    [InlineData("size", "Standard_D8s_v5")]
    [InlineData("os", "Windows")]
    [InlineData("tags", "off")]
    public async Task A_machine_that_is_listed_twice_and_not_the_same_is_left_for_the_next_run_whichever_came_first(
        string what, string value)
    {
        var row = JsonSerializer.SerializeToNode(Rows[3])!.AsObject();
        row[what] = what == "tags" ? new System.Text.Json.Nodes.JsonObject { ["ops:rightsizing"] = value } : value;

        var after = await WrittenAsync([.. Rows, row]);
        var before = await WrittenAsync([row, .. Rows]);
        var read = await ReadAsync([.. Rows, row]);

        Assert.Equal(after, before);
        Assert.Equal(29, read.Machines.Count);
        Assert.Equal("it was listed twice, and not the same", Assert.Single(read.Unreadable).Reason);
    }

    [Fact]
    public async Task Ids_in_other_letters_are_no_difference()
    {
        var row = JsonSerializer.SerializeToNode(Rows[3])!.AsObject();
        (row["id"], row["name"]) = (row["id"]!.GetValue<string>().ToUpperInvariant(), "M03");

        Assert.Equal(30, (await ReadAsync([.. Rows, row])).Machines.Count);
        Assert.Equal(await WrittenAsync([.. Rows, row]), await WrittenAsync([row, .. Rows]));
    }

    [Fact]
    public async Task A_row_without_size_is_told_and_costs_no_other()
    {
        var read = await ReadAsync([.. Rows, new
        {
            id = "/x", name = "x", subscriptionId = "0", resourceGroup = "g", location = "eastus"
        }]);

        Assert.Equal(30, read.Machines.Count);
        Assert.Equal(new UnreadableMachine("/x", "no size"), Assert.Single(read.Unreadable));
    }

    [Theory]
    [InlineData("PowerState/stopped", true)]
    [InlineData("powerstate/STOPPED", true)]
    [InlineData("PowerState/deallocated", false)]
    [InlineData("PowerState/running", false)]
    [InlineData(null, false)]
    public async Task What_was_stopped_and_not_deallocated_is_known(string? power, bool isStopped)
    {
        var row = JsonSerializer.SerializeToNode(Rows[3])!.AsObject();
        row["power"] = power;

        Assert.Equal(isStopped, Assert.Single((await ReadAsync([row])).Machines).IsStopped);
    }

    [Fact]
    public async Task One_that_is_started_between_two_pages_is_one_machine_and_is_not_stopped()
    {
        var (stopped, runs) = (JsonSerializer.SerializeToNode(Rows[3])!.AsObject(), JsonSerializer.SerializeToNode(Rows[3])!.AsObject());
        (stopped["power"], runs["power"]) = ("PowerState/stopped", "PowerState/running");

        Assert.False(Assert.Single((await ReadAsync([stopped, runs])).Machines).IsStopped);
        Assert.False(Assert.Single((await ReadAsync([runs, stopped])).Machines).IsStopped);
        Assert.True(Assert.Single((await ReadAsync([stopped, stopped])).Machines).IsStopped);
    }

    [Theory]
    [InlineData(1, "/N0", false)]
    [InlineData(1, "/other", true)]
    [InlineData(2, "/n0 /n1", false)]
    [InlineData(2, "/n0", true)]
    [InlineData(0, "", true)]
    public async Task Network_is_accelerated_unless_every_interface_was_seen_to_be_plain(int interfaces, string plain, bool expected)
    {
        var read = await ReadAsync(
            [WithInterfaces(interfaces)], JsonSerializer.Serialize(new { data = new[] { new { id = "/", plain = plain.Split(' ') } } }));

        Assert.Equal(expected, Assert.Single(read.Machines).Hardware.AcceleratedNetworking);
    }

    [Fact]
    public async Task Interfaces_beyond_the_one_page_of_a_summary_are_read_one_by_one()
    {
        var full = Enumerable.Range(0, 1_000).Select(group => new { id = $"/{group}", plain = new[] { $"/{group}" } });
        foreach (var cut in (string[])["", "true"])
        {
            var read = await ReadAsync(
                [WithInterfaces(1)], JsonSerializer.Serialize(new { data = full, resultTruncated = cut }), """{"data":[{"id":"/n0"}]}""");

            Assert.False(Assert.Single(read.Machines).Hardware.AcceleratedNetworking);
        }
    }

    private static object WithInterfaces(int interfaces) => new
    {
        id = "/x", name = "x", subscriptionId = "0", resourceGroup = "g", location = "eastus", size = "Standard_D4s_v5",
        interfaces = Enumerable.Range(0, interfaces).Select(number => new { id = $"/n{number}" }),
    };

    private static async Task<string> WrittenAsync(IEnumerable<object> rows) => JsonSerializer.Serialize((await ReadAsync(rows)).Machines);

    private static async Task<FleetInventory> ReadAsync(IEnumerable<object> rows, string groups = Nothing, string oneByOne = Nothing)
    {
        using var http = new HttpClient(new Answers(JsonSerializer.Serialize(new { data = rows }), groups, oneByOne));
        using var transport = new HttpClientTransport(http);
        var clients = new AzureClients(new NoCredential(), new AzureSettings
        {
            Subscriptions = ["0"], StorageAccount = "unused"
        }, new AzureTransports(transport, transport));
        return await new Inventory(new ResourceGraph(clients), new OwnGroups(new StateStore(clients), TimeProvider.System)).ReadAsync(
            ["0", "1"], default);
    }

    // The machines first, then their plain network interfaces.
    private sealed class Answers(string machines, string groups, string oneByOne) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Storage has nothing yet.
            if (request.RequestUri!.Host.EndsWith(".blob.core.windows.net", StringComparison.Ordinal))
                return new(HttpStatusCode.NotFound);
            var query = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new(HttpStatusCode.OK)
            {
                Content = new StringContent(query.Contains("virtualmachines", StringComparison.Ordinal)
                    ? machines
                    : query.Contains("summarize", StringComparison.Ordinal)
                    ? groups
                    : oneByOne, Encoding.UTF8, "application/json"),
            };
        }
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("none", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
