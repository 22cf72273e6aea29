using System.Net.Http.Json;
using System.Text.Json;
using Azure;
using Azure.Core.Pipeline;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ControlTests
{
    private static readonly SimulatedAzureOptions OnSocket = new() { Listens = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_process_can_read_and_move_the_clock_and_read_the_calls()
    {
        await using var clients = await SimulatedClients.Start(options: OnSocket);
        using var http = new HttpClient { BaseAddress = clients.Azure.Address };
        var health = await http.GetFromJsonAsync<JsonElement>("/_sim/health", Cancel);
        Assert.Equal(clients.Azure.ClientId, health.GetProperty("clientId").GetString());
        Assert.Equal(0, health.GetProperty("requestsInFlight").GetInt32());
        var due = clients.Azure.Time.GetUtcNow() + TimeSpan.FromHours(1);
        using var timer = clients.Azure.Clock.CreateTimer(_ => { }, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        Assert.Equal(due, (await http.GetFromJsonAsync<JsonElement>("/_sim/clock", Cancel)).GetProperty("nextDue").GetDateTimeOffset());
        using var moved = await http.PostAsJsonAsync("/_sim/clock", new { advanceTo = due }, Cancel);
        Assert.Equal(due, (await moved.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("now").GetDateTimeOffset());
        Assert.Equal(due, clients.Azure.Time.GetUtcNow());
        using var back = await http.PostAsJsonAsync("/_sim/clock", new { advanceTo = due - TimeSpan.FromHours(1) }, Cancel);
        Assert.Equal(409, (int)back.StatusCode);
        Assert.True((await http.GetFromJsonAsync<JsonElement>("/_sim/calls", Cancel)).GetProperty("total").GetInt32() > 3);
    }

    [Fact]
    public async Task A_transport_made_from_the_address_alone_reaches_it()
    {
        await using var clients = await SimulatedClients.Start(options: OnSocket);
        using var transport = new LoopbackTransport(clients.Azure.Address);
        var pipeline = HttpPipelineBuilder.Build(new Options { Transport = transport });
        Assert.Equal(200, (await pipeline.Get("https://prices.azure.com/api/retail/prices")).Status);
        // The answer may arrive a moment before the server has put it down.
        SpinWait.SpinUntil(() => clients.Azure.Calls.Of("RetailPrices_List", 200) > 0, TimeSpan.FromSeconds(5));
        Assert.Equal(1, clients.Azure.Calls.Of("RetailPrices_List", 200));
    }

    [Fact]
    public async Task The_real_clients_reach_it_over_a_socket()
    {
        await using var clients = await SimulatedClients.Start(options: OnSocket);
        Assert.Equal(clients.ProductionId, (await clients.Arm().GetDefaultSubscriptionAsync(Cancel)).Data.SubscriptionId);
        var container = clients.Container();
        await container.CreateAsync(cancellationToken: Cancel);
        await container.UploadBlobAsync("a", BinaryData.FromString("x"), Cancel);
        Assert.Equal("x", (await container.GetBlobClient("a").DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task What_does_not_listen_has_no_address()
    {
        await using var clients = await SimulatedClients.Start();
        Assert.Throws<InvalidOperationException>(() => clients.Azure.Address);
    }

    [Fact]
    public async Task A_host_that_nobody_simulates_is_told_and_listed()
    {
        await using var clients = await SimulatedClients.Start(options: new() { AllowsUnknown = true });
        var answer = await clients.Anonymous().Get("https://example.com/");
        Assert.Equal((501, "NotSimulated"), (answer.Status, answer.ErrorCode()));
        Assert.Equal(["GET example.com/: this host"], clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task Nothing_is_in_flight_when_nothing_is_asked()
    {
        await using var clients = await SimulatedClients.Start();
        await clients.Pipeline().Get("https://management.azure.com/subscriptions?api-version=2022-12-01");
        // The answer may arrive a moment before the server has put it down.
        SpinWait.SpinUntil(() => clients.Azure.RequestsInFlight == 0, TimeSpan.FromSeconds(5));
        Assert.Equal(0, clients.Azure.RequestsInFlight);
    }

    private sealed class Options : Azure.Core.ClientOptions;
}
