using System.Diagnostics;
using Azure.Storage.Blobs;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Cli.Rehearsal.Access;
using OpsFunctions.Local.Cli.Rehearsal.Drills;
using OpsFunctions.Local.Cli.Rehearsal.Remediation;
using OpsFunctions.Local.Cli.Rehearsal.Rightsizing;
using OpsFunctions.Local.Cli.Rehearsal.Snapshots;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Report;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>Operations on simulated Azure in simulated time, ending with the reports on disk and what must hold.</summary>
internal static class RehearsalRun
{
    // A timer of five minutes alone has 8,640 runs a month, and what ran on the first day is still to be judged.
    private const int KeptInMemory = 1_000_000;

    /// <param name="progress">Told how far simulated time is, 0 to 1.</param>
    public static async Task<RehearsalSummary> RunAsync(
        RehearsalOptions options, Action<DateTimeOffset, double> progress, CancellationToken ct)
    {
        OutFolder.Ensure(options.Out);
        var watch = Stopwatch.StartNew();
        using var log = new WarningLog();
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = options.Fleet, Seed = options.Seed, Start = RehearsalOptions.Start,
                TracesFolder = options.Traces, Surges = options.ChangeMode > Mode.Report ? RehearsalOptions.Surges : 0,
                // Where drills are built.
                EmptySubscriptions = options.ChangeMode > Mode.Report ? 1 : 0 },
            Start = RehearsalOptions.Start,
            Faults = options.Faults,
            SpellsIds = options.SpellsIds,
            ImmutableContainers = [EvidenceStore.Container],
            // Judged at the end, with all else.
            AllowsUnknown = true,
        }, ct);
        var sizesBefore = azure.Fleet.Machines.ToDictionary(
            machine => machine.Id, machine => machine.Size.Name, StringComparer.OrdinalIgnoreCase);
        RehearsedRights.Give(azure, options);
        // Before the app learns which subscriptions there are.
        var truth = options.Tenant ? RehearsedTenant.Fill(azure, options.Seed) : null;
        RehearsedRights.Take(azure, options);
        var outages = options.Outages ? RehearsedOutages.Set(azure, options) : null;
        var on = LocalApp.On(azure);
        if (options.Events)
            DeployedEvents.Set(azure, on.StorageAccount);
        await using var app = await RehearsedApp.StartAsync(
            on with
            {
                Host = on.Host with { KeptInMemory = KeptInMemory }, Settings = RehearsalSettings.Of(options, azure, truth, outages),
                Logging = logging => logging.AddProvider(log)
            }, options.Upgrades, ct);
        var services = app.Services;
        var end = RehearsalOptions.Start.AddDays(options.Days);
        RehearsalTags.SetPolicies(azure);
        if (options.ChangeMode > Mode.Report)
        {
            RehearsalTags.Set(azure);
            DrilledApplications.Mark(azure);
            DrilledApplications.Plant(azure);
        }
        if (outages is not null)
            await outages.BeginAsync(services, ct);
        var people = new SimulatedPeople(azure, app, options.Seed);
        var damage = new StateDamage(services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state"), options.Seed);
        var tenant = truth is null ? null : new TenantDays(azure, truth, options, services.GetRequiredService<AccessOptions>().Schedule);
        var upgrades = new Upgrades(azure, options);
        // People look at what they are asked a few times a day.
        for (var next = RehearsalOptions.Start; next < end;)
        {
            next = next + SimulatedPeople.BetweenLooks < end ? next + SimulatedPeople.BetweenLooks : end;
            await (tenant?.LiveUntilAsync(next, RunAsync) ?? RunAsync(next));
            await damage.MendAsync(ct);
            if (next < end)
                await people.LookAsync(next, ct);
            if (next < end && options.Damage)
                await damage.DamageAsync(ct);
        }

        azure.Calm();
        // Of the app that is there now.
        services = app.Services;
        var client = app.Client;
        var (runs, unfinished) = await RunsAsync(client, ct);
        var blobs = services.GetRequiredService<AzureClients>().Blobs;
        var written = await SaveAsync(blobs.GetBlobContainerClient("reports"), options.Out, ct);
        await SaveAsync(blobs.GetBlobContainerClient("evidence"), Path.Combine(options.Out, "evidence"), ct);
        await SaveAsync(blobs.GetBlobContainerClient("state"), Path.Combine(options.Out, "state"), ct);
        var evidence = await EvidenceCheck.AllAsync(services.GetRequiredService<EvidenceStore>(), ct).ToListAsync(ct);
        var rightsizing = services.GetRequiredService<RightsizingOptions>();
        IEnumerable<Invariant> changes = options.ChangeMode == Mode.Report ? [] : ChangeInvariants.Of(
            azure, await ChangeReading.OfAsync(services, client, azure, people.Seen, ct),
            rightsizing, rightsizing.Guard, sizesBefore, end);
        var snapshotRuns = await SnapshotReading.RunsAsync(client, ct);
        var snapshots = SnapshotInvariants.Of(
            azure, services.GetRequiredService<SnapshotOptions>(), snapshotRuns,
            await SnapshotReading.LeftAsync(services, azure, snapshotRuns, ct),
            new HashSet<string>(StringComparer.Ordinal), RehearsalOptions.Start, end);
        var remediation = outages is null ? null
            : await RemediationReading.OfAsync(azure, outages.Plan, services, client, RehearsedOutages.Path, ct);
        var summary = new RehearsalSummary
        {
            Days = options.Days,
            Machines = azure.Fleet.Machines.Count,
            Seed = options.Seed,
            Runs = runs,
            AzureCalls = azure.Calls.Total,
            Throttled = Calls(azure, status => status == 429),
            Failed = Calls(azure, status => status is 0 or >= 500),
            Warnings = log.Count,
            Damaged = damage.Done,
            Recordings = azure.Fleet.Notes,
            Invariants = [.. Invariants.Of(
                azure, options.Mode, rightsizing.Schedule, end, runs, unfinished, evidence), .. changes, .. snapshots,
                RehearsedRights.Kept(azure),
                .. await DrillReading.InvariantsAsync(services, azure, options, end, ct),
                .. tenant is null ? []
                    : new AccessInvariants(azure, tenant, await AuditReading.AllAsync(client, options.Out, ct)).Of(evidence, options, end),
                .. remediation is null ? [] : RemediationInvariants.Of(remediation), .. upgrades.Invariants(),
                .. await EventInvariants.OfAsync(azure, on.StorageAccount, services.GetRequiredService<StateStore>(), ct)],
            Recovery = remediation is null ? null : RecoveryTimes.Of(remediation, new OutageFates(remediation)),
            Reports = written,
            DurationSeconds = 0,
        };
        await app.Now.StopAsync(ct);
        log.WriteTo(Path.Combine(options.Out, "warnings.log"));
        return summary with { DurationSeconds = Math.Round(watch.Elapsed.TotalSeconds, 1) };

        // Up to there; where an upgrade is due, in the middle of what is then in flight.
        async Task RunAsync(DateTimeOffset until)
        {
            for (var isThere = false; !isThere;)
            {
                using var upgrade = CancellationTokenSource.CreateLinkedTokenSource(ct);
                DateTimeOffset? due = null;
                try
                {
                    await new SimulatedTime(azure, app.Now.Host).RunUntilAsync(until, now =>
                    {
                        progress(now, (now - RehearsalOptions.Start) / (end - RehearsalOptions.Start));
                        if (upgrades.IsDue(now))
                        {
                            due = now;
                            upgrade.Cancel();
                        }
                    }, upgrade.Token);
                    isThere = true;
                }
                catch (OperationCanceledException) when (due is not null && !ct.IsCancellationRequested)
                {
                    upgrades.Did(due.Value);
                    await app.UpgradeAsync(ct);
                }
            }
        }
    }

    private static long Calls(SimulatedAzure azure, Func<int, bool> status) =>
        azure.Calls.Counts.Where(count => status(count.Status)).Sum(count => count.Calls);

    private static async Task<(IReadOnlyList<RunSummary> Runs, IReadOnlyList<string> Unfinished)> RunsAsync(
        DurableTaskClient client, CancellationToken ct)
    {
        var runs = new List<RunSummary>();
        var unfinished = new List<string>();
        await foreach (var run in client.GetAllInstancesAsync(new() { FetchInputsAndOutputs = true }).WithCancellation(ct))
        {
            // What a run began apart from it, such as changes that are being watched, may outlast the rehearsal.
            if (!run.InstanceId.StartsWith($"{RightsizingCapability.Name}-", StringComparison.Ordinal))
                continue;
            if (run.RuntimeStatus == OrchestrationRuntimeStatus.Completed && run.ReadOutputAs<RunSummary>() is { } summary)
                runs.Add(summary);
            else
                unfinished.Add($"{run.InstanceId} is {run.RuntimeStatus}: {run.FailureDetails?.ErrorMessage ?? "not finished at the end"}");
        }
        runs.Sort((a, b) => string.CompareOrdinal(a.RunId, b.RunId));
        return (runs, unfinished);
    }

    private static async Task<IReadOnlyList<string>> SaveAsync(BlobContainerClient container, string folder, CancellationToken ct)
    {
        var written = new List<string>();
        if (!await container.ExistsAsync(ct))
            return written;
        await foreach (var blob in container.GetBlobsAsync(cancellationToken: ct))
        {
            var file = Path.Combine(folder, blob.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await container.GetBlobClient(blob.Name).DownloadToAsync(file, ct);
            written.Add(file);
        }
        written.Sort(StringComparer.Ordinal);
        return written;
    }
}
