using Azure.Core;
using Azure.Core.Pipeline;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Faults;
using OpsFunctions.Simulator.Graph;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Tests.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Arm.Wire;

/// <summary>The list of reads that are a POST, held against what simulated Azure knows to change something.</summary>
public sealed class PostReadsTests
{
    private const string Batch =
        """{"requests":[{"id":"1","method":"GET","url":"/users/1"},{"id":"2","method":"GET","url":"/groups/1"}]}""";

    [Fact]
    public async Task Of_the_simulators_posts_exactly_those_that_change_nothing_are_on_it()
    {
        await using var clients = await SimulatedClients.Start();
        var azure = clients.Azure;
        var metrics = new MetricReader(azure.Time, new ChanceFaults(default, 1));
        var routes = new ManagementRoutes(azure, metrics, new GraphEndpoint(azure, TimeSpan.Zero)).Table.Routes;
        var posts = routes.Where(route => route.Method == "POST").ToList();

        Assert.Contains(posts, route => route.Changes);
        Assert.Contains(posts, route => !route.Changes);
        Assert.Empty(posts.Where(route => IsListed("POST", Filled(route)) == route.Changes).Select(route => route.Name));
        var others = routes.Where(route => route.Method is not ("GET" or "POST"));
        Assert.DoesNotContain(others, route => !route.Changes || IsListed(route.Method, Filled(route)));
    }

    [Theory]
    [InlineData(true, "https://westeurope.metrics.monitor.azure.com/subscriptions/1/metrics:getBatch?api-version=2024-02-01")]
    [InlineData(false, "https://westeurope.metrics.monitor.azure.com/subscriptions/1/metrics:getBatch/x")]
    [InlineData(false, "https://westeurope.metrics.monitor.azure.com/subscriptions/1/metrics")]
    [InlineData(false, "https://management.azure.com/subscriptions/1/metrics:getBatch")]
    [InlineData(false, "https://management.azure.com/batch?api-version=2020-06-01")]
    [InlineData(false, "https://management.azure.com/providers/Microsoft.ResourceGraph/resources/x")]
    [InlineData(false, "https://management.azure.com/x/providers/Microsoft.ResourceGraph/resources")]
    [InlineData(true, "https://management.azure.com/providers/Microsoft.Management/getEntities?api-version=2020-05-01")]
    [InlineData(false, "https://management.azure.com/providers/Microsoft.Authorization/elevateAccess?api-version=2016-07-01")]
    [InlineData(true, "https://graph.microsoft.com/v1.0/directoryObjects/getByIds")]
    [InlineData(false, "https://graph.microsoft.com/v1.0/directoryObjects/1/checkMemberGroups")]
    [InlineData(false, "https://graph.microsoft.com/v1.0/users")]
    public void Forms_are_exact(bool expected, string address) => Assert.Equal(expected, IsListed("POST", address));

    [Theory]
    [InlineData(true, Batch)]
    [InlineData(false, """{"requests":[{"id":"1","method":"GET","url":"/users/1"},{"id":"2","method":"PATCH","url":"/users/1"}]}""")]
    [InlineData(false, """{"requests":[{"id":"1","method":"GET","method":"DELETE","url":"/users/1"}]}""")]
    [InlineData(false, """{"requests":[{"id":"1","method":"GET","url":"/1"}],"requests":[{"id":"1","method":"DELETE","url":"/1"}]}""")]
    [InlineData(false, """{"requests":[{"id":"1","url":"/users/1"}]}""")]
    [InlineData(false, """{"Requests":[{"id":"1","method":"GET","url":"/users/1"}]}""")]
    [InlineData(false, """{"requests":[1]}""")]
    [InlineData(false, "requests")]
    [InlineData(false, null)]
    public void A_batch_to_graph_reads_only_if_each_of_its_requests_does(bool expected, string? body) =>
        Assert.Equal(expected, IsListed("POST", "https://graph.microsoft.com/v1.0/$batch", body));

    [Fact]
    public async Task Graphs_gate_takes_reads_and_leaves_the_body_to_be_sent()
    {
        using var wire = new ScriptedWire();
        using var http = new HttpClient(wire, disposeHandler: false);
        var options = new Options { Transport = new HttpClientTransport(http) };
        options.AddPolicy(WireGate.Graph, HttpPipelinePosition.PerRetry);
        var graph = HttpPipelineBuilder.Build(options);

        await ScriptedWire.Send(graph, RequestMethod.Post, "https://graph.microsoft.com/v1.0/$batch", Batch);
        Assert.Equal(Batch, wire.Body);
        await Assert.ThrowsAsync<UnpermittedRequestException>(() =>
            ScriptedWire.Send(graph, RequestMethod.Post, "https://graph.microsoft.com/v1.0/users", "{}"));
        await Assert.ThrowsAsync<UnpermittedRequestException>(() =>
            ScriptedWire.Send(graph, RequestMethod.Get, "https://management.azure.com/subscriptions"));
        Assert.Single(wire.Sent);
    }

    private static bool IsListed(string method, string address, string? body = null)
    {
        using var transport = new HttpClientTransport();
        var request = transport.CreateRequest();
        request.Method = RequestMethod.Parse(method);
        request.Uri.Reset(new Uri(address));
        request.Content = body is null ? null : RequestContent.Create(body);
        return PostReads.Has(request, request.Uri.ToUri());
    }

    private static string Filled(Route route) =>
        $"https://management.azure.com/{string.Join('/', route.Segments.Select(one => one[0] == '{' ? "x" : one))}?api-version=2024-07-01";

    private sealed class Options : ClientOptions;
}
