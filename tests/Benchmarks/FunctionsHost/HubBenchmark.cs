using System.Diagnostics;
using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Stages.FunctionsHost;

namespace OpsFunctions.Benchmarks.FunctionsHost;

/// <summary>Speed and memory of the task hub, through the whole functions host. Exit code 1 where a target is missed.</summary>
internal static class HubBenchmark
{
    public static async Task<int> RunAsync(string[] args)
    {
        var folder = Directory.CreateTempSubdirectory("hub-benchmark").FullName;
        var isFine = await MeasureAsync("in memory", null, 2_000, 5, 64);
        isFine &= await MeasureAsync("SQLite", Path.Combine(folder, "hub.db"), 1_000, 15, 64);
        Directory.Delete(folder, true);
        return isFine ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(string name, string? path, double rate, double latency, double growth)
    {
        await using var local = HubOfTypes.Of(path, typeof(BenchmarkFunctions));
        await local.StartAsync();
        await FanOutAsync(local, 20, 100);
        await LatencyAsync(local, 300);
        var rates = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            rates.Add(await FanOutAsync(local, 100, 100));
        }

        var median = await LatencyAsync(local, 1_000);
        var perInstance = await GrowthAsync(local);
        await local.StopAsync();
        var best = rates.Order().ElementAt(1);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-10} {best,8:N0} activities/s (target {rate:N0})   start to result {median,6:N2} ms median (target {latency:N0})   "
            + $"{perInstance,6:N0} bytes a finished instance (limit {growth:N0})"));
        return best >= rate && median < latency && perInstance < growth;
    }

    private static async Task<double> FanOutAsync(LocalHost local, int instances, int width)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, instances).Select(async _ =>
        {
            var id = await local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchmarkFunctions.FanOut), width);
            var ended = await local.Client.WaitForInstanceCompletionAsync(id, true);
            if (ended.ReadOutputAs<int>() != width * (width - 1) / 2)
            {
                throw new InvalidOperationException($"Wrong result: {ended}");
            }
        }));
        return instances * width / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> LatencyAsync(LocalHost local, int times)
    {
        var all = new List<double>(times);
        for (var i = 0; i < times; i++)
        {
            var watch = Stopwatch.GetTimestamp();
            var id = await local.Client.ScheduleNewOrchestrationInstanceAsync(nameof(BenchmarkFunctions.One), i);
            await local.Client.WaitForInstanceCompletionAsync(id, true);
            all.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
        }

        return all.Order().ElementAt(times / 2);
    }

    /// <summary>Managed memory that a finished instance leaves behind once the store in memory holds as many records as it keeps.</summary>
    private static async Task<double> GrowthAsync(LocalHost local)
    {
        const int instances = 10_000;
        await LatencyAsync(local, instances);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await LatencyAsync(local, instances);
        await local.Work.WhenIdleAsync();
        return Math.Max(0, GC.GetTotalMemory(forceFullCollection: true) - before) / (double)instances;
    }
}

internal static class BenchmarkFunctions
{
    [Function(nameof(FanOut))]
    public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int width) =>
        (await Task.WhenAll(Enumerable.Range(0, width).Select(n => context.CallActivityAsync<int>(nameof(Echo), n)))).Sum();

    [Function(nameof(One))]
    public static Task<int> One([OrchestrationTrigger] TaskOrchestrationContext context, int n) =>
        context.CallActivityAsync<int>(nameof(Echo), n);

    [Function(nameof(Echo))]
    public static int Echo([ActivityTrigger] int n) => n;
}
