using Azure.Core;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>Simulated Azure with one machine to be changed, and the app, which may die and come again.</summary>
internal sealed class ChangeStage : IAsyncDisposable
{
    public const string Instance = "change-under-test";

    private static readonly TimeSpan BeforeSurge = TimeSpan.FromHours(1);

    private readonly Dictionary<string, string?> _settings;
    private AppLife? _life;

    private ChangeStage(ChangeScenario scenario, SimulatedAzure azure, Machine machine, ChangePlan plan)
    {
        (Scenario, Azure, Machine, Plan) = (scenario, azure, machine, plan);
        _settings = ChangeSettings.Of(azure);
        Before = machine.Size.Name;
        WasRunning = machine.IsRunning(azure.Time.GetUtcNow());
    }

    public ChangeScenario Scenario { get; }

    public SimulatedAzure Azure { get; }

    public Machine Machine { get; }

    public ChangePlan Plan { get; private set; }

    /// <summary>Size of the machine at the beginning.</summary>
    public string Before { get; }

    public bool WasRunning { get; }

    /// <summary>Somebody else has given it a size, or switched it, in between: that is his.</summary>
    public bool HasOtherSize { get; set; }

    public bool HasOtherPower { get; set; }

    /// <summary>Called before each call of the app to Azure, its own storage left out.</summary>
    public Func<Request, Task> BeforeCall { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called before each call of the app to its own storage.</summary>
    public Func<Request, Task> BeforeStorage { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Called whenever nothing is in flight, before time moves.</summary>
    public Func<Task>? Quiet { get; set; }

    public AppLife Life => _life ?? throw new InvalidOperationException("the app does not live");

    public IServiceProvider Services => Life.Services;

    /// <summary>What the app did to Azure, its own storage left out.</summary>
    public IReadOnlyList<RecordedChange> Changes => [.. Azure.Calls.Changes.Where(change => !IsOwnStorage(change))];

    public static async Task<ChangeStage> OpenAsync(ChangeScenario scenario)
    {
        var fleet = scenario.Fleet;
        var plans = await PlannedFleet.OfAsync(fleet);
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = fleet, Start = fleet.Start, SpellsIds = true, ImmutableContainers = ["evidence"],
        });
        azure.Roles.DeployFor("rightsizing");
        var machine = azure.Fleet.Machines[scenario.Machine];
        if (scenario.BeginsBeforeSurge)
            azure.Clock.AdvanceTo(machine.SurgeAt!.Value - BeforeSurge);
        var now = azure.Time.GetUtcNow();
        var planned = plans.Plans.First(plan => string.Equals(plan.MachineId, machine.Id, StringComparison.OrdinalIgnoreCase));
        var plan = scenario.Plan(planned with { PlannedAt = now, ValidUntil = now + (planned.ValidUntil - planned.PlannedAt) });
        scenario.Prepare(azure, machine, plan);
        return new(scenario, azure, machine, plan);
    }

    /// <summary>Another setting of the app, or another plan, from its next life on.</summary>
    public void Set(string name, string? value) => _settings[name] = value;

    public void Set(Func<ChangePlan, ChangePlan> change) => Plan = change(Plan);

    /// <summary>Begins a life of the app; whatever lived before is gone.</summary>
    public async Task BeginAsync(Crash? crash = null)
    {
        await EndAsync();
        _life = await AppLife.StartAsync(Azure, _settings, request => BeforeCall(request), request => BeforeStorage(request), crash);
    }

    /// <summary>Writes the plan down, starts the change and lets time pass until it has ended.</summary>
    /// <returns>False: the app died before.</returns>
    public async Task<bool> RunAsync(string instance = Instance)
    {
        TaskName orchestrator = Plan.Action == PlannedAction.Resize ? nameof(ResizeOrchestrator) : nameof(ShutdownOrchestrator);
        return await Life.RunAsync(orchestrator, instance, new PlanRef(Plan.Capability, Plan.RunId, 0), Quiet);
    }

    public Task WritePlanAsync() =>
        Services.GetRequiredService<StateStore>()
            .WriteAsync(ChangePlans.NameOf(Plan.Capability, Plan.RunId), new ChangePlans([Plan], []), default);

    /// <summary>Ends the life of the app, and lets time pass without it.</summary>
    public async Task PassWithoutAppAsync(DateTimeOffset until)
    {
        await EndAsync();
        Azure.Clock.AdvanceTo(until);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Azure.DisposeAsync();
    }

    public static bool IsOwnStorage(RecordedChange change) =>
        change.Operation.Contains("Blob", StringComparison.Ordinal) || change.Operation.StartsWith("Container_", StringComparison.Ordinal);

    private async Task EndAsync()
    {
        if (_life is { } life)
            await life.DisposeAsync();
        _life = null;
    }
}
