using System.Globalization;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>Where chains lie in the container.</summary>
public static class EvidenceNames
{
    public const string Manifests = "manifest/";

    private const string Ending = ".jsonl";

    /// <summary><c>{capability}/{yyyy}/{MM}/{run}.jsonl</c>.</summary>
    /// <param name="asOf">The run's moment, UTC; a run that is tried again in another month has a chain in each.</param>
    public static string OfRun(string capability, string runId, DateTimeOffset asOf) =>
        string.Create(CultureInfo.InvariantCulture, $"{capability}/{asOf.UtcDateTime:yyyy}/{asOf.UtcDateTime:MM}/{runId}{Ending}");

    /// <summary><c>manifest/{yyyy}/{MM}/{dd}.jsonl</c>: the heads of all chains closed on a day.</summary>
    public static string OfDay(DateTimeOffset day) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{day.UtcDateTime:yyyy}/{day.UtcDateTime:MM}/{day.UtcDateTime:dd}{Ending}");

    public static bool IsManifest(string chain) => chain.StartsWith(Manifests, StringComparison.Ordinal);

    public static bool IsOfRun(string chain, string runId) => chain.EndsWith($"/{runId}{Ending}", StringComparison.Ordinal);
}
