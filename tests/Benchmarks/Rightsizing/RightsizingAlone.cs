namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>Settings under which nothing but rightsizing runs, so that its figures are its own.</summary>
internal static class RightsizingAlone
{
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
    {
        ["Snapshots:Mode"] = "Off", ["Snapshots:DeleteMode"] = "Off", ["Access:Mode"] = "Off", ["Remediation:Mode"] = "Off",
    };
}
