using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Snapshots;

/// <summary>Reads what the suite's own state says of its runs of snapshots.</summary>
internal static class SnapshotReading
{
    private static readonly TimeSpan Settles = TimeSpan.FromHours(3);

    /// <summary>How each run ended: empty where it ended well, null where it is under way.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> RunsAsync(DurableTaskClient client, CancellationToken ct)
    {
        var runs = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        await foreach (var run in client.GetAllInstancesAsync(new()
        {
            InstanceIdPrefix = SnapshotsCapability.Name + "-", FetchInputsAndOutputs = true
        }).WithCancellation(ct))
            runs[run.InstanceId] = run switch
            {
                { IsCompleted: false } => null,
                { RuntimeStatus: OrchestrationRuntimeStatus.Completed } => "",
                _ => run.FailureDetails?.ErrorMessage ?? run.RuntimeStatus.ToString(),
            };
        return runs;
    }

    /// <summary>Claims of runs that are over, and holds of copies that are.</summary>
    public static async Task<IReadOnlyList<string>> LeftAsync(
        IServiceProvider services, SimulatedAzure azure, IReadOnlyDictionary<string, string?> runs, CancellationToken ct)
    {
        var (left, now) = (new List<string>(), azure.Time.GetUtcNow());
        var claims = services.GetRequiredService<Claims>();
        foreach (var subscription in azure.Fleet.Subscriptions)
            foreach (var name in new[] { $"snapshots/take/{subscription.Id}", $"snapshots/delete/{subscription.Id}" })
                if ((await claims.ReadAsync(name, ct)).Claim is { } claim && claim.ExpiresAt > now
                    && runs.GetValueOrDefault(claim.Owner, "") is not null)
                    left.Add($"{name} is claimed by {claim.Owner}, which has ended");
        var copying = azure.Snapshots.All.Where(point => point.CopyOf is not null && point.CompletionPercent(now) < 100)
            .Select(point => point.CopyOf!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var isRunning = runs.Values.Any(ended => ended is null);
        foreach (var hold in (await services.GetRequiredService<Holds>().AllAsync(ct)).SelectMany(one => one)
            .Where(hold => hold.Holder == SnapshotsCapability.Name))
            // A copy may end after its run; the next hour's gives its hold back.
            if (!isRunning && hold.Since + Settles < now && !copying.Contains(hold.PointId ?? ""))
                left.Add($"{hold.PointId} is held for a copy that is over");
        return left;
    }
}
