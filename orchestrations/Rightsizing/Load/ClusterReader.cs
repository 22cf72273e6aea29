using System.Text.Json;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Rightsizing.Load;

/// <summary>What the cluster of an availability set offers.</summary>
/// <param name="Sizes">Sizes its members can be given; empty where that is not known.</param>
/// <param name="Problem">Why that is not known; null where it is.</param>
public sealed record ClusterSizes(IReadOnlyList<string> Sizes, string? Problem);

/// <summary>Asks the clusters of availability sets which sizes they have.</summary>
public sealed class ClusterReader(AzureClients clients)
{
    /// <summary>The answers by the sets' ids, ignoring case; each set is asked once.</summary>
    /// <param name="sets">Resource ids of availability sets.</param>
    /// <exception cref="ThrottledException">Azure asked to come back later.</exception>
    internal async Task<IReadOnlyDictionary<string, ClusterSizes>> OfSetsAsync(IEnumerable<string> sets, CancellationToken ct)
    {
        var answers = new Dictionary<string, ClusterSizes>(StringComparer.OrdinalIgnoreCase);
        foreach (var set in sets.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var read = await Outcome.OfAsync("availability set", () => SizesOfAsync(set, ct), ct);
            if (read.Kind == OutcomeKind.Throttled)
                throw new ThrottledException(read.RetryAfterSeconds, read.Reason);
            answers[set] = new(read.Value ?? [], read.Reason);
        }
        return answers;
    }

    private async Task<List<string>> SizesOfAsync(string set, CancellationToken ct)
    {
        var id = new ResourceIdentifier(set);
        var address = new Uri(
            $"https://management.azure.com/subscriptions/{Segment(id.SubscriptionId)}/resourceGroups/{Segment(id.ResourceGroupName)}/providers/Microsoft.Compute/availabilitySets/{Segment(id.Name)}/vmSizes?api-version=2024-07-01");
        var sizes = new List<string>();
        await clients.ArmPipeline.ListAsync(address, size =>
        {
            if (size.Get("name").Text() is { } name)
                sizes.Add(name);
        }, ct);
        return sizes;
    }

    private static string Segment(string? text) =>
        Uri.EscapeDataString(text ?? throw new JsonException("an availability set's id lacks a part"));
}
