using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Functions.Http;
using OpsFunctions.Local.Cli;
using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Local.Cli.Rehearsal.Snapshots;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Access.Watching;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Fuzz;

/// <summary>The app with a document of every kind in its state, and callers over HTTP.</summary>
internal sealed class FuzzWorld : IAsyncDisposable
{
    private const string Key = "a-key-of-the-fuzzer";
    private const int Machines = 8;
    private const int HistoryDays = 60;

    private static readonly DateTimeOffset Start = RehearsalOptions.Start;

    private readonly LocalApp _app;

    private FuzzWorld(SimulatedAzure azure, LocalApp app, HttpClient http) => (Azure, _app, Http) = (azure, app, http);

    public SimulatedAzure Azure { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public StateStore State => Services.GetRequiredService<StateStore>();

    public BlobContainerClient Blobs => Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");

    /// <summary>A machine whose disk was replaced: the first of its series has ended.</summary>
    public Machine Replaced { get; private set; } = null!;

    public string EndedSeries { get; private set; } = "";

    /// <summary>A machine that is held as a whole.</summary>
    public Machine Held { get; private set; } = null!;

    public ApprovalRequest Asked { get; private set; } = null!;

    public static async Task<FuzzWorld> StartAsync()
    {
        var azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = Machines, Seed = 3, Start = Start }, Start = Start,
            SpellsIds = true });
        foreach (var machine in azure.Fleet.Machines)
            azure.SetTagAsSomebodyElse(machine, PolicyChoice.Tag, "silver");
        var on = LocalApp.On(azure);
        var app = await LocalApp.StartAsync(on with
        {
            Settings = new Dictionary<string, string?>(Snapshots.RotationSettings.Of(azure), StringComparer.OrdinalIgnoreCase)
            {
                // Few runs a day, since every case of a kind costs a day of them.
                ["Snapshots:Schedule"] = "0 5 */12 * * *", ["Rightsizing:Schedule"] = "0 30 5 * * *", ["Rightsizing:Mode"] = "Apply",
                ["Access:WatchSchedule"] = "0 15 */12 * * *",
            },
            Host = on.Host with { HttpPort = 0 },
            KeyHashes = [$"{AccessKeys.HashOf(Key)} Ops.Operator Ops.Approver"],
        });
        var http = new HttpClient { BaseAddress = app.Host.Address };
        http.DefaultRequestHeaders.Add(AccessKeys.Header, Key);
        var world = new FuzzWorld(azure, app, http);
        await world.FillAsync();
        return world;
    }

    public Task PassAsync(TimeSpan time) =>
        new SimulatedTime(Azure, _app.Host).RunUntilAsync(Azure.Time.GetUtcNow() + time, _ => { }, default);

    /// <summary>Runs of snapshots that ended with a failure.</summary>
    public async Task<IReadOnlyList<string>> FailedRunsAsync() =>
        [.. (await SnapshotReading.RunsAsync(_app.Host.Client, default)).Where(run => run.Value is { Length: > 0 })
            .Select(run => $"{run.Key}: {run.Value}")];

    /// <summary>Every document of the state that is kept from run to run, as JSON.</summary>
    public async Task<IReadOnlyList<(string Name, Type Type, string Json)>> DocumentsAsync()
    {
        var documents = new List<(string, Type, string)>();
        await foreach (var blob in Blobs.GetBlobsAsync())
        {
            var name = blob.Name.EndsWith(StateCheck.Ending, StringComparison.Ordinal) ? blob.Name[..^StateCheck.Ending.Length] : blob.Name;
            if (StateDocumentAttribute.All.FirstOrDefault(one => one.Document.IsNameOf(name)).Type is { } type)
                documents.Add(
                    (name, type, DocumentDamage.Unpack((await Blobs.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content)));
        }
        return documents;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(default);
        await _app.DisposeAsync();
        await Azure.DisposeAsync();
    }

    // What a day of work leaves, and beside it what it does not: each by whoever writes it, or as that would.
    private async Task FillAsync()
    {
        var simple = Azure.Fleet.Machines.Where(machine => machine is { DataDisks: 0, HasEphemeralOsDisk: false }).ToList();
        (Replaced, Held) = (simple[0], simple[1]);
        foreach (var machine in simple.Take(3))
            AddHistory(machine);
        EndedSeries = DiskOf(Replaced);
        Azure.ReplaceDiskAsSomebodyElse(Replaced, lun: null);
        var options = Services.GetRequiredService<SnapshotOptions>();
        var seen = Start.AddDays(-30);
        await State.WriteAsync(
            PolicyMemory.Name, new PolicyMemory([.. options.Policies.Keys
                .Select(name => new PolicyHistory(options.Find(name)!, seen, seen, []))]), default);
        await PassAsync(TimeSpan.FromHours(14));
        var now = Azure.Time.GetUtcNow();
        Asked = new("fuzz", ApprovalKind.Approval, "snapshots", "nobody", "somebody", Held.Id, "may it", ["it"], "abc", now, now.AddDays(
            900));
        await Services.GetRequiredService<ApprovalStore>().AskAsync(Asked, default);
        await Services.GetRequiredService<StrandedList>().AddAsync(new(Held.Id, "off", "az vm start", now), default);
        await Services.GetRequiredService<Holds>().PutAsync(
            new("audit", "me", "an audit", DiskOf(Held), null, now, now.AddDays(900)), default);
        await State.WriteAsync(Retirement.NameOf(Held.Id), new Retirement(Held.Id, ["never"], "me", now, "tidy"), default);
        await State.WriteAsync(MissingMachine.NameOf("/subscriptions/x/vm"), new MissingMachine("/subscriptions/x/vm", now, now), default);
        await State.WriteAsync(KillSwitch.Document, new KillSwitchState(KillSwitchLevel.Off, "me", now, "over"), default);
        await WriteDrillAsync(now);
        await State.WriteAsync("events/fuzz", new Orchestrations.Events.EventRecord("t", "s", now, now, false), default);
        await State.WriteAsync(
            "guard/breakers/rightsizing", new Orchestrations.Guard.BreakerState(
                [], [new("x", Held.Id, Held.SubscriptionId, now)]), default);
        await State.WriteAsync("http/signatures/fuzz/20260601-0000", new UsedInMinute(["a"]), default);
        await State.WriteAsync("guard/approvals-topics/fuzz", new ApprovalTopic("fuzz", now), default);
        await State.WriteAsync(SaidWords.NameOf("why"), new SaidText("why"), default);
        await State.WriteAsync(AlertBody.NameOf("fuzz"), new AlertBody(new byte[] { 1, 2, 3 }), default);
        await State.WriteAsync(EarlyResolve.NameOf("fuzz"), new EarlyResolve("fuzz", now), default);
        await State.WriteAsync(RefusedAlerts.NameOf(now), new RefusedAlerts([new(3, "No valid key", 2)]), default);
        await WriteRemediationAsync(now);
        var right = new Grant("/x", "a", "User", "b", "/");
        await State.WriteAsync(LastAudit.Name, new LastAudit("access-fuzz", now, [right], ["orphaned a /"]), default);
        await State.WriteAsync(
            NotedGrant.NameOf("fuzz"), new NotedGrant("fuzz", $"{Held.Id}/providers/Microsoft.Authorization/roleAssignments/a", now),
            default);
        await State.WriteAsync(
            WatchMemory.Name,
            new WatchMemory(now, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["/"] = [right.Key] }, ["a"]),
            default);
        await State.WriteAsync(UndeletedPoints.Name, new UndeletedPoints(["/x"]), default);
        var plan = new ChangePlan(
            "fuzz", "me", PlannedAction.Resize, Held.Id, Held.Name, Held.SubscriptionId, Held.Region, "Standard_D4s_v5", 0.2, [new(
                "Standard_D2s_v5", 0.1, 73, true)], Mode.Apply, now, now.AddDays(2)) { Capability = RightsizingCapability.Name };
        await State.WriteAsync(
            ChangePlans.NameOf(RightsizingCapability.Name, "fuzz"), new ChangePlans(
                [plan], [new(Held.Id, Held.Name, "a", null, 0, "why", null)]), default);
        await State.WriteAsync(
            KeptResults.NameOf(RightsizingCapability.Name, "fuzz"), new KeptResults(
                [new(new(RightsizingCapability.Name, "fuzz", 0), new(
                    Held.Id, Held.Name, PlannedAction.Resize, ChangeEndKind.Changed, "a", "b", "why"))]), default);
        // Of the same change: one that the ledger does not know would be forgotten, and its document with it.
        var laterBook = new LaterBook([new(plan, [], "Standard_D2s_v5", now, new("Standard_D2s_v5", [3], [], 1, 0))]);
        await State.WriteAsync(LaterBook.NameOf(plan.Subscription, plan.Region), laterBook, default);
        var place = (Held.SubscriptionId, Held.Region);
        await Services.GetRequiredService<LedgerStore>()
            .ChangeAsync(
                place.SubscriptionId, place.Region, known => new(
                    [.. known.Entries, new(
                        new(Held.Id, place.SubscriptionId, place.Region, "fuzz", "a", "b", now, 0.2, 0.1, 73), 3, now)]), default);
    }

    // Points as the suite would have taken them, one a day: most of them may go.
    private void AddHistory(Machine machine)
    {
        var source = DiskOf(machine);
        foreach (var day in Enumerable.Range(1, HistoryDays))
        {
            var at = Start.AddDays(-day);
            var slot = Slots.At(SlotLength.Daily, 0, at).Id;
            Azure.AddSnapshotAsSomebodyElse(
                machine, null, PointNames.Snapshot("silver", slot, source, copyTo: null), new Dictionary<string, string>(
                    StringComparer.Ordinal)
            {
                [PointNames.CreatedByTag] = PointNames.Creator, [PointNames.PolicyTag] = "silver", [PointNames.SlotTag] = slot,
                [PointNames.SourceTag] = source,
                [PointNames.MachineTag] = PointNames.MachineKey(machine.Id),
            }, at);
        }
    }

    private string DiskOf(Machine machine)
    {
        var probe = Azure.AddSnapshotAsSomebodyElse(machine, null, $"probe-{machine.Name}");
        Azure.DeleteSnapshotAsSomebodyElse(probe.Id);
        return probe.SourceUniqueId;
    }

    private async Task WriteRemediationAsync(DateTimeOffset now)
    {
        await State.WriteAsync(KnownAlert.NameOf("/x"), new KnownAlert("/x", now), default);
        await State.WriteAsync(
            Incident.NameOf("remediation-fuzz"), new Incident("remediation-fuzz", "/x", "vm-cpu", "Sev2", now, now, IncidentState.Escalated)
            {
                Timeline = [new(now, "fired", "Sev2", "vm-cpu")],
            }, default);
        await State.WriteAsync(OpenOnResource.NameOf("/x"), new OpenOnResource("/x", "remediation-fuzz", now), default);
        await State.WriteAsync(Episode.NameOf("/x"), new Episode("/x", now, [new("remediation-fuzz-1", "restart", now)]), default);
        await State.WriteAsync(
            CureBook.Name, new CureBook([new("/x", "remediation-fuzz", Care.Watch, now, now.AddHours(1), ["fleet"])]), default);
        await State.WriteAsync(
            Population.Name, new Population(now, new Dictionary<string, int>(StringComparer.Ordinal) { ["fleet"] = 3 }), default);
        await State.WriteAsync(
            SentAct.NameOf("remediation-fuzz-1 restart"), new SentAct("remediation-fuzz-1", "restart", now, null), default);
    }

    private async Task WriteDrillAsync(DateTimeOffset now)
    {
        const string id = "drills-fuzz";
        const string place = "00000000-0000-0000-0000-000000000001";
        var group = DrillNames.GroupId(place, id);
        await State.WriteAsync(
            DrillJournal.NameOf(id),
            new DrillJournal(
                id, "fuzz", "fuzz", place, "westeurope", group, [new("group", DrillKind.Group, group, "2021-04-01", "{}", 0)],
                [new(1, "vm", "/subscriptions/x/vm", "m01-vm", 0, [], [], [])], [new("all", 30, [1])], now, now, 1), default);
        await State.WriteAsync(
            DrillRecord.NameOf(id), new DrillRecord(id, "fuzz", "fuzz", "me", "why", now, new([], [], [], null, 0, null)), default);
        await State.WriteAsync(
            DrillHistory.NameOf("fuzz"),
            new DrillHistory("fuzz", [new(id, "fuzz", now, Verdict.Pass, Remains.Clean, 1, 2, "")]), default);
        await State.WriteAsync(RunningDrill.NameOf("fuzz"), new RunningDrill("fuzz", id, now, now), default);
        await State.WriteAsync(DrillStop.NameOf(id), new DrillStop(id, StopKind.Aborted, "me", now, "why"), default);
        await State.WriteAsync(
            Orchestrations.Fleet.OwnGroups.Name, new Orchestrations.Fleet.OwnGroupList([new(group.ToLowerInvariant(), id, null)]), default);
    }
}
