using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Resizing.Watching;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Rightsizing;

/// <summary>Reads what the suite's own state says of its changes.</summary>
internal static class ChangeReading
{
    private const string LaterWatch = $"rightsizing.{LaterTakeBackOrchestrator.Watch}";

    private static readonly string[] Prefixes = ["changes-", "resize-", "shutdown-", "notify-", "later-", "laterwatch-"];

    /// <param name="seen">Changes that were seen in the ledger before: documents of it may be lost.</param>
    public static async Task<ChangeFacts> OfAsync(
        IServiceProvider services, DurableTaskClient client, SimulatedAzure azure, IReadOnlyCollection<LedgerEntry> seen,
        CancellationToken ct)
    {
        var ledger = new List<LedgerEntry>();
        foreach (var (subscription, region) in azure.Fleet.Machines.Select(machine => (machine.SubscriptionId, machine.Region)).Distinct()
            .Order())
            ledger.AddRange((await services.GetRequiredService<LedgerStore>().ReadAsync(subscription, region, ct)).Entries);
        var (running, failed) = await InstancesAsync(client, ct);
        var (working, left) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new List<string>());
        var now = azure.Time.GetUtcNow();
        foreach (var machine in azure.Fleet.Machines)
        {
            if ((await services.GetRequiredService<Claims>().ReadAsync(machine.Id, ct)).Claim is not { } claim || claim.ExpiresAt <= now)
                continue;
            if (running.Contains(claim.Owner))
                working.Add(machine.Id);
            else
                left.Add($"{machine.Name} is claimed by {claim.Owner}, which has ended");
        }
        var approvals = await services.GetRequiredService<ApprovalStore>().ListAsync(all: true, now, ct);
        var said = await SaidAsync(services.GetRequiredService<EvidenceStore>(), ct);
        var known = ledger.Concat(seen).DistinctBy(entry => (entry.Change.RunId, entry.Change.MachineId)).OrderBy(entry => entry.Change.At);
        return new([.. known.Select(entry => WithEnd(entry, said))], working, approvals, failed, left, [.. said
            .Where(one => one is { Action: "rightsizing.watch", Decision: "too small" })
                .Select(one => new NoticedMachine(one.MachineId, one.At))])
        {
            NoticedLater = [.. said.Where(one => one is { Action: LaterWatch, Decision: "too small" })
                .Select(one => new NoticedMachine(one.MachineId, one.At))],
            Unnoted = said.Where(one => one is { Action: "rightsizing.ledger" }).Select(one => one.MachineId)
                .ToHashSet(StringComparer.OrdinalIgnoreCase),
        };
    }

    // Where the ledger was lost in between, the evidence has it.
    private static LedgerEntry WithEnd(LedgerEntry entry, IReadOnlyList<Said> said) => entry.TakenBackAt is not null ? entry : entry with
    {
        TakenBackAt = said.Where(one => one is { Action: "rightsizing.end", Decision: "TakenBack" } && one.At > entry.Change.At
            && string.Equals(one.MachineId, entry.Change.MachineId, StringComparison.OrdinalIgnoreCase))
                .Select(one => (DateTimeOffset?)one.At).Min(),
    };

    private static async Task<IReadOnlyList<Said>> SaidAsync(EvidenceStore evidence, CancellationToken ct)
    {
        var said = new List<Said>();
        await foreach (var chain in evidence.NamesAsync("rightsizing/", ct))
            await foreach (var line in evidence.ReadAsync(chain, ct))
            {
                using var record = JsonDocument.Parse(line);
                var root = record.RootElement;
                var action = root.GetProperty("action").GetString()!;
                if (action is "rightsizing.watch" or LaterWatch or "rightsizing.end" or "rightsizing.ledger")
                    said.Add(new(root.GetProperty("target").GetString()!, root.GetProperty("at").GetDateTimeOffset(), action, root
                        .GetProperty("decision").GetString()!));
            }
        return said;
    }

    private static async Task<(IReadOnlySet<string> Running, IReadOnlyList<string> Failed)> InstancesAsync(
        DurableTaskClient client, CancellationToken ct)
    {
        var (running, failed) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var prefix in Prefixes)
            await foreach (var instance in client.GetAllInstancesAsync(new() { InstanceIdPrefix = prefix, FetchInputsAndOutputs = true })
                .WithCancellation(ct))
            {
                if (!instance.IsCompleted)
                    running.Add(instance.InstanceId);
                else if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                    failed.Add($"{instance.InstanceId}: {instance.FailureDetails?.ErrorMessage}");
            }
        return (running, failed);
    }

    private sealed record Said(string MachineId, DateTimeOffset At, string Action, string Decision);
}
