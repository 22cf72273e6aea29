using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class FaultTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_hits_the_call_it_names_and_no_other()
    {
        await using var clients = await SimulatedClients.Start();
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "Subscriptions_Get", Target = clients.ProductionId.ToUpperInvariant(), Nth = 2, Status = 429,
            Code = "TooManyRequests", RetryAfter = TimeSpan.FromSeconds(17),
        });
        var pipeline = clients.Pipeline();
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
            statuses.Add(
                (await pipeline.Get($"https://management.azure.com/subscriptions/{clients.ProductionId}?api-version=2022-12-01")).Status);
        Assert.Equal([200, 429, 200], statuses);
        Assert.Equal(1, clients.Azure.Calls.Of("Subscriptions_Get", 429));
    }

    [Fact]
    public async Task A_rule_holds_in_its_time_alone()
    {
        await using var clients = await SimulatedClients.Start();
        var now = clients.Azure.Time.GetUtcNow();
        clients.Azure.Faults.Add(new FaultRule { Operation = "Subscriptions_Get", From = now.AddMinutes(1), Until = now.AddMinutes(2) });
        var address = $"https://management.azure.com/subscriptions/{clients.ProductionId}?api-version=2022-12-01";
        var statuses = new List<int>();

        foreach (var seconds in new[] { 0, 60, 0, 60 })
        {
            clients.Advance(seconds);
            statuses.Add((await clients.Pipeline().Get(address)).Status);
        }

        Assert.Equal([200, 500, 500, 200], statuses);
    }

    [Fact]
    public async Task A_call_that_fails_after_its_effect_has_had_it()
    {
        await using var clients = await SimulatedClients.Start();
        clients.Azure.Faults.Add(new FaultRule
        {
            Operation = "BlockBlob_Upload", AfterEffect = true, Nth = 1, Status = 503, Code = "ServerBusy"
        });
        var container = clients.Container();
        await container.CreateAsync(cancellationToken: Cancel);
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => container.UploadBlobAsync(
            "a", BinaryData.FromString("x"), Cancel));
        Assert.Equal((503, "ServerBusy"), (refused.Status, refused.ErrorCode));
        Assert.Equal("x", (await container.GetBlobClient("a").DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_fails_before_its_effect_has_not_had_it(bool listens)
    {
        await using var clients = await SimulatedClients.Start(options: new SimulatedAzureOptions { Listens = listens });
        clients.Azure.Faults.Add(new FaultRule { Operation = "BlockBlob_Upload", Nth = 1, Kind = FaultKind.AbortConnection });
        var container = clients.Container();
        await container.CreateAsync(cancellationToken: Cancel);
        Assert.Equal(
            0,
            (await Assert.ThrowsAsync<RequestFailedException>(() => container.UploadBlobAsync(
                "a", BinaryData.FromString("x"), Cancel))).Status);
        Assert.False(await container.GetBlobClient("a").ExistsAsync(Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_truncated_answer_arrives_as_if_it_were_whole(bool listens)
    {
        await using var clients = await SimulatedClients.Start(options: new SimulatedAzureOptions { Listens = listens });
        clients.Azure.Faults.Add(new FaultRule { Operation = "Subscriptions_List", Kind = FaultKind.TruncateBody, KeepBytes = 50 });
        var answer = await clients.Pipeline().Get("https://management.azure.com/subscriptions?api-version=2022-12-01");
        Assert.Equal((200, 50), (answer.Status, answer.Content.ToMemory().Length));
        Assert.ThrowsAny<JsonException>(() => answer.Json());
    }

    [Fact]
    public async Task Chance_faults_are_the_same_in_every_run_whatever_the_order_of_calls()
    {
        var runs = new List<List<int>>();
        foreach (var backwards in new[] { false, true })
        {
            await using var clients = await SimulatedClients.Start(options: new SimulatedAzureOptions
            {
                Faults = FaultLevel.High, EnforceThrottling = false
            });
            var pipeline = clients.Pipeline();
            var statuses = new int[300];
            foreach (var i in backwards ? Enumerable.Range(0, 300).Reverse() : Enumerable.Range(0, 300))
                statuses[i] = await Status(
                    pipeline.Get(
                        $"https://management.azure.com/subscriptions/{clients.ProductionId}/resourceGroups/g{i}?api-version=2022-12-01"));
            runs.Add([.. statuses]);
        }
        Assert.Equal(runs[0], runs[1]);
        var failed = runs[0].Count(status => status is not 404);
        Assert.InRange(failed, 5, 30);
    }

    [Fact]
    public async Task At_the_high_level_some_machines_metrics_are_broken()
    {
        await using var clients = await SimulatedClients.Start(machines: 600, new SimulatedAzureOptions
        {
            Faults = FaultLevel.High, EnforceThrottling = false
        });
        var (missing, errors) = (0, 0);
        foreach (var batch in clients.Azure.Fleet.Machines.GroupBy(machine => (machine.SubscriptionId, machine.Region))
            .SelectMany(group => group.Chunk(50)))
        {
            JsonElement? values = null;
            // The batch as a whole may fail by chance as well.
            for (var attempt = 0; attempt < 10 && values is null; attempt++)
                values = await Values(clients, batch);
            missing += batch.Length - values!.Value.GetArrayLength();
            errors += values.Value.EnumerateArray()
                .Count(one => one.GetProperty("value")[0].GetProperty("errorCode").GetString() is not "Success");
        }
        Assert.InRange(missing, 1, 30);
        Assert.InRange(errors, 1, 30);
    }

    [Fact]
    public async Task At_the_high_level_one_regions_prices_are_gone_at_times_while_the_others_answer()
    {
        await using var clients = await SimulatedClients.Start(options: new SimulatedAzureOptions
        {
            Faults = FaultLevel.High, EnforceThrottling = false
        });
        var (downAlone, downTogether) = (0, 0);
        for (var window = 0; window < 40; window++)
        {
            clients.Azure.Clock.AdvanceTo(clients.Azure.Time.GetUtcNow() + TimeSpan.FromHours(6));
            var down = 0;
            foreach (var region in new[] { "westeurope", "northeurope", "eastus" })
            {
                // Three times in a row is no chance fault.
                var statuses = new List<int>();
                for (var i = 0; i < 3; i++)
                    statuses.Add(await Status(clients.Anonymous()
                        .Get($"https://prices.azure.com/api/retail/prices?$filter=armRegionName%20eq%20'{region}'")));
                down += statuses.TrueForAll(status => status is not 200) ? 1 : 0;
            }
            downAlone += down == 1 ? 1 : 0;
            downTogether += down > 1 ? 1 : 0;
        }
        Assert.InRange(downAlone, 3, 20);
        Assert.Equal(0, downTogether);
    }

    private static async Task<JsonElement?> Values(SimulatedClients clients, Machine[] batch)
    {
        var address = $"https://{batch[0].Region}.metrics.monitor.azure.com/subscriptions/{batch[0].SubscriptionId}/metrics:getBatch?api-version=2024-02-01&metricnamespace=Microsoft.Compute/virtualMachines&metricnames=Percentage%20CPU&starttime=2026-01-04T00:00:00Z&endtime=2026-01-05T00:00:00Z&interval=PT1H&aggregation=average";
        try
        {
            var answer = await clients.Pipeline("https://metrics.monitor.azure.com/.default")
                .Send(RequestMethod.Post, address, new { resourceids = batch.Select(machine => machine.Id) });
            return answer.Status == 200 ? answer.Json().GetProperty("values") : null;
        }
        catch (Exception e) when (e is RequestFailedException or JsonException)
        {
            return null;
        }
    }

    private static async Task<int> Status(Task<Response> call)
    {
        try
        {
            var answer = await call;
            return answer.Content.ToMemory().Length == 0 ? -1 : answer.Status;
        }
        catch (RequestFailedException)
        {
            return 0;
        }
    }
}
