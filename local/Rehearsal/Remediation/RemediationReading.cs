using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;

namespace OpsFunctions.Local.Cli.Rehearsal.Remediation;

/// <summary>Reads what the judge of outages needs: from the truth, the activity log, the suite's incidents what people heard.</summary>
internal static class RemediationReading
{
    private const string MachineType = "/providers/Microsoft.Compute/virtualMachines/";

    /// <param name="path">Where simulated receivers took messages.</param>
    public static async Task<RemediationFacts> OfAsync(
        SimulatedAzure azure, OutagePlan plan, IServiceProvider services, DurableTaskClient client, string path, CancellationToken ct)
    {
        var incidents = (await services.GetRequiredService<IncidentStore>().AllAsync(ct)).Documents;
        var ours = incidents.Where(one => one is { AcknowledgedAt: not null, AlertId: not null }).Select(one => one.AlertId!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new(azure.Suite.Act.PrincipalId, azure.Time.GetUtcNow(), services.GetRequiredService<RemediationOptions>())
        {
            Machines = [.. azure.Fleet.Machines.Select(machine => Of(machine, azure.Time.GetUtcNow()))],
            Outages = Outages(azure, plan, ours),
            Incidents =
                [.. incidents.OrderBy(one => one.ReceivedAt).ThenBy(one => one.Id, StringComparer.Ordinal).Select(JudgedIncident.Of)],
            Acts = Acts(azure),
            Told = [.. azure.Deliveries.All.Where(one => one.Path == path).Select(TellingOf).OfType<TellingOfIncident>()],
            Broken = await BrokenAsync(client, ct),
        };
    }

    private static JudgedMachine Of(Machine machine, DateTimeOffset end)
    {
        var circles = CureLimits.CirclesOf(
            machine.SubscriptionId, machine.Region, RemediationStore.ApplicationOf(machine.Tags), [],
            new(end, new Dictionary<string, int>(StringComparer.Ordinal)), new());
        return new(
            machine.Id.ToLowerInvariant(), machine.Name, OutagePlan.PoolOf(machine)?.ToLowerInvariant(),
            [.. circles.Select(circle => circle.Name)], machine.IsRunning(end));
    }

    private static List<JudgedOutage> Outages(SimulatedAzure azure, OutagePlan plan, HashSet<string> ours)
    {
        var alerts = azure.Alerts.All.Where(one => one.OutageId is not null).ToLookup(one => one.OutageId!, StringComparer.Ordinal);
        var judged = new List<JudgedOutage>();
        foreach (var outage in azure.Outages.All)
        {
            if (plan.Find(outage.Id) is not { } planned)
                continue;
            judged.Add(new(outage.Id, outage.Machine.Id.ToLowerInvariant(), outage.Kind, outage.BeganAt, outage.EndedAt)
            {
                EndedByWhom = outage.EndedByWhom, Expected = planned.Expected, Moves = outage.ReturnOf is null ? planned.Moves : [],
                Alerts = [.. alerts[outage.Id].Select(alert => Of(alert, ours))],
            });
        }
        return judged;
    }

    private static JudgedAlert Of(FiredAlert alert, HashSet<string> ours)
    {
        var id = $"{alert.Target}/providers/Microsoft.AlertsManagement/alerts/{alert.Id}".ToLowerInvariant();
        return new(id, alert.FiredAt, alert.IsSuppressed, alert.State == AlertState.Acknowledged && !ours.Contains(id));
    }

    // An operation has two entries, of its begin and of its end; what was refused has one, and did nothing.
    private static List<JudgedAct> Acts(SimulatedAzure azure)
    {
        var disks = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var machine in azure.Fleet.Machines)
            foreach (var disk in azure.DisksOf(machine))
                disks[disk.Id] = machine.Id.ToLowerInvariant();
        var acts = new List<JudgedAct>();
        var calls = azure.Activity.Entries.Where(one => one.Caller == azure.Suite.Act.PrincipalId)
            .GroupBy(one => (one.CorrelationId, one.ResourceId, one.Action));
        foreach (var call in calls)
        {
            var isBegun = call.Any(one => one.Status is "Accepted") || call.All(one => one.Status is "Succeeded");
            if (isBegun && MachineOf(call.Key.Action, call.Key.ResourceId, disks) is { } machine)
                acts.Add(new(machine, call.Key.Action, call.Min(one => one.Time), call.Max(one => one.Time)));
        }
        return [.. acts.OrderBy(one => one.From)];
    }

    private static string? MachineOf(string action, string resource, Dictionary<string, string> disks)
    {
        if (action.Equals("Microsoft.Compute/disks/write", StringComparison.OrdinalIgnoreCase))
            return disks.GetValueOrDefault(resource);
        var at = resource.IndexOf(MachineType, StringComparison.OrdinalIgnoreCase);
        // A run command that is deleted is cleaned up: nothing is done to the machine.
        if (at < 0 || !action.StartsWith("Microsoft.Compute/virtualMachines/", StringComparison.OrdinalIgnoreCase)
            || action.EndsWith("/runCommands/delete", StringComparison.OrdinalIgnoreCase))
            return null;
        var end = resource.IndexOf('/', at + MachineType.Length);
        return (end < 0 ? resource : resource[..end]).ToLowerInvariant();
    }

    private static TellingOfIncident? TellingOf(Simulator.Notifications.RecordedDelivery one)
    {
        var body = JsonSerializer.Deserialize<JsonElement>(one.Body);
        return body.GetProperty("facts").TryGetProperty("incident", out var incident)
            ? new(
                body.GetProperty("id").GetString()!, incident.GetString()!, body.GetProperty("kind").GetString() == "page",
                body.GetProperty("facts").GetProperty("state").GetString()!, one.Time)
            : null;
    }

    private static async Task<IReadOnlyList<string>> BrokenAsync(DurableTaskClient client, CancellationToken ct)
    {
        var broken = new List<string>();
        await foreach (var run in client.GetAllInstancesAsync(new()).WithCancellation(ct))
            if (run.InstanceId.StartsWith(RemediationCapability.Name + "-", StringComparison.Ordinal)
                && run.RuntimeStatus is OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated)
                broken.Add($"{run.InstanceId} is {run.RuntimeStatus}");
        broken.Sort(StringComparer.Ordinal);
        return broken;
    }
}
