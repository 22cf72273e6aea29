namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>What the tags of a machine say to the suite. Tags narrow a policy, they never widen it.</summary>
/// <param name="Rightsizing">How far rightsizing may go on this machine.</param>
/// <param name="Floor">Smallest size the owner accepts (<c>ops:floor</c>); null where none is set.</param>
/// <param name="Owner">Whom to tell (<c>ops:owner</c>, else <c>owner</c>).</param>
/// <param name="Environment">Environment (<c>env</c> or <c>environment</c>), lower case; null where untagged.</param>
/// <param name="Problems">Tags that could not be read; each was taken as the narrower choice.</param>
public sealed record OpsTags(Mode Rightsizing, string? Floor, string? Owner, string? Environment, IReadOnlyList<string> Problems)
{
    /// <summary>The tag by which a machine narrows rightsizing.</summary>
    public const string RightsizingTag = "ops:rightsizing";

    private const string FloorTag = "ops:floor";
    private const string Prefix = "ops:";

    // All that some room or capability reads of a machine or writes to what belongs to it; a test holds it against the code.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        RightsizingTag, FloorTag, "ops:owner", "ops:snapshots", "ops:disks", "ops:window", "ops:timezone", "ops:group", "ops:min-healthy",
        "ops:probe-path", "ops:probe-port", "ops:managed-by", "ops:created-by", "ops:expires", "ops:policy", "ops:slot", "ops:source",
        "ops:machine", "ops:disk", "ops:set", "ops:consistency", "ops:taken-at", "ops:copy-of", "ops:retired", "ops:drill",
        "ops:remediation",
    };

    private static readonly string[] EnvironmentTags = ["env", "environment"];

    private static readonly HashSet<string> NoProduction = new(StringComparer.OrdinalIgnoreCase)
    {
        "dev", "develop", "development", "test", "testing", "tst", "qa", "uat", "int", "integration", "stage", "staging", "stg", "sandbox",
        "sbx",
        "demo", "lab", "training", "nonprod", "non-prod", "nonproduction", "non-production",
    };

    /// <summary>What is not known to be something else counts as production: the stricter limits.</summary>
    public bool IsProduction => Environment is null || !NoProduction.Contains(Environment);

    /// <summary>Tags that are there twice and differ; they are among the problems, too.</summary>
    public IReadOnlyList<string> Contradictions { get; init; } = [];

    /// <param name="tags">Tags of the machine, names ignoring case.</param>
    /// <param name="configured">Mode of the capability; the tag can only narrow it.</param>
    public static OpsTags Read(IDictionary<string, string> tags, Mode configured)
    {
        // Names ignore case, also after a journey through JSON.
        tags = ResourceTags.Of(tags);
        var contradictions = ResourceTags.Contradictions(tags);
        var problems = new List<string>(contradictions);
        // Of several that contradict each other the narrowest holds.
        var mode = ModeOf(tags, RightsizingTag, configured);
        foreach (var text in ResourceTags.Values(tags, RightsizingTag))
            if (ReadMode(text) is null)
                problems.Add($"{RightsizingTag}={Shown(text)} is not off, report, approve or apply; taken as off");

        problems.AddRange(Unknown(tags));

        // Whether the floor names a size of this region is known only beside the offer: the policy looks.
        tags.TryGetValue(FloorTag, out var floor);
        if (floor is not null && string.IsNullOrWhiteSpace(floor))
        {
            mode = Mode.Off;
            problems.Add($"{FloorTag} is empty; taken as off");
            floor = null;
        }

        var (environment, difference) = EnvironmentOf(tags);
        if (difference is not null)
        {
            contradictions = [.. contradictions, difference];
            problems.Add(difference);
        }
        return new(mode, floor?.Trim(), First(tags, "ops:owner", "owner"), environment, problems) { Contradictions = contradictions };
    }

    // Where two tags differ, nobody knows it: as production, and in every freeze.
    private static (string? Environment, string? Difference) EnvironmentOf(IDictionary<string, string> tags)
    {
        var said = EnvironmentTags.SelectMany(name => ResourceTags.Values(tags, name)).Select(text => text.Trim().ToLowerInvariant())
            .Where(text => text.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return said.Count == 1 ? (said[0], null)
            : said.Count == 0 ? (null, null)
            : (null, $"env and environment say {Words.OneLine(string.Join(" and ", said))}; taken as not known, which is production");
    }

    /// <summary>
    /// Tags that look like the suite's and are none, one sentence each: else a slip of the pen has no effect and nobody knows.
    /// </summary>
    public static IEnumerable<string> Unknown(IDictionary<string, string> tags) => tags.Keys
        .Where(name => name.Trim().StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !Known.Contains(name))
        .Order(StringComparer.Ordinal)
        .Select(name => $"the tag {Shown(name)} is none of the suite's and has no effect");

    /// <summary>How far a capability may go on a machine: its tag only narrows, and what it does not say switches off.</summary>
    /// <param name="tags">Tags of the machine, names ignoring case.</param>
    /// <param name="tag">Name of the capability's tag.</param>
    /// <param name="configured">Mode of the capability.</param>
    public static Mode ModeOf(IDictionary<string, string> tags, string tag, Mode configured) => ResourceTags.Values(
            ResourceTags.Of(tags), tag)
        .Aggregate(configured, static (mode, text) => (Mode)Math.Min((int)mode, (int)(ReadMode(text) ?? Mode.Off)));

    /// <summary>A mode as a tag says it; null: the text is none.</summary>
    internal static Mode? ReadMode(string text) => text.Trim().ToLowerInvariant() switch
    {
        "off" => Mode.Off,
        "report" => Mode.Report,
        "approve" => Mode.Approve,
        "apply" => Mode.Apply,
        _ => null,
    };

    private static string? First(IDictionary<string, string> tags, params string[] names) =>
        names.Where(tags.ContainsKey).Select(name => tags[name].Trim()).FirstOrDefault(value => value.Length > 0);

    // A tag's value is up to 256 characters of anything.
    private static string Shown(string text) => $"'{(text.Length > 40 ? text[..40] + "…" : text)}'";
}
