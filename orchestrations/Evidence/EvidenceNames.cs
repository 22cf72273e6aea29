using System.Globalization;
using System.Text.RegularExpressions;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>Where chains lie in the container.</summary>
public static partial class EvidenceNames
{
    public const string Manifests = "manifest/";

    /// <summary>What the name of a chain ends with.</summary>
    public const string Ending = ".jsonl";

    /// <summary>What the name of a time stamp ends with; it lies beside the manifest whose head it is of.</summary>
    public const string StampEnding = ".tsr";

    /// <summary><c>{capability}/{yyyy}/{MM}/{run}.jsonl</c>.</summary>
    /// <param name="asOf">The run's moment, UTC; a run that is tried again in another month has a chain in each.</param>
    public static string OfRun(string capability, string runId, DateTimeOffset asOf) =>
        string.Create(CultureInfo.InvariantCulture, $"{capability}/{asOf.UtcDateTime:yyyy}/{asOf.UtcDateTime:MM}/{runId}{Ending}");

    /// <summary><c>manifest/{yyyy}/{MM}/{dd}.jsonl</c>: the heads of all chains closed on a day.</summary>
    public static string OfDay(DateTimeOffset day) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{day.UtcDateTime:yyyy}/{day.UtcDateTime:MM}/{day.UtcDateTime:dd}{Ending}");

    /// <summary><c>manifest/{yyyy}/{MM}/{dd}.{records}.tsr</c>: the token of a time-stamp service on a manifest's head.</summary>
    public static string OfStamp(string manifest, long records) =>
        string.Create(CultureInfo.InvariantCulture, $"{manifest[..^Ending.Length]}.{records}{StampEnding}");

    /// <summary>Whether the app gives such names to chains.</summary>
    public static bool IsChain(string name) => IsManifest(name) ? DayOf(name) is not null : RunPattern().IsMatch(name);

    /// <summary>The day of a manifest; null where its name is not of one.</summary>
    public static DateOnly? DayOf(string manifest) => DateOnly.TryParseExact(
        manifest, $"'{Manifests}'yyyy/MM/dd'{Ending}'", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static bool IsManifest(string chain) => chain.StartsWith(Manifests, StringComparison.Ordinal);

    public static bool IsOfRun(string chain, string runId) => chain.EndsWith($"/{runId}{Ending}", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]*/[0-9]{4}/(?:0[1-9]|1[0-2])/[a-z0-9-]{1,100}\.jsonl\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunPattern();
}
