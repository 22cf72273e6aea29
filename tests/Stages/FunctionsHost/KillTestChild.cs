using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OpsFunctions.FunctionsHost;

namespace OpsFunctions.Stages.FunctionsHost;

/// <summary>
/// The process that is killed: goes on with the store's work, prints <c>ready</c>, and writes the results once all is done.
/// </summary>
internal static class KillTestChild
{
    /// <summary>Arguments: store, round, file for the results.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var results = await WorkAsync(args[0], int.Parse(args[1], CultureInfo.InvariantCulture), () => Console.Out.WriteLine("ready"));
        // In one step: it is killed also while it writes.
        await File.WriteAllTextAsync(args[2] + ".tmp", JsonSerializer.Serialize(results));
        File.Move(args[2] + ".tmp", args[2], overwrite: true);
        return 0;
    }

    /// <summary>Results by instance; on a store in memory where there is no path.</summary>
    public static async Task<SortedDictionary<string, string?>> WorkAsync(string? store, int round, Action ready)
    {
        await using var host = HubOfTypes.Of(store, typeof(KillTestWork));
        await host.StartAsync();
        ready();
        var client = host.Client;
        await Task.WhenAll(Enumerable.Range(0, KillTestWork.Instances).Select(n => StartOnceAsync(client, round, n)));
        var ended = await Task.WhenAll(Enumerable.Range(0, KillTestWork.Instances)
            .Select(n => client.WaitForInstanceCompletionAsync(KillTestWork.IdOf(round, n), true)));
        await host.StopAsync();
        var results = ended.ToDictionary(
            e => e.InstanceId, e => $"{e.RuntimeStatus} {e.SerializedOutput} {e.FailureDetails}", StringComparer.Ordinal);
        return new SortedDictionary<string, string?>(results!, StringComparer.Ordinal);
    }

    private static async Task StartOnceAsync(DurableTaskClient client, int round, int n)
    {
        var options = new StartOrchestrationOptions(KillTestWork.IdOf(
            round, n)).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(KillTestWork.Mixed), n, options);
        }
        catch (Exception e) when (e.GetType().Name is "OrchestrationAlreadyExistsException")
        {
            // Started by an earlier life of this process.
        }
    }
}
