using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>What rightsizing asks of Azure and leaves in storage. It reads only; nothing here changes a machine.</summary>
public sealed class RightsizingActivities(
    Inventory inventory, SizeReader sizes, RetailPrices prices, MetricsReader metrics, RunStore store,
    AzureSettings settings, RightsizingOptions options, ILogger<RightsizingActivities> log)
{
    // An answer that broke off is worth one more try before 50 machines go without advice.
    private const int ReadAttempts = 2;

    /// <summary>Reads the inventory and leaves it in chunks of at most 50 machines.</summary>
    [Function(nameof(ReadFleet))]
    public Task<Outcome<FleetRead>> ReadFleet([ActivityTrigger] RunMoment run, CancellationToken ct) =>
        Outcome.OfAsync("inventory", async () =>
        {
            var fleet = await inventory.ReadAsync(settings.Subscriptions, ct);
            var groups = fleet.Machines.GroupBy(machine => (machine.Subscription, machine.Region)).ToList();
            for (var group = 0; group < groups.Count; group++)
                foreach (var (chunk, machines) in groups[group].Chunk(MetricsReader.MachinesPerCall).Index())
                    await store.WriteAsync(run.RunId, DocumentNames.Machines(group, chunk), machines, ct);
            await store.WriteAsync(run.RunId, DocumentNames.Unreadable, fleet.Unreadable, ct);
            log.FleetRead(run.RunId, fleet.Machines.Count, groups.Count, fleet.Unreadable.Count);
            return new FleetRead(
                [.. groups.Select(group => new MachineGroup(group.Key.Subscription, group.Key.Region, group.Count()))],
                fleet.Unreadable.Count,
                options.AnswersInFlight);
        });

    /// <summary>Reads the sizes and prices of a group's region.</summary>
    [Function(nameof(ReadOffer))]
    public Task<Outcome<bool>> ReadOffer([ActivityTrigger] GroupRef group, CancellationToken ct) =>
        Outcome.OfAsync($"sizes and prices of {group.Region}", async () =>
        {
            var offered = await sizes.OfRegionAsync(group.Subscription, group.Region, ct);
            var priced = (await prices.OfRegionAsync(group.Region, ct)).ToDictionary(price => price.Size, StringComparer.OrdinalIgnoreCase);
            var offer = new Offer(group.Subscription, group.Region, [.. offered.Select(size => WithPrice(size, priced))], null);
            await store.WriteAsync(group.Run.RunId, DocumentNames.Offer(group.Group), offer, ct);
            return true;
        });

    /// <summary>Leaves a note where the offer would be.</summary>
    [Function(nameof(NoteMissingOffer))]
    public async Task NoteMissingOffer([ActivityTrigger] MissingOffer missing, CancellationToken ct)
    {
        log.OfferMissing(missing.Group.Run.RunId, missing.Group.Subscription, missing.Group.Region, missing.Reason);
        var offer = new Offer(missing.Group.Subscription, missing.Group.Region, [], missing.Reason);
        await store.WriteAsync(missing.Group.Run.RunId, DocumentNames.Offer(missing.Group.Group), offer, ct);
    }

    /// <summary>Reads a chunk's metrics, lets the policy decide, and leaves the assessments.</summary>
    /// <returns>How many machines were assessed.</returns>
    [Function(nameof(AssessMachines))]
    public async Task<Outcome<int>> AssessMachines([ActivityTrigger] ChunkRef chunk, CancellationToken ct)
    {
        var machines = await store.ReadAsync<List<Machine>>(chunk.Run.RunId, DocumentNames.Machines(chunk.Group, chunk.Chunk), ct);
        var offer = await store.ReadAsync<Offer>(chunk.Run.RunId, DocumentNames.Offer(chunk.Group), ct);
        var window = LoadWindow.Ending(chunk.Run.AsOf, options.LookBackDays);
        var demands = new Dictionary<string, Demand>(StringComparer.OrdinalIgnoreCase);
        var read = Outcome.Refused<bool>("NoOffer", offer.Problem ?? "");
        for (var attempt = 1; offer.Problem is null && attempt <= ReadAttempts; attempt++)
        {
            read = await ReadDemandsAsync(machines, offer, window, demands, ct);
            if (read.Code != Outcome.Unreadable)
                break;
        }
        if (read.Kind == OutcomeKind.Throttled)
            return Outcome.Throttled<int>(read.RetryAfterSeconds, read.Reason);

        var assessments = machines
            .Select(machine => Assess(machine, demands.GetValueOrDefault(machine.Id), offer, read.Reason))
            .ToList();
        await store.WriteAsync(chunk.Run.RunId, DocumentNames.Assessments(chunk.Group, chunk.Chunk), assessments, ct);
        return Outcome.Done(assessments.Count);
    }

    /// <summary>Writes the report as HTML and JSON from the run's documents.</summary>
    [Function(nameof(WriteReport))]
    public async Task<RunSummary> WriteReport([ActivityTrigger] ReportRequest request, CancellationToken ct)
    {
        var report = await RightsizingReport.CollectAsync(store, request, options, ct);
        await store.WriteReportAsync(RightsizingReport.Capability, $"{request.Run.RunId}.json", RightsizingJson.Of(report), "application/json", ct);
        await store.WriteReportAsync(RightsizingReport.Capability, $"{request.Run.RunId}.html", RightsizingPage.Of(report), "text/html; charset=utf-8", ct);
        log.ReportWritten(request.Run.RunId, report.Totals.Machines, report.Totals.MonthlySaving);
        return new(request.Run.RunId, report.Totals, report.Problems.Count, $"{RightsizingReport.Capability}/{request.Run.RunId}");
    }

    /// <summary>Deletes what the run kept between its activities; the report stays.</summary>
    [Function(nameof(ForgetDocuments))]
    public Task ForgetDocuments([ActivityTrigger] RunMoment run, CancellationToken ct) => store.ForgetAsync(run.RunId, ct);

    private Task<Outcome<bool>> ReadDemandsAsync(
        List<Machine> machines, Offer offer, LoadWindow window, Dictionary<string, Demand> demands, CancellationToken ct)
    {
        var sizeOf = machines.ToDictionary(machine => machine.Id, machine => offer.Find(machine.Size), StringComparer.OrdinalIgnoreCase);
        return Outcome.OfAsync("metrics", async () =>
        {
            await metrics.ReadAsync(machines, window, (id, series) =>
            {
                if (sizeOf.TryGetValue(id, out var size) && size is not null && series.Error(LoadMetric.Cpu) is null)
                    demands[id] = DemandPolicy.Of(series, size);
            }, ct);
            return true;
        });
    }

    private Assessment Assess(Machine machine, Demand? demand, Offer offer, string? metricsProblem)
    {
        var tags = OpsTags.Read(machine.Tags, options.Mode);
        var advice = demand is null && metricsProblem is not null && tags.Rightsizing != Mode.Off
            ? Advice.Unknown(metricsProblem)
            : RightsizingPolicy.Advise(machine, tags, demand, offer, options);
        var target = advice.Target is null ? null : offer.Find(advice.Target);
        return new(machine, tags, offer.Find(machine.Size), target, demand, advice);
    }

    private static Size WithPrice(Size size, Dictionary<string, SizePrice> prices) =>
        prices.TryGetValue(size.Name, out var price)
            ? size with { LinuxPerHour = price.Linux, WindowsPerHour = price.Windows }
            : size;
}
