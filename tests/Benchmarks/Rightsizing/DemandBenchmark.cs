using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>
/// From a metrics answer to demand, beside a bare <see cref="Utf8JsonReader"/> over the same bytes in the same pieces: one answer of
/// simulated Azure for 50 machines and 30 days, as the suite asks for it. Medians of alternating rounds. <c>demand [--rounds 15]</c>;
/// exit code 1 if the suite is less than half as fast as the bare reader.
/// </summary>
internal static class DemandBenchmark
{
    private const double LeastRatio = 0.5;
    private const int WarmUps = 4;

    private static readonly DateTimeOffset Now = RehearsalOptions.Start.AddHours(6);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = Arguments.Number(args, "--rounds", 15);
        var (answer, sizeOf, window) = await CaptureAsync();
        var (bare, ours, ratios) = (new List<double>(), new List<double>(), new List<double>());
        var (machines, allocated) = (0, 0L);
        for (var round = -WarmUps; round < rounds; round++)
        {
            GC.Collect();
            var plain = await SpeedAsync(answer, BareAsync);
            GC.Collect();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var whole = await SpeedAsync(answer, async stream => machines = await ToDemandAsync(stream, sizeOf, window));
            allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            if (round < 0)
                continue;
            bare.Add(plain);
            ours.Add(whole);
            ratios.Add(whole / plain);
        }

        var ratio = Median(ratios);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"one answer: {answer.Length / 1e6:0.0} MB, {machines} machines; median of {rounds} rounds"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare Utf8JsonReader    {Median(bare),6:0} MB/s"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"from answer to demand  {Median(ours),6:0} MB/s, {allocated / 1e3 / machines:0} KB allocated a machine"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ratio                  {ratio,6:0.00} (least {LeastRatio:0.00}; rounds {ratios.Min():0.00} to {ratios.Max():0.00})"));
        return machines == sizeOf.Count && ratio >= LeastRatio ? 0 : 1;
    }

    private static async Task<(byte[] Answer, Dictionary<string, Size> SizeOf, LoadWindow Window)> CaptureAsync()
    {
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 600, Start = RehearsalOptions.Start },
            Start = Now,
        });
        var options = LocalApp.On(azure);
        var capturing = new CapturingTransport(options.Transports.Azure!);
        await using var app = await LocalApp.StartAsync(
            options with { Settings = RightsizingAlone.Settings, Transports = options.Transports with { Azure = capturing } });
        var fleet = await app.Services.GetRequiredService<Inventory>()
            .ReadAsync(app.Services.GetRequiredService<AzureSettings>().Subscriptions, default);
        var machines = fleet.Machines.GroupBy(machine => (machine.Subscription, machine.Region))
            .First(group => group.Count() >= MetricsReader.MachinesPerCall).Take(MetricsReader.MachinesPerCall).ToList();
        var offer = await FleetReading.OfferAsync(app.Services, machines[0].Subscription, machines[0].Region);
        var window = LoadWindow.Ending(Now, new RightsizingOptions().LookBackDays);
        await app.Services.GetRequiredService<MetricsReader>().ReadAsync(machines, window, (_, _) => { }, default);
        return (capturing.LastBatch, machines.ToDictionary(
            machine => machine.Id, machine => offer.Find(machine.Size)!, StringComparer.OrdinalIgnoreCase), window);
    }

    private static async Task<int> ToDemandAsync(Stream answer, Dictionary<string, Size> sizeOf, LoadWindow window)
    {
        var demands = new Dictionary<string, Demand>(StringComparer.OrdinalIgnoreCase);
        await new MetricsAnswer(window, (id, series) => demands[id] = DemandPolicy.Of(series, sizeOf[id])).ReadAsync(answer, default);
        return demands.Count;
    }

    // The same buffer and the same reads as the suite's, and nothing done with what is found.
    private static async Task BareAsync(Stream answer)
    {
        var buffer = new byte[MetricsAnswer.BufferSize];
        var state = new JsonReaderState();
        var held = 0;
        int read;
        do
        {
            read = await answer.ReadAsync(buffer.AsMemory(held));
            held += read;
            var consumed = Pass(buffer.AsSpan(0, held), isFinal: read == 0, ref state);
            buffer.AsSpan(consumed, held - consumed).CopyTo(buffer);
            held -= consumed;
        }
        while (read > 0);
    }

    private static int Pass(ReadOnlySpan<byte> bytes, bool isFinal, ref JsonReaderState state)
    {
        var reader = new Utf8JsonReader(bytes, isFinal, state);
        while (reader.Read())
        {
        }
        state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private static async Task<double> SpeedAsync(byte[] answer, Func<Stream, Task> read)
    {
        using var stream = new MemoryStream(answer);
        var watch = Stopwatch.StartNew();
        await read(stream);
        return answer.Length / 1e6 / watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);
}
