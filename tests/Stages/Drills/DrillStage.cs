using System.Globalization;
using Azure.Core;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Stages.Drills;

/// <summary>Simulated Azure with an application that has recovery points, a subscription for drills, and the app.</summary>
internal sealed class DrillStage : IAsyncDisposable
{
    public const string Plan = "shop";
    public const string DrillId = "drills-shop-under-test";

    // No timer's run comes between: what is started is started by hand.
    private const string Never = "0 0 6 1 1 *";

    private static readonly DateTimeOffset Start = new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string?> _settings;
    private AppLife? _life;

    private DrillStage(SimulatedAzure azure, IReadOnlyList<Machine> machines)
    {
        (Azure, Machines) = (azure, machines);
        DrillSubscription = azure.Fleet.Subscriptions[^1].Id;
        _settings = Settings();
    }

    public SimulatedAzure Azure { get; }

    /// <summary>The application.</summary>
    public IReadOnlyList<Machine> Machines { get; }

    public string DrillSubscription { get; }

    public AppLife Life => _life ?? throw new InvalidOperationException("the app does not live");

    /// <summary>Called before each call of the app to Azure, its own storage left out.</summary>
    public Func<Request, Task> BeforeCall { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called whenever nothing is in flight, before time moves.</summary>
    public Func<Task>? Quiet { get; set; }

    public string GroupId => $"/subscriptions/{DrillSubscription}/resourceGroups/ops-drill-{DrillId["drills-".Length..]}";

    /// <summary>So many machines, and a subscription where drills are built.</summary>
    public static FleetOptions FleetOf(int machines, int seed = 1) =>
        new() { Machines = machines, Seed = seed, Start = Start, EmptySubscriptions = 1 };

    /// <param name="machines">How many machines the application has.</param>
    /// <param name="leaves">Restore points can be the source of disks in another subscription.</param>
    /// <param name="also">Capabilities whose roles there are beside those of drills and snapshots.</param>
    /// <param name="choose">Which machines may be of it. Default: those with snapshots of one disk or more, nothing in the way.</param>
    public static async Task<DrillStage> OpenAsync(int machines = 2, int seed = 1, Func<Machine, bool>? choose = null, int fleet = 24,
        bool leaves = true,
        params string[] also)
    {
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = FleetOf(fleet, seed), Start = Start,
            SpellsIds = true, ImmutableContainers = ["evidence"], RestorePointsCrossSubscriptions = leaves,
        });
        // Of one region and subscription, where there are most.
        var own = azure.Fleet.Machines.Where(machine => IsPlain(machine) && (choose?.Invoke(machine) ?? true))
            .GroupBy(machine => (machine.Region, machine.SubscriptionId)).MaxBy(place => place.Count())!.Take(machines).ToList();
        foreach (var machine in own)
        {
            azure.SetTagAsSomebodyElse(machine, "drill", Plan);
            azure.SetTagAsSomebodyElse(machine, "ops:snapshots", "gold");
            azure.SetPowerAsSomebodyElse(machine, isOn: true);
        }
        var stage = new DrillStage(azure, own);
        stage.Deploy(also);
        stage.Set("Drills:RestorePointsLeaveSubscription", leaves ? "true" : "false");
        return stage;
    }

    // The role of the place only where drills are built, that of the source only where nothing is.
    private void Deploy(string[] also)
    {
        var (roles, drill) = (Azure.Roles, Azure.Suite.Drill);
        roles.DeployFor(["drills", "snapshots", .. also]);
        var place = $"/subscriptions/{DrillSubscription}";
        roles.Assign(drill, [.. roles.Of(drill).Where(one => one.Scope != place || one.Role.Name == "OpsFunctions Drills Place")]);
    }

    /// <summary>Another setting of the app, from its next life on.</summary>
    public void Set(string name, string? value) => _settings[name] = value;

    /// <summary>Begins a life of the app; whatever lived before is gone.</summary>
    public async Task BeginAsync(Crash? crash = null)
    {
        await EndAsync();
        _life = await AppLife.StartAsync(Azure, _settings, request => BeforeCall(request), static _ => Task.CompletedTask, crash);
    }

    /// <summary>Takes a recovery point of every machine, as rotation does.</summary>
    public async Task TakePointsAsync()
    {
        // The inventory lags.
        await Life.PassAsync(TimeSpan.FromMinutes(2));
        await Life.RunAsync(nameof(SnapshotsOrchestrator), $"snapshots-{Azure.Time.GetUtcNow():yyyyMMdd-HH}", new RunInput("stage"));
        // What was begun is complete.
        await Life.PassAsync(TimeSpan.FromMinutes(5));
    }

    /// <summary>Drills the application, and lets time pass until that has ended.</summary>
    /// <returns>False: the app died before.</returns>
    public Task<bool> DrillAsync(string id = DrillId) =>
        Life.RunAsync(nameof(DrillOrchestrator), id, new DrillRequest(Plan, "", "stage", ""), Quiet);

    public async Task<DrillSummary?> SummaryAsync(string id = DrillId) =>
        (await Life.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.ReadOutputAs<DrillSummary>();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Azure.DisposeAsync();
    }

    private static bool IsPlain(Machine machine) =>
        machine is { DeletedAt: null, Priority: "Regular", DiskEncryptionSet: null, Platform.EphemeralPlacement: null };

    private Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Rightsizing:Schedule"] = Never,
            ["Snapshots:Schedule"] = Never,
            ["Drills:Schedule"] = Never,
            ["Access:Schedule"] = Never,
            ["Access:WatchSchedule"] = Never,
            ["Rightsizing:Changes:LaterWatchSchedule"] = Never,
            ["Remediation:Schedule"] = Never,
            ["Snapshots:Mode"] = "Apply",
            ["Drills:Mode"] = "Apply",
            ["Drills:Subscriptions:0"] = DrillSubscription,
            [$"Drills:Plans:{Plan}:SourceTag"] = $"drill={Plan}",
            [$"Drills:Plans:{Plan}:CostCeilingUsd"] = "1000",
            [$"Drills:Plans:{Plan}:RtoMinutes"] = "60",
            [$"Drills:Plans:{Plan}:TtlMinutes"] = "120",
            [$"Drills:Plans:{Plan}:Validations:0:Kind"] = "Service",
            [$"Drills:Plans:{Plan}:Validations:0:Target"] = "app",
        };
        foreach (var (index, subscription) in Azure.Fleet.Subscriptions.Index())
        {
            settings[string.Create(
                CultureInfo.InvariantCulture, $"Snapshots:Guard:AllowedScopes:{index}")] = $"/subscriptions/{subscription.Id}";
            settings[string.Create(
                CultureInfo.InvariantCulture, $"Rightsizing:Guard:AllowedScopes:{index}")] = $"/subscriptions/{subscription.Id}";
        }
        settings["Drills:Guard:AllowedScopes:0"] = $"/subscriptions/{DrillSubscription}";
        return settings;
    }

    private async Task EndAsync()
    {
        if (_life is { } life)
            await life.DisposeAsync();
        _life = null;
    }
}
