using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class ThrottlingTests
{
    [Fact]
    public async Task A_subscription_gives_250_reads_at_once_and_25_more_each_second()
    {
        await using var clients = await SimulatedClients.Start();
        var address = $"https://management.azure.com/subscriptions/{clients.ProductionId}?api-version=2022-12-01";
        var pipeline = clients.Pipeline();
        for (var i = 249; i >= 0; i--)
        {
            var answer = await pipeline.Get(address);
            Assert.True(answer.Headers.TryGetValue("x-ms-ratelimit-remaining-subscription-reads", out var left));
            Assert.Equal((200, i.ToString()), (answer.Status, left));
        }
        var refused = await pipeline.Get(address);
        Assert.Equal((429, "SubscriptionRequestsThrottled"), (refused.Status, refused.ErrorCode()));
        Assert.True(refused.Headers.TryGetValue("Retry-After", out var wait));
        Assert.Equal("1", wait);
        // The other subscription has a bucket of its own.
        Assert.Equal(
            200,
            (await pipeline.Get(
                $"https://management.azure.com/subscriptions/{clients.Azure.Fleet.Subscriptions[1].Id}?api-version=2022-12-01")).Status);
        clients.Azure.Clock.AdvanceTo(clients.Azure.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        for (var i = 0; i < 25; i++)
            Assert.Equal(200, (await pipeline.Get(address)).Status);
        Assert.Equal(429, (await pipeline.Get(address)).Status);
        Assert.Equal(2, clients.Azure.Calls.Of("Subscriptions_Get", 429));
    }

    [Fact]
    public async Task Without_enforcement_the_headers_are_sent_and_nothing_is_refused()
    {
        await using var clients = await SimulatedClients.Start(options: new SimulatedAzureOptions { EnforceThrottling = false });
        var pipeline = clients.Pipeline();
        for (var i = 0; i < 300; i++)
        {
            var answer = await pipeline.Get($"https://management.azure.com/subscriptions/{clients.ProductionId}?api-version=2022-12-01");
            Assert.Equal(200, answer.Status);
            Assert.True(answer.Headers.Contains("x-ms-ratelimit-remaining-subscription-reads"));
        }
    }

    [Fact]
    public async Task One_machine_may_be_read_36_times_at_once_whatever_is_asked_of_it()
    {
        await using var clients = await SimulatedClients.Start();
        var pipeline = clients.Pipeline();
        var machine = clients.Azure.Fleet.Machines[0];
        for (var i = 35; i >= 0; i--)
        {
            var answer = await pipeline.Get(
                $"https://management.azure.com{machine.Id}{(i % 2 == 0 ? "" : "/instanceView")}?api-version=2024-11-01");
            Assert.True(answer.Headers.TryGetValue("x-ms-ratelimit-remaining-resource", out var left));
            Assert.EndsWith($",Microsoft.Compute/LowCostGetResource;{i}", left, StringComparison.Ordinal);
        }
        Assert.Equal(429, (await pipeline.Get($"https://management.azure.com{machine.Id}?api-version=2024-11-01")).Status);
        Assert.Equal(
            200, (await pipeline.Get($"https://management.azure.com{clients.Azure.Fleet.Machines[1].Id}?api-version=2024-11-01")).Status);
    }

    [Fact]
    public async Task Lists_of_machines_count_against_computes_own_limit_too()
    {
        await using var clients = await SimulatedClients.Start();
        var answer = await clients.Pipeline().Send(
            RequestMethod.Get,
            $"https://management.azure.com/subscriptions/{clients.ProductionId}/providers/Microsoft.Compute/virtualMachines?api-version=2024-11-01");
        Assert.True(answer.Headers.TryGetValue("x-ms-ratelimit-remaining-resource", out var left));
        Assert.Equal("Microsoft.Compute/HighCostGetSubscriptionMaximum;899", left);
    }
}
