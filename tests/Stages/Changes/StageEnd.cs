using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>How a change ended: in Azure, in the suite's state and in its evidence.</summary>
/// <param name="Status">Of the orchestration, with its failure.</param>
/// <param name="Result">What was kept of it; null: nothing.</param>
/// <param name="Left">Reservations, snapshots and claims that are left.</param>
/// <param name="Trail">The chain's records: action and decision.</param>
/// <param name="ChainProblem">What is wrong with the evidence; null: nothing.</param>
internal sealed record StageEnd(
    string Status, ChangeResult? Result, string Size, MachinePower Power, IReadOnlyList<string> Tags, IReadOnlyList<LedgerEntry> Ledger,
    IReadOnlyList<string> Left, BreakerState Breaker, ResourceState Resource, IReadOnlyList<StrandedResource> Stranded,
    IReadOnlyList<AuditEntry> Trail, string? ChainProblem)
{
    /// <summary>What is wrong with the machine's operating system.</summary>
    public GuestTrouble Trouble { get; init; }

    /// <summary>Everything that must be the same however the way there was disturbed.</summary>
    public string State => string.Join('\n',
    [
        $"status {Status}", $"result {Result?.Kind} {Result?.From} {Result?.To}", $"machine {Size} {Power}",
        .. Tags.Select(tag => $"tag {tag}"),
        .. Ledger.Select(entry => $"ledger {entry.Change.From} {entry.Change.To} {(entry.TakenBackAt is null ? "" : "taken back")}"),
        .. Left.Select(one => $"left {one}"), $"breaker {Breaker.InFlight.Count} {Breaker.Failed.Count}",
        $"changed by {Resource.ChangedBy}",
        .. Stranded.Select(one => $"stranded {one.State}"), $"chain {ChainProblem}",
    ]);

    /// <summary>The same, and each step on the way.</summary>
    public string Steps => string.Join('\n', [State, .. Trail.Select(entry => $"{entry.Action} {entry.Decision}")]);

    public static async Task<StageEnd> ReadAsync(ChangeStage stage, string instance = ChangeStage.Instance)
    {
        // Who looks at the end is no part of what is tried.
        stage.Azure.Faults.Clear();
        var services = stage.Services;
        var (machine, plan, now) = (stage.Machine, stage.Plan, stage.Azure.Time.GetUtcNow());
        var ended = await stage.Life.Client.GetInstanceAsync(instance, getInputsAndOutputs: true);
        var kept = await services.GetRequiredService<StateStore>()
            .FindAsync<KeptResults>(KeptResults.NameOf(plan.Capability, plan.RunId), default);
        var ledger = await services.GetRequiredService<LedgerStore>().ReadAsync(plan.Subscription, plan.Region, default);
        var resource = await services.GetRequiredService<Claims>().ReadAsync(machine.Id, default);
        var evidence = services.GetRequiredService<EvidenceStore>();
        var chain = EvidenceNames.OfRun(RightsizingCapability.Name, instance, plan.PlannedAt);
        return new(
            ended is null ? "not there" : $"{ended.RuntimeStatus} {ended.FailureDetails?.ErrorMessage}".TrimEnd(),
            kept?.Value.Results.Select(one => one.Result).FirstOrDefault(),
            machine.Size.Name, machine.PowerAt(now), [.. machine.Tags.Select(tag => $"{tag.Key}={tag.Value}")],
            [.. ledger.Entries.Where(entry => LedgerActivities.IsOf(entry, machine.Id))],
            [.. LeftIn(stage.Azure, machine), .. resource.Claim is { } claim && claim.ExpiresAt > now
                ? [$"claim of {claim.Owner}"]
                : Array.Empty<string>()],
            await services.GetRequiredService<Breaker>().ReadAsync(RightsizingCapability.Name, default), resource,
            await services.GetRequiredService<StrandedList>().ListAsync(default),
            await evidence.ReadAsync(chain, default).Select(line => AuditLine.Read(line).Entry).ToListAsync(),
            await ProblemAsync(evidence, instance))
        {
            Trouble = machine.TroubleAt(now),
        };
    }

    private static IEnumerable<string> LeftIn(SimulatedAzure azure, Machine machine) =>
    [
        .. azure.Reservations.Groups.Select(group => group.Id).Concat(azure.Reservations.All.Select(one => one.Id))
            .Concat(azure.Snapshots.All.Select(one => one.Id))
            .Where(id => id.Contains("/ops-resize-", StringComparison.OrdinalIgnoreCase)),
        .. machine.CapacityReservationGroup is { } group ? [$"membership in {group}"] : Array.Empty<string>(),
    ];

    private static async Task<string?> ProblemAsync(EvidenceStore evidence, string instance)
    {
        var all = await EvidenceCheck.AllAsync(evidence, default).ToListAsync();
        return all.Select(one => one.Problem).FirstOrDefault(problem => problem is not null)
            ?? (all.SingleOrDefault(one => EvidenceNames.IsOfRun(one.Chain, instance)) is not { } own
                ? "there is no chain, or more than one"
                : !own.IsClosed ? "it is not closed" : own.Manifest is null ? "no manifest names it" : null);
    }
}
