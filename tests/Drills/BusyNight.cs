using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Report;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Drills;
using OpsFunctions.Stages.Snapshots;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>
/// Two drills of other applications, both of an old slot. While they run, a machine of the first is resized, the hour's slot is taken, what
/// no rule keeps is deleted, that old slot with it, and an alert fires on the source. A fifth machine is in no drill.
/// </summary>
public sealed class BusyNight : IAsyncLifetime
{
    public const string Shop = DrillStage.Plan;
    public const string Bank = "bank";

    private const string Nothing = "none";
    private const string Resizing = "resize-under-test";
    private const string Slot = "snapshots-20260601-06";
    private const string Rotation = "snapshots-retention-20260601";
    private const string NextRotation = "snapshots-retention-20260602";
    private const string Rule = "/providers/Microsoft.Insights/metricAlerts/cpu";
    private const int Fleet = 24;

    // The first is kept as the day's, the last two as the hours': the second is drilled.
    private static readonly int[] Slots = [2, 3, 4, 5];

    private static readonly DateTimeOffset Day = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    internal DrillStage Stage { get; private set; } = null!;

    internal IReadOnlyDictionary<string, RunningApplication> Drills { get; private set; } = new Dictionary<string, RunningApplication>();

    /// <summary>In no drill; its points go when no rule keeps them.</summary>
    internal Machine Apart => Stage.Machines[3];

    internal Machine Resized { get; private set; } = null!;

    internal ChangePlan Change { get; private set; } = null!;

    internal string SizeBefore { get; private set; } = "";

    /// <summary>How many changes had been made before the drills began, and when that was.</summary>
    internal (int Changes, DateTimeOffset At) Before { get; private set; }

    /// <summary>When the last of what is done beside the drills had been done.</summary>
    internal DateTimeOffset DoneAt { get; private set; }

    /// <summary>When the resized machine got its size.</summary>
    internal DateTimeOffset? ResizedAt { get; private set; }

    /// <summary>Holds, and points that were deleted, right after the rotation.</summary>
    internal (IReadOnlyList<Hold> Holds, IReadOnlyList<PointTruth> Points) Meanwhile { get; private set; }

    /// <summary>Holds after the drills.</summary>
    internal IReadOnlyList<Hold> HeldAfterwards { get; private set; } = [];

    /// <summary>Points that were deleted, after the next day's rotation.</summary>
    internal IReadOnlyList<PointTruth> Afterwards { get; private set; } = [];

    /// <summary>What was changed since, the app's own storage left out.</summary>
    internal IReadOnlyList<RecordedChange> Changes =>
        [.. Stage.Azure.Calls.Changes.Skip(Before.Changes).Where(change => !ChangeStage.IsOwnStorage(change))];

    internal IServiceProvider Services => Stage.Life.Services;

    public async ValueTask InitializeAsync()
    {
        Stage = await DrillStage.OpenAsync(machines: 5, fleet: Fleet, choose: machine => machine.DataDisks < 4, also: "rightsizing");
        await PrepareAsync();
        foreach (var hour in Slots)
        {
            await UntilAsync(hour, minute: 0);
            await Stage.TakePointsAsync();
        }
        await UntilAsync(5, minute: 55);
        Before = (Stage.Azure.Calls.Changes.Count, Stage.Azure.Time.GetUtcNow());
        Stage.Azure.Alerts.Fire(Stage.Machines[0].Id, $"{GroupOf(Resized)}{Rule}-minor", alert => alert with { Severity = "Sev3" });

        await BeginDrillsAsync();
        Stage.Azure.Alerts.Fire(Stage.Machines[0].Id, $"{GroupOf(Resized)}{Rule}", alert => alert with { Severity = "Sev0" });
        await StartAsync(nameof(ResizeOrchestrator), Resizing, new PlanRef(Change.Capability, Change.RunId, 0));
        await UntilAsync(6, minute: 2);
        await StartAsync(nameof(SnapshotsOrchestrator), Slot, new RunInput("stage"));
        await StartAsync(nameof(RetentionOrchestrator), Rotation, new RunInput("stage"));
        await EndAsync(Rotation);
        Meanwhile = (await HoldsAsync(), Deleted());
        await EndAsync(Slot);
        DoneAt = Stage.Azure.Time.GetUtcNow();
        foreach (var drill in Drills.Values)
            await EndAsync(drill.DrillId);
        HeldAfterwards = await HoldsAsync();
        await EndAsync(Resizing);

        Drills = await ReadAsync();
        // The next day's, when nothing is in use any more.
        await UntilAsync(24, minute: 0);
        await StartAsync(nameof(RetentionOrchestrator), NextRotation, new RunInput("stage"));
        await EndAsync(NextRotation);
        Afterwards = Deleted();
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    private async Task PrepareAsync()
    {
        var azure = Stage.Azure;
        Resized = Stage.Machines[1];
        SizeBefore = Resized.Size.Name;
        foreach (var (machine, application) in Stage.Machines.Zip([Shop, Shop, Bank, Nothing, Bank]))
            azure.SetTagAsSomebodyElse(machine, "drill", application);
        // What the drills may is the stage's.
        foreach (var (name, value) in ChangeSettings.Of(azure).Concat(RotationSettings.Of(azure))
            .Where(one => !one.Key.StartsWith("Drills:", StringComparison.Ordinal))
            .Where(one => !one.Key.Contains("CopyTo", StringComparison.Ordinal)))
            Stage.Set(name, value);
        Stage.Set("Rightsizing:Changes:WatchHours", "1");
        Stage.Set("Snapshots:Policies:gold:KeepHourly", "2");
        Stage.Set("Snapshots:Policies:gold:MinGood", "2");
        Stage.Set("Snapshots:Policies:gold:MinAge", "01:00:00");
        foreach (var application in (string[])[Shop, Bank])
            foreach (var (name, value) in Plan(application))
                Stage.Set($"Drills:Plans:{application}:{name}", value);
        var planned = (await PlannedFleet.OfAsync(DrillStage.FleetOf(Fleet))).Plans
            .First(plan => string.Equals(plan.MachineId, Resized.Id, StringComparison.OrdinalIgnoreCase));
        var now = azure.Time.GetUtcNow();
        Change = planned with
        {
            PlannedAt = now, ValidUntil = now + (planned.ValidUntil - planned.PlannedAt),
            OpsTags = [.. planned.OpsTags, "ops:snapshots=gold"],
            Settings = planned.Settings with { TakesSnapshot = true },
        };
        await Stage.BeginAsync();
        var state = Services.GetRequiredService<StateStore>();
        await state.WriteAsync(ChangePlans.NameOf(Change.Capability, Change.RunId), new ChangePlans([Change], []), default);
        var (options, seen) = (Services.GetRequiredService<SnapshotOptions>(), now.AddDays(-30));
        var histories = options.Policies.Keys.Select(name => new PolicyHistory(options.Find(name)!, seen, seen, []));
        await state.WriteAsync(PolicyMemory.Name, new PolicyMemory([.. histories]), default);
    }

    private static IEnumerable<(string Name, string Value)> Plan(string application) =>
    [
        ("SourceTag", $"drill={application}"), ("Point", "2026-06-01T03:30:00Z"), ("CostCeilingUsd", "1000"), ("TtlMinutes", "240"),
        ("RtoMinutes", "120"), ("Groups:0:Machines:0", "*"), ("Groups:0:SettleSeconds", "600"),
        ("Validations:0:Kind", "Content"), ("Validations:0:Target", "content"), ("Validations:0:Expected", "content=consistent"),
    ];

    private async Task BeginDrillsAsync()
    {
        Drills = new[] { Shop, Bank }.ToDictionary(name => name, name => new RunningApplication(name, $"drills-{name}-under-test"));
        foreach (var drill in Drills.Values)
            await StartAsync(nameof(DrillOrchestrator), drill.DrillId, new DrillRequest(drill.Application, "", "stage", ""));
        // Until both have looked, and what they use is held.
        for (var minute = 0; minute < 5 && (await ReadAsync()).Values.Any(drill => drill.Journal is null); minute++)
            await Stage.Life.PassAsync(Minute);
    }

    private async Task<IReadOnlyDictionary<string, RunningApplication>> ReadAsync()
    {
        var (read, store) = (new Dictionary<string, RunningApplication>(StringComparer.Ordinal), Services.GetRequiredService<DrillStore>());
        foreach (var drill in Drills.Values)
            read[drill.Application] = drill with
            {
                Journal = await store.JournalAsync(drill.DrillId, default), Record = await store.RecordAsync(drill.DrillId, default),
            };
        return read;
    }

    private Task StartAsync(string orchestrator, string id, object input) =>
        Stage.Life.Client.StartOnceAsync(orchestrator, id, input, default);

    // Started long since, it is only waited for.
    private Task EndAsync(string id) => Stage.Life.RunAsync(nameof(DrillOrchestrator), id, "", () =>
    {
        if (Resized.Size.Name != SizeBefore)
            ResizedAt ??= Stage.Azure.Time.GetUtcNow();
        return Task.CompletedTask;
    });

    private Task UntilAsync(int hour, int minute) => Stage.Life.LiveUntilAsync(Day.AddHours(hour).AddMinutes(minute));

    private async Task<IReadOnlyList<Hold>> HoldsAsync() =>
        [.. (await Services.GetRequiredService<Holds>().AllAsync(default)).SelectMany(holds => holds)];

    private IReadOnlyList<PointTruth> Deleted() =>
        [.. Stage.Azure.Snapshots.History.Where(point => point.DeletedAt is not null && point.Tags.ContainsKey(PointNames.PolicyTag))];

    private static string GroupOf(Machine machine) => machine.Id[..machine.Id.IndexOf("/providers/", StringComparison.OrdinalIgnoreCase)];
}

/// <summary>An application, and what is known of its drill.</summary>
internal sealed record RunningApplication(string Application, string DrillId, DrillJournal? Journal = null, DrillRecord? Record = null);
