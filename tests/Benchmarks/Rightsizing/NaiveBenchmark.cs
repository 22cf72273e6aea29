using System.Diagnostics;
using System.Globalization;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpsFunctions.FunctionsHost;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// A whole rightsizing run against a naive loop with the same client library, with latency on every call to Azure: management,
/// Resource Graph, metrics and prices, for both. Tokens and the suite's own blob storage are neither delayed nor counted. Compared is
/// what the latency adds to the wall time. <c>naive [--fleet 1000] [--latency 50] [--rounds 5]</c>; exit code 1 if the suite's
/// part is not 20 times less, or above 60 calls a 1,000 machines.
/// </summary>
internal static class NaiveBenchmark
{
    private const double LeastRatio = 20;
    private const double MostCallsPerThousand = 60;

    private static readonly DateTimeOffset Now = RehearsalOptions.Start.AddHours(6);

    public static async Task<int> RunAsync(string[] args)
    {
        var (fleet, rounds) = (Arguments.Number(args, "--fleet", 1000), Arguments.Number(args, "--rounds", 5));
        var latency = TimeSpan.FromMilliseconds(Arguments.Number(args, "--latency", 50));
        await using (var small = await Place.StartAsync(20))
        {
            await small.SuiteAsync(TimeSpan.Zero);
            await small.NaiveAsync(TimeSpan.Zero);
        }

        await using var place = await Place.StartAsync(fleet);
        List<(Measured Plain, Measured Late)> runs = [];
        for (var round = 0; round < rounds; round++)
            runs.Add((await place.SuiteAsync(TimeSpan.Zero), await place.SuiteAsync(latency)));
        // Once: it waits for minutes, against which the noise of its work is small.
        var naive = (Plain: await place.NaiveAsync(TimeSpan.Zero), Late: await place.NaiveAsync(latency));
        var suite = (Plain: Median(runs.Select(run => run.Plain)), Late: Median(runs.Select(run => run.Late)));

        // The difference of two wall times carries the noise of the work; each side's less favourable figure counts.
        var ours = Math.Max(suite.Late.Seconds - suite.Plain.Seconds, suite.Late.Waited);
        var theirs = Math.Min(naive.Late.Seconds - naive.Plain.Seconds, naive.Late.Waited);
        var perThousand = suite.Late.Calls * 1000d / fleet;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{fleet:N0} machines, {latency.TotalMilliseconds:0} ms on each call to management, Resource Graph, metrics and prices; none on tokens and on the suite's own storage, which are not counted"));
        Console.WriteLine(
            "| | machines | calls | calls a 1,000 machines | s without latency | s with it | s that latency adds | s in which a call waited |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        Console.WriteLine(Row("naive loop", fleet, naive.Plain, naive.Late));
        Console.WriteLine(Row(
            string.Create(CultureInfo.InvariantCulture, $"this suite, median of {rounds}"), fleet, suite.Plain, suite.Late));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"latency on the critical path: {theirs:0.0} s naive, {ours:0.00} s suite, {theirs / ours:0} times less (least {LeastRatio:0}); {perThousand:0} calls a 1,000 machines (most {MostCallsPerThousand:0})"));
        return suite.Late.Machines == fleet && naive.Late.Machines == fleet && theirs / ours >= LeastRatio
            && perThousand <= MostCallsPerThousand ? 0 : 1;
    }

    private static Measured Median(IEnumerable<Measured> runs)
    {
        List<Measured> ordered = [.. runs.OrderBy(run => run.Seconds)];
        return ordered[ordered.Count / 2];
    }

    private static string Row(string name, int fleet, Measured plain, Measured late) => string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {late.Machines:N0} | {late.Calls:N0} | {late.Calls * 1000d / fleet:N0} | {plain.Seconds:0.0} | {late.Seconds:0.0} | {late.Seconds - plain.Seconds:0.00} | {late.Waited:0.00} |");

    private sealed record Measured(int Machines, long Calls, double Seconds, double Waited);

    /// <summary>Simulated Azure with the app before it, the latency between the two.</summary>
    private sealed class Place(SimulatedAzure azure, DelayedTransport transport, LocalApp app) : IAsyncDisposable
    {
        private int _runs;

        public static async Task<Place> StartAsync(int fleet)
        {
            var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
            {
                Fleet = new FleetOptions { Machines = fleet, Start = RehearsalOptions.Start },
                Start = Now,
                // In favour of the naive loop, which Azure would throttle after 200 machines.
                EnforceThrottling = false,
            });
            var options = LocalApp.On(azure);
            var transport = new DelayedTransport(options.Transports.Azure!);
            return new(azure, transport, await LocalApp.StartAsync(options with
            {
                Settings = RightsizingAlone.Settings,
                Transports = options.Transports with { Azure = transport },
                // As it runs in Azure: not one step at a time.
                Host = new LocalHostOptions(),
            }));
        }

        public Task<Measured> NaiveAsync(TimeSpan latency) => MeasureAsync(latency, () => NaiveLoop.RunAsync(
            app.Services.GetRequiredService<AzureClients>(),
            app.Services.GetRequiredService<AzureSettings>().Subscriptions,
            LoadWindow.Ending(Now, new RightsizingOptions().LookBackDays)));

        public Task<Measured> SuiteAsync(TimeSpan latency) => MeasureAsync(latency, async () =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"rightsizing-{++_runs}");
            await app.Host.Client.StartOnceAsync(nameof(RightsizingOrchestrator), id, input: null, default);
            // Nothing in the run waits for simulated time: it is over when nothing is in flight any more.
            await new SimulatedTime(azure, app.Host).RunUntilAsync(Now, _ => { }, default);
            var ended = await app.Host.Client.GetInstanceAsync(id, getInputsAndOutputs: true);
            return ended?.ReadOutputAs<RunSummary>() is { } summary
                ? summary.Totals.Machines
                : throw new InvalidOperationException($"{id} is {ended?.RuntimeStatus}: {ended?.FailureDetails}");
        });

        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
            await azure.DisposeAsync();
        }

        private async Task<Measured> MeasureAsync(TimeSpan latency, Func<Task<int>> run)
        {
            GC.Collect();
            transport.Latency = latency;
            var (calls, waited, watch) = (Calls(), transport.Waited, Stopwatch.StartNew());
            var machines = await run();
            return new(machines, Calls() - calls, watch.Elapsed.TotalSeconds, (transport.Waited - waited).TotalSeconds);
        }

        private long Calls() => azure.Calls.Counts.Where(count => !IsOwn(count.Operation)).Sum(count => count.Calls);

        // The suite's state and reports, and the tokens, which a client fetches once a day.
        private static bool IsOwn(string operation) =>
            operation.Split('_')[0] is "Service" or "Container" or "Blob" or "BlockBlob" or "AppendBlob" or "Identity";
    }
}
