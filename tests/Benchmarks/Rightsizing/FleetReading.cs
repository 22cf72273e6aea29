using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Simulator;
using Machine = OpsFunctions.Orchestrations.Fleet.Machine;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>What the suite's own readers see of a simulated fleet: machines, offers, demands.</summary>
internal sealed record FleetReading(IReadOnlyList<(Machine Machine, Demand? Demand, Offer Offer)> Machines)
{
    public static async Task<FleetReading> OfAsync(SimulatedAzure azure, RightsizingOptions options, DateTimeOffset now)
    {
        using var host = LocalApp.Build(LocalApp.On(azure));
        var services = host.Services;
        var fleet = await services.GetRequiredService<Inventory>().ReadAsync(services.GetRequiredService<AzureSettings>().Subscriptions, default);
        var machines = new List<(Machine, Demand?, Offer)>();
        foreach (var group in fleet.Machines.GroupBy(machine => (machine.Subscription, machine.Region)))
        {
            var offer = await OfferAsync(services, group.Key.Subscription, group.Key.Region);
            foreach (var chunk in group.Chunk(MetricsReader.MachinesPerCall))
            {
                var demands = new Dictionary<string, Demand>(StringComparer.OrdinalIgnoreCase);
                var sizeOf = chunk.ToDictionary(machine => machine.Id, machine => offer.Find(machine.Size), StringComparer.OrdinalIgnoreCase);
                await services.GetRequiredService<MetricsReader>().ReadAsync(chunk, LoadWindow.Ending(now, options.LookBackDays), (id, series) =>
                {
                    if (sizeOf[id] is { } size)
                        demands[id] = DemandPolicy.Of(series, size);
                }, default);
                machines.AddRange(chunk.Select(machine => (machine, demands.GetValueOrDefault(machine.Id), offer)));
            }
        }
        return new(machines);
    }

    public static async Task<Offer> OfferAsync(IServiceProvider services, string subscription, string region) => Offer.Of(
        subscription, region,
        await services.GetRequiredService<SizeReader>().OfRegionAsync(subscription, region, default),
        await services.GetRequiredService<RetailPrices>().OfRegionAsync(region, default)) with
    {
        Quotas = await services.GetRequiredService<QuotaReader>().OfRegionAsync(subscription, region, default),
    };
}
