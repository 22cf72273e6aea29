using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Rightsizing;

/// <summary>Reads what the suite's own state says of its changes.</summary>
internal static class ChangeReading
{
    private static readonly string[] Prefixes = ["changes-", "resize-", "shutdown-", "notify-"];

    public static async Task<ChangeFacts> OfAsync(
        IServiceProvider services, DurableTaskClient client, SimulatedAzure azure, CancellationToken ct)
    {
        var ledger = new List<LedgerEntry>();
        foreach (var (subscription, region) in azure.Fleet.Machines.Select(machine => (machine.SubscriptionId, machine.Region)).Distinct().Order())
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
        var noticed = await NoticedAsync(services.GetRequiredService<EvidenceStore>(), ct);
        return new([.. ledger.OrderBy(entry => entry.Change.At)], working, approvals, failed, left, noticed);
    }

    private static async Task<IReadOnlyList<NoticedMachine>> NoticedAsync(EvidenceStore evidence, CancellationToken ct)
    {
        var noticed = new List<NoticedMachine>();
        await foreach (var chain in evidence.NamesAsync("rightsizing/", ct))
            await foreach (var line in evidence.ReadAsync(chain, ct))
            {
                using var record = JsonDocument.Parse(line);
                var root = record.RootElement;
                if (root.GetProperty("action").GetString() == "rightsizing.watch" && root.GetProperty("decision").GetString() == "too small")
                    noticed.Add(new(root.GetProperty("target").GetString()!, root.GetProperty("at").GetDateTimeOffset()));
            }
        return noticed;
    }

    private static async Task<(IReadOnlySet<string> Running, IReadOnlyList<string> Failed)> InstancesAsync(DurableTaskClient client, CancellationToken ct)
    {
        var (running, failed) = (new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var prefix in Prefixes)
            await foreach (var instance in client.GetAllInstancesAsync(new() { InstanceIdPrefix = prefix, FetchInputsAndOutputs = true }).WithCancellation(ct))
            {
                if (!instance.IsCompleted)
                    running.Add(instance.InstanceId);
                else if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                    failed.Add($"{instance.InstanceId}: {instance.FailureDetails?.ErrorMessage}");
            }
        return (running, failed);
    }
}
