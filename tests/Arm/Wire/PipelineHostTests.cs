using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using OpsFunctions.Orchestrations.Arm.Wire;
using Xunit;

namespace OpsFunctions.Tests.Arm.Wire;

/// <summary>Each pipeline leads to its own hosts, however an address is written, and no answer sends it elsewhere.</summary>
public sealed class PipelineHostTests
{
    private static readonly string[] Guarded =
    [
        "https://management.azure.com/x", "https://MANAGEMENT.Azure.com/x", "https://management.azure.com./x",
        "https://management.azure.com:8443/x", "http://management.azure.com/x",
        "https://westeurope.management.azure.com/x", "https://user@management.azure.com/x",
        "https://graph.microsoft.com/v1.0/users", "https://Graph.Microsoft.com.:443/v1.0/users",
        "https://management。azure。com/x",
    ];

    [Fact]
    public async Task Prices_entra_and_receivers_of_notifications_never_reach_a_guarded_host()
    {
        using var wire = new ScriptedWire();
        foreach (var pipeline in new[] { wire.Clients.PricesPipeline, wire.Clients.EntraPipeline, wire.Clients.HooksPipeline })
            foreach (var address in Guarded)
                foreach (var method in new[] { RequestMethod.Get, RequestMethod.Post })
                    await Assert.ThrowsAsync<UnpermittedRequestException>(() => ScriptedWire.Send(pipeline, method, address));

        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task They_reach_all_others()
    {
        using var wire = new ScriptedWire();
        string[] others =
        [
            "https://prices.azure.com/x", "https://notmanagement.azure.com/x", "https://management.azure.com.example/x",
            "https://example/management.azure.com",
        ];
        foreach (var address in others)
            await ScriptedWire.Send(wire.Clients.HooksPipeline, RequestMethod.Post, address);

        Assert.Equal(4, wire.Sent.Count());
    }

    [Fact]
    public async Task Queues_never_reach_a_guarded_host()
    {
        using var wire = new ScriptedWire();

        var queue = wire.Clients.QueuesAt(new Uri("https://management.azure.com")).GetQueueClient("q");

        await Assert.ThrowsAsync<UnpermittedRequestException>(() => queue.CreateAsync());
        Assert.Empty(wire.Sent);
    }

    [Fact]
    public async Task Blobs_never_reach_a_guarded_host_and_reach_their_own()
    {
        using var wire = new ScriptedWire { Answers = (_, _) => new(HttpStatusCode.Created) { Headers = { ETag = new("\"1\"") } } };
        await wire.Clients.Blobs.GetBlobContainerClient("state").CreateAsync();
        Assert.Single(wire.Sent);

        // Their own address is made from the account's name: what leads elsewhere would be an answer.
        wire.Answers = (_, _) => Redirect(HttpStatusCode.TemporaryRedirect, "https://management.azure.com/x");
        await Record.ExceptionAsync(() => wire.Clients.Blobs.GetBlobContainerClient("state").GetBlobClient("b").DeleteAsync());
        Assert.Equal(2, wire.Sent.Count());
    }

    [Theory]
    [InlineData("https://example.com/x")]
    [InlineData("https://management.azure.com.example.com/x")]
    [InlineData("https://management.azure.com./x")]
    [InlineData("https://management.azure.com:8443/x")]
    [InlineData("https://westeurope.management.azure.com/x")]
    [InlineData("https://graph.microsoft.com/v1.0/users")]
    [InlineData("https://westeurope.metrics.monitor.azure.com/x")]
    public async Task The_resource_managers_pipeline_leads_only_there(string address)
    {
        using var wire = new ScriptedWire();

        await Assert.ThrowsAsync<UnpermittedRequestException>(() =>
            ScriptedWire.Send(wire.Clients.ArmPipeline, RequestMethod.Get, address));
        Assert.Empty(wire.Sent);
    }

    [Theory]
    [InlineData("https://metrics.monitor.azure.com/x")]
    [InlineData("https://a.b.metrics.monitor.azure.com/x")]
    [InlineData("https://evilmetrics.monitor.azure.com/x")]
    [InlineData("https://westeurope.metrics.monitor.azure.com.evil/x")]
    [InlineData("https://management.azure.com/x")]
    public async Task The_metrics_pipeline_leads_only_to_a_regions_metrics(string address)
    {
        using var wire = new ScriptedWire();

        await Assert.ThrowsAsync<UnpermittedRequestException>(() =>
            ScriptedWire.Send(wire.Clients.Metrics.Pipeline, RequestMethod.Get, address));
        Assert.Empty(wire.Sent);
    }

    [Theory]
    [InlineData(HttpStatusCode.Found)]
    [InlineData(HttpStatusCode.TemporaryRedirect)]
    [InlineData(HttpStatusCode.PermanentRedirect)]
    public async Task A_redirect_is_not_followed(HttpStatusCode status)
    {
        using var wire = new ScriptedWire { Answers = (_, _) => Redirect(status, "https://example.com/elsewhere") };

        await wire.Send(RequestMethod.Get, ScriptedWire.MachineId);
        await ScriptedWire.Send(wire.Clients.HooksPipeline, RequestMethod.Post, "https://example.com/hook");

        Assert.Equal(2, wire.Sent.Count());
    }

    [Theory]
    [InlineData("https://management.azure.com/elsewhere")]
    [InlineData("https://example.com/elsewhere")]
    public async Task Where_somebody_allows_redirects_each_hop_is_asked_again(string to)
    {
        using var wire = new ScriptedWire { Answers = (_, _) => Redirect(HttpStatusCode.TemporaryRedirect, to) };
        using var held = ScriptedWire.Holding(RequestMethod.Put, ScriptedWire.MachineId);
        using var message = wire.Clients.ArmPipeline.CreateMessage();
        message.Request.Method = RequestMethod.Put;
        message.Request.Uri.Reset(ScriptedWire.Address(ScriptedWire.MachineId));
        RedirectPolicy.SetAllowAutoRedirect(message, true);

        await Assert.ThrowsAsync<UnpermittedRequestException>(async () => await wire.Clients.ArmPipeline.SendAsync(message, default));
        Assert.Single(wire.Sent);
    }

    private static HttpResponseMessage Redirect(HttpStatusCode status, string to) => new(status) { Headers = { Location = new Uri(to) } };
}
