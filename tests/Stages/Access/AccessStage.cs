using System.Globalization;
using System.Text.Json;
using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages.Changes;

namespace OpsFunctions.Stages.Access;

/// <summary>Simulated Azure with a generated tenant, and the app that audits it.</summary>
internal sealed class AccessStage : IAsyncDisposable
{
    // What is started is started by hand.
    private const string Never = "0 0 6 1 1 *";

    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    private AppLife? _life;
    private int _audits;

    private AccessStage(SimulatedAzure azure, TenantTruth truth)
    {
        (Azure, Truth) = (azure, truth);
        foreach (var section in new[] { "Rightsizing", "Snapshots", "Drills", "Access" })
            Set($"{section}:Schedule", Never);
        Set("Access:WatchSchedule", Never);
        Set("Rightsizing:Changes:LaterWatchSchedule", Never);
        Set("Remediation:Schedule", Never);
        foreach (var (index, subscription) in truth.Subscriptions.Index())
            Set(string.Create(CultureInfo.InvariantCulture, $"Ops:Subscriptions:{index}"), subscription);
        foreach (var (index, account) in truth.EmergencyAccounts.Index())
            Set(string.Create(CultureInfo.InvariantCulture, $"Access:EmergencyAccounts:{index}"), account);
    }

    public SimulatedAzure Azure { get; }

    public TenantTruth Truth { get; }

    public AppLife Life => _life ?? throw new InvalidOperationException("the app does not live");

    /// <summary>Called before each call of the app to Azure, its own storage left out.</summary>
    public Func<Request, Task> BeforeCall { get; set; } = static _ => Task.CompletedTask;

    public static async Task<AccessStage> OpenAsync(TenantOptions options)
    {
        var start = new DateTimeOffset(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);
        var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = 40, Seed = options.Seed, Start = start }, Start = start,
            SpellsIds = true, ImmutableContainers = ["evidence"],
        });
        var truth = TenantGenerator.Fill(azure, options);
        // Beside what an audit reads, its own storage, which counts as a resource of the first subscription.
        var home = $"/subscriptions/{azure.Fleet.Subscriptions[0].Id}";
        azure.Roles.Assign(
            azure.Suite.Read,
            [.. DeployedRoles.All.Where(one => one.Level == RoleLevel.Home).Select(one => new RoleAssignment(one.Role, home))]);
        return new(azure, truth);
    }

    /// <summary>Another setting of the app, from its next life on.</summary>
    public void Set(string name, string? value) => _settings[name] = value;

    /// <param name="crash">Where the app's history is; null: nowhere.</param>
    public async Task BeginAsync(Crash? crash = null) =>
        _life = await AppLife.StartAsync(Azure, _settings, request => BeforeCall(request), static _ => Task.CompletedTask, crash);

    /// <summary>The app dies; Azure lives on.</summary>
    public async Task EndAsync()
    {
        await Life.DisposeAsync();
        _life = null;
    }

    /// <summary>Audits, and gives back what the report for programs says.</summary>
    public async Task<AuditedTenant> AuditAsync()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"access-stage-{++_audits}");
        await Life.RunAsync(nameof(AccessOrchestrator), id, new RunInput("stage"));
        var summary = (await Life.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.ReadOutputAs<AuditSummary>()
            ?? throw new InvalidOperationException("the audit has no end");
        await using var report = await Life.Services.GetRequiredService<RunStore>()
            .OpenReportAsync(AccessCapability.Name, $"{id}.json", default);
        return new(summary, report is null ? default : (await JsonDocument.ParseAsync(report)).RootElement);
    }

    public async ValueTask DisposeAsync()
    {
        if (_life is { } life)
            await life.DisposeAsync();
        await Azure.DisposeAsync();
    }
}

/// <summary>An audit's end and its report.</summary>
internal sealed record AuditedTenant(AuditSummary Summary, JsonElement Report)
{
    public IEnumerable<FoundViolation> Findings => Report.GetProperty("findings").EnumerateArray().Select(one => new FoundViolation(
        Text(one, "check"), Text(one, "subject"), Text(one, "scope"),
        one.TryGetProperty("through", out var through) ? [.. through.EnumerateArray().Select(id => id.GetString()!)] : []));

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString()!.ToLowerInvariant();
}

/// <summary>A finding by what tells it apart.</summary>
internal sealed record FoundViolation(string Check, string Subject, string Scope, IReadOnlyList<string> Path)
{
    public string Key => $"{Check} | {Subject} | {Scope}";
}
