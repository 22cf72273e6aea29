using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>What the suite's own readers see of a machine.</summary>
/// <param name="MeanVcpus">Mean of what it used; NaN where nothing was seen.</param>
internal sealed record MachineReading(Machine Machine, Demand? Demand, double MeanVcpus, Offer Offer);

/// <summary>What the suite's own readers see of a simulated fleet: machines, offers, demands.</summary>
internal static class FleetReading
{
    public static async Task<IReadOnlyList<MachineReading>> OfAsync(SimulatedAzure azure, RightsizingOptions options, DateTimeOffset now)
    {
        await using var app = await LocalApp.StartAsync(LocalApp.On(azure) with { Settings = RightsizingAlone.Settings });
        var services = app.Services;
        var fleet = await services.GetRequiredService<Inventory>()
            .ReadAsync(services.GetRequiredService<AzureSettings>().Subscriptions, default);
        var machines = new List<MachineReading>();
        foreach (var group in fleet.Machines.GroupBy(machine => (machine.Subscription, machine.Region)))
        {
            var offer = await OfferAsync(services, group.Key.Subscription, group.Key.Region);
            foreach (var chunk in group.Chunk(MetricsReader.MachinesPerCall))
            {
                var demands = new Dictionary<string, (Demand Demand, double Mean)>(StringComparer.OrdinalIgnoreCase);
                var sizeOf = chunk.ToDictionary(
                    machine => machine.Id, machine => offer.Find(machine.Size), StringComparer.OrdinalIgnoreCase);
                await services.GetRequiredService<MetricsReader>()
                    .ReadAsync(chunk, LoadWindow.Ending(now, options.LookBackDays), (id, series) =>
                {
                    if (sizeOf[id] is { } size)
                        demands[id] = (DemandPolicy.Of(series, size), Mean(series.Average(LoadMetric.Cpu)) / 100 * size.Vcpus);
                }, default);
                machines.AddRange(chunk.Select(machine => demands.TryGetValue(machine.Id, out var read)
                    ? new MachineReading(machine, read.Demand, read.Mean, offer)
                    : new MachineReading(machine, null, double.NaN, offer)));
            }
        }
        return machines;
    }

    private static double Mean(ReadOnlySpan<double> figures)
    {
        double sum = 0;
        var count = 0;
        foreach (var figure in figures)
        {
            if (double.IsNaN(figure))
                continue;
            sum += figure;
            count++;
        }
        return sum / count;
    }

    public static async Task<Offer> OfferAsync(IServiceProvider services, string subscription, string region) => Offer.Of(
        subscription, region,
        await services.GetRequiredService<SizeReader>().OfRegionAsync(subscription, region, default),
        await services.GetRequiredService<RetailPrices>().OfRegionAsync(region, default)) with
    {
        Quotas = await services.GetRequiredService<QuotaReader>().OfRegionAsync(subscription, region, default),
    };
}
