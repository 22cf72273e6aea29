using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Scopes;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>What rightsizing asks of Azure and leaves in storage. It reads only; nothing here changes a machine.</summary>
public sealed class RightsizingActivities(
    Inventory inventory, SizeReader sizes, QuotaReader quotas, RetailPrices prices, MetricsReader metrics, Assessor assessor,
    RunStore store,
    TargetMemory targets, LedgerStore ledger, AzureSettings settings, RightsizingOptions options, ILogger<RightsizingActivities> log)
{
    /// <summary>
    /// Reads the inventory and leaves it in chunks of at most 50 machines. What a first execution left, a second one keeps.
    /// </summary>
    [Function(nameof(ReadFleet))]
    public Task<Outcome<FleetRead>> ReadFleet([ActivityTrigger] RunMoment run, CancellationToken ct) =>
        Outcome.OfAsync("inventory", async () =>
    {
        var manifest = await store.FindAsync<FleetManifest>(run.RunId, DocumentNames.Fleet, ct);
        if (manifest?.AsOf != run.AsOf)
        {
            // Documents of an attempt that failed before are of another moment.
            if ((await store.FindAsync<RunMoment>(run.RunId, DocumentNames.Moment, ct))?.AsOf != run.AsOf)
            {
                await store.ForgetAsync(run.RunId, ct);
                await store.WriteAsync(run.RunId, DocumentNames.Moment, run, ct);
            }
            manifest = await WriteFleetAsync(run, ct);
        }
        return new FleetRead(
            [.. manifest.Groups.Select(group => group.Count)], manifest.Regions.Count, options.AnswersInFlight, options.Mode)
        {
            WithGroups = manifest.WithGroups,
        };
    }, ct);

    /// <summary>Reads the prices of a region, once for all subscriptions.</summary>
    [Function(nameof(ReadPrices))]
    public Task<Outcome<bool>> ReadPrices([ActivityTrigger] RegionRef region, CancellationToken ct) => Outcome.OfAsync("prices", async () =>
    {
        var manifest = await store.ReadAsync<FleetManifest>(region.Run.RunId, DocumentNames.Fleet, ct);
        var read = await prices.OfRegionAsync(manifest.Regions[region.Region], ct);
        await store.WriteAsync(region.Run.RunId, DocumentNames.Prices(region.Region), new RegionPrices(read), ct);
        return true;
    }, ct);

    /// <summary>
    /// Reads the sizes a group's region offers to its subscription and what its quota leaves, and puts the prices to them.
    /// </summary>
    [Function(nameof(ReadOffer))]
    public Task<Outcome<bool>> ReadOffer([ActivityTrigger] GroupRef reference, CancellationToken ct) => Outcome.OfAsync("sizes", async () =>
    {
        var runId = reference.Run.RunId;
        var manifest = await store.ReadAsync<FleetManifest>(runId, DocumentNames.Fleet, ct);
        var group = manifest.Groups[reference.Group];
        var document = DocumentNames.Prices(manifest.Regions.Index().First(region => region.Item == group.Region).Index);
        var priced = await store.FindAsync<RegionPrices>(runId, document, ct);
        var problem = priced is null ? await ReasonAsync(reference.Run, document, ct) : null;
        var quota = problem is null ? await ReadQuotasAsync(group, ct) : null;
        var offered = problem is null ? await sizes.OfRegionAsync(group.Subscription, group.Region, ct) : [];
        var offer = Offer.Of(group.Subscription, group.Region, offered, priced?.Prices ?? []) with
        {
            Problem = problem, Quotas = quota?.Value, QuotaProblem = quota?.Reason,
        };
        await store.WriteAsync(runId, DocumentNames.Offer(reference.Group), offer, ct);
        return true;
    }, ct);

    /// <summary>Leaves a note where a document would be that could not be made.</summary>
    [Function(nameof(NoteMissing))]
    public async Task NoteMissing([ActivityTrigger] Missing missing, CancellationToken ct)
    {
        log.Missing(missing.Run.RunId, missing.Document, missing.Reason);
        await store.WriteAsync(missing.Run.RunId, DocumentNames.Missing(missing.Document), missing, ct);
    }

    /// <summary>Reads a chunk's metrics, lets the policy decide, and leaves the assessments.</summary>
    /// <returns>How many machines were assessed.</returns>
    [Function(nameof(AssessMachines))]
    public Task<Outcome<int>> AssessMachines([ActivityTrigger] ChunkRef chunk, CancellationToken ct) =>
        Outcome.OfAsync("assessment", async () =>
    {
        var runId = chunk.Run.RunId;
        var machines = await store.ReadAsync<List<Machine>>(runId, DocumentNames.Machines(chunk.Group, chunk.Chunk), ct);
        var offer = await store.FindAsync<Offer>(runId, DocumentNames.Offer(chunk.Group), ct)
            ?? new Offer(
                machines[0].Subscription, machines[0].Region, [], await ReasonAsync(chunk.Run, DocumentNames.Offer(chunk.Group), ct));
        var known = await targets.ReadAsync(machines[0].Subscription, machines[0].Region, ct);
        var demands = new Dictionary<string, Demand>(StringComparer.OrdinalIgnoreCase);
        var unread = offer.Problem is null
            ? await ReadDemandsAsync(machines, offer, LoadWindow.Ending(chunk.Run.AsOf, options.LookBackDays), demands, ct)
            : [];
        demands = targets.WithBefore(demands, known, chunk.Run.AsOf);
        var assessments = machines
            .Select(machine => assessor.Assess(
                machine, demands.GetValueOrDefault(machine.Id), offer, offer.Problem ?? unread.GetValueOrDefault(machine.Id),
                chunk.Run.AsOf))
            .ToList();
        var completed = await assessor.CompletedAsync(assessments, offer, known, chunk.Run.AsOf, ct);
        await store.WriteAsync(runId, DocumentNames.Assessments(chunk.Group, chunk.Chunk), completed, ct);
        return completed.Count;
    }, ct);

    /// <summary>Notes what the companions among a group's machines needed, for all of them to be assessed by. Asks storage alone.</summary>
    /// <returns>How many groups of companions there are.</returns>
    [Function(nameof(FindCompanions))]
    public Task<Outcome<int>> FindCompanions([ActivityTrigger] GroupRef reference, CancellationToken ct) =>
        Outcome.OfAsync("companions", async () =>
    {
        var (runId, group) = (reference.Run.RunId, reference.Group);
        var manifest = await store.ReadAsync<FleetManifest>(runId, DocumentNames.Fleet, ct);
        var place = manifest.Groups[group];
        var changed = await ledger.ReadAsync(place.Subscription, place.Region, ct);
        var known = await targets.ReadAsync(place.Subscription, place.Region, ct);
        var machines = new List<Companion>();
        foreach (var chunk in manifest.WithGroups[group])
        {
            var demands = (await AssessedAsync(new(reference.Run, group, chunk), ct))
                .Where(one => RightsizingPolicy.IsKnown(one, options))
                .ToDictionary(one => one.Machine.Id, one => one.Demand, StringComparer.OrdinalIgnoreCase);
            var grouped = (await store.ReadAsync<List<Machine>>(
                runId, DocumentNames.Machines(group, chunk), ct)).Where(Companions.HasGroup).ToList();
            // Also where the advice does not rest on them, as to keep the size: they are shares of another one.
            foreach (var resized in targets.WithOldFigures(known, grouped, reference.Run.AsOf))
                demands.Remove(resized);
            machines.AddRange(grouped.Select(machine => new Companion(
                machine, changed.FirstSizeOf(machine.Id, machine.Size), demands.GetValueOrDefault(machine.Id))));
        }
        var companions = Companions.Of(machines);
        await store.WriteAsync(runId, DocumentNames.Companions(group), companions, ct);
        return companions.Count;
    }, ct);

    /// <summary>
    /// Assesses those machines of a chunk again whose companions needed more, or of whose companions too little is known.
    /// </summary>
    /// <returns>How many.</returns>
    [Function(nameof(AssessAmongCompanions))]
    public Task<Outcome<int>> AssessAmongCompanions([ActivityTrigger] ChunkRef chunk, CancellationToken ct) =>
        Outcome.OfAsync("companions", async () =>
    {
        var runId = chunk.Run.RunId;
        var assessed = await AssessedAsync(chunk, ct);
        if (assessed.Count == 0)
            return 0;
        var groups = (await store.ReadAsync<List<CompanionGroup>>(runId, DocumentNames.Companions(chunk.Group), ct))
            .SelectMany(group => group.Members.Select(member => (Member: member, Group: group)))
            .ToLookup(pair => pair.Member, pair => pair.Group, StringComparer.OrdinalIgnoreCase);
        var offer = await store.FindAsync<Offer>(runId, DocumentNames.Offer(chunk.Group), ct);
        var again = assessed.Where(one => offer is not null && groups.Contains(one.Machine.Id) && one.Advice.Kind != AdviceKind.Unknown)
            .Select(one => (Before: one, After: assessor.AssessAmong(one, [.. groups[one.Machine.Id]], offer!, chunk.Run.AsOf)))
            .Where(pair => pair.After != pair.Before).Select(pair => pair.After).ToList();
        if (again.Count == 0)
            return 0;
        var known = await targets.ReadAsync(again[0].Machine.Subscription, again[0].Machine.Region, ct);
        return await ReplaceAsync(chunk, assessed, await assessor.CompletedAsync(again, offer!, known, chunk.Run.AsOf, ct), ct);
    }, ct);

    /// <summary>
    /// Takes from a chunk's machines that are of a group what would make them smaller: nobody knows what their companions needed.
    /// </summary>
    [Function(nameof(WithholdFromGroups))]
    public async Task WithholdFromGroups([ActivityTrigger] Withholding withholding, CancellationToken ct)
    {
        var chunk = withholding.Chunk;
        var assessed = await AssessedAsync(chunk, ct);
        var withheld = assessed.Where(one => Companions.HasGroup(one.Machine)).Select(one => Assessor.Withheld(one, withholding.Reason));
        await ReplaceAsync(chunk, assessed, [.. withheld], ct);
    }

    /// <summary>Remembers which target each machine of a group was given, its size and its highest figures, for the next run.</summary>
    [Function(nameof(RememberTargets))]
    public async Task RememberTargets([ActivityTrigger] GroupRef reference, CancellationToken ct)
    {
        var manifest = await store.ReadAsync<FleetManifest>(reference.Run.RunId, DocumentNames.Fleet, ct);
        var group = manifest.Groups[reference.Group];
        var (given, seen) = (new List<TargetCount>(), new List<SeenMachine>());
        for (var chunk = 0; chunk < MetricsReader.Calls(group.Count); chunk++)
        {
            // Of every machine, also where its assessment broke.
            var machines = await store.ReadAsync<List<Machine>>(reference.Run.RunId, DocumentNames.Machines(reference.Group, chunk), ct);
            var assessed = await AssessedAsync(new(reference.Run, reference.Group, chunk), ct);
            given.AddRange(assessed.Where(one => one.Advice.Target is not null)
                .Select(one => new TargetCount(one.Machine.Id, one.Advice.Target!, one.RunsInARow)));
            // Figures that give no advice, since they are few or of another size, are none to remember.
            var peaks = assessed.Where(one => one.Demand is not null && RightsizingPolicy.IsKnown(one, options))
                .ToDictionary(one => one.Machine.Id, one => Peaks.Of(one.Demand!), StringComparer.OrdinalIgnoreCase);
            seen.AddRange(machines.Select(machine => new SeenMachine(machine.Id, machine.Size, peaks.GetValueOrDefault(machine.Id))));
        }
        await targets.RememberAsync(group, reference.Run, given, seen, ct);
    }

    /// <summary>Writes the report as HTML and JSON from the run's documents, chunk by chunk.</summary>
    [Function(nameof(WriteReport))]
    public Task<Outcome<RunSummary>> WriteReport([ActivityTrigger] ReportRequest request, CancellationToken ct) =>
        Outcome.OfAsync("report", async () =>
    {
        var report = await new ReportWriter(store, new ReportDocuments(store, request, options)).WriteAsync(ct);
        log.ReportWritten(request.Run.RunId, report.Totals.Machines, report.Totals.MonthlySaving);
        return new RunSummary(request.Run.RunId, report.Totals, report.Problems.Count, $"{RightsizingCapability.Name}/{request.Run.RunId}");
    }, ct);

    private async Task<int> ReplaceAsync(ChunkRef chunk, List<Assessment> assessed, List<Assessment> replaced, CancellationToken ct)
    {
        var byId = replaced.ToDictionary(one => one.Machine.Id, StringComparer.OrdinalIgnoreCase);
        var all = assessed.ConvertAll(one => byId.GetValueOrDefault(one.Machine.Id, one));
        await store.WriteAsync(chunk.Run.RunId, DocumentNames.Assessments(chunk.Group, chunk.Chunk), all, ct);
        return replaced.Count;
    }

    // Empty where its assessment broke.
    private async Task<List<Assessment>> AssessedAsync(ChunkRef chunk, CancellationToken ct) =>
        await store.FindAsync<List<Assessment>>(chunk.Run.RunId, DocumentNames.Assessments(chunk.Group, chunk.Chunk), ct) ?? [];

    private async Task<FleetManifest> WriteFleetAsync(RunMoment run, CancellationToken ct)
    {
        var fleet = await inventory.ReadAsync(settings.Subscriptions, ct, new InventoryPages(store, run.RunId));
        var groups = fleet.Machines.GroupBy(machine => (machine.Subscription, machine.Region)).ToList();
        var withGroups = groups.ConvertAll(_ => new List<int>());
        for (var group = 0; group < groups.Count; group++)
            foreach (var (chunk, machines) in groups[group].Chunk(MetricsReader.MachinesPerCall).Index())
            {
                await store.WriteAsync(run.RunId, DocumentNames.Machines(group, chunk), machines, ct);
                if (machines.Any(Companions.HasGroup))
                    withGroups[group].Add(chunk);
            }
        var manifest = new FleetManifest(
            run.AsOf,
            [.. groups.Select(group => new MachineGroup(group.Key.Subscription, group.Key.Region, group.Count()))],
            [.. groups.Select(group => group.Key.Region).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            fleet.Unreadable)
        {
            WithGroups = withGroups,
            Idle = [.. IdleSettings.Of(
                RightsizingOptions.Section, settings, options.Guard, [.. fleet.Machines.Select(machine => machine.Id)])],
        };
        // Last, so that where it stands the rest stands too.
        await store.WriteAsync(run.RunId, DocumentNames.Fleet, manifest, ct);
        await store.ForgetAsync(run.RunId, ct, InventoryPages.Prefix);
        log.FleetRead(run.RunId, fleet.Machines.Count, groups.Count, fleet.Unreadable.Count);
        return manifest;
    }

    // A quota that may not be read costs no machine its advice; the advice says that it is not known.
    private async Task<Outcome<VcpuQuotas>> ReadQuotasAsync(MachineGroup group, CancellationToken ct)
    {
        var read = await Outcome.OfAsync("quota", () => quotas.OfRegionAsync(group.Subscription, group.Region, ct), ct);
        return read.Kind == OutcomeKind.Throttled ? throw new ThrottledException(read.RetryAfterSeconds, read.Reason) : read;
    }

    private async Task<string> ReasonAsync(RunMoment run, string document, CancellationToken ct) =>
        (await store.FindAsync<Missing>(run.RunId, DocumentNames.Missing(document), ct))?.Reason ?? $"{document} was never written";

    /// <summary>
    /// Reads the machines' metrics in one call. One that Azure refuses costs the call: by halves it is found, and the others have their
    /// advice.
    /// </summary>
    /// <returns>Why a machine's figures could not be read, by its id.</returns>
    private async Task<Dictionary<string, string>> ReadDemandsAsync(
        List<Machine> machines, Offer offer, LoadWindow window, Dictionary<string, Demand> demands, CancellationToken ct)
    {
        var unread = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        await InHalves.AskAsync(machines, part => ReadPartAsync(part, offer, window, demands, ct), (part, refused) =>
        {
            foreach (var machine in part)
                unread[machine.Id] = refused.Reason ?? "refused";
        });
        return unread;
    }

    private async Task<Outcome<bool>> ReadPartAsync(
        List<Machine> machines, Offer offer, LoadWindow window, Dictionary<string, Demand> demands, CancellationToken ct)
    {
        var sizeOf = machines.ToDictionary(machine => machine.Id, machine => offer.Find(machine.Size), StringComparer.OrdinalIgnoreCase);
        return await Outcome.OfAsync("metrics", () => CutOffAnswer.AgainAsync(async () =>
        {
            await metrics.ReadAsync(machines, window, (id, series) =>
            {
                if (sizeOf.TryGetValue(id, out var size) && size is not null && series.Error(LoadMetric.Cpu) is null)
                    demands[id] = DemandPolicy.Of(series, size);
            }, ct);
            return true;
        }), ct);
    }
}
