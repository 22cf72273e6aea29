using System.Globalization;

namespace OpsFunctions.Orchestrations;

/// <summary>What the suite can do, named once: ids, folders, settings and lists are made from it.</summary>
/// <param name="Name">
/// Lower-case letters: <c>rightsizing</c>. Ids of its runs begin with it, and evidence, reports and state bear it.
/// </param>
/// <param name="DefaultSchedule">When its timer runs unless a setting says otherwise: six fields, in UTC.</param>
public sealed record Capability(string Name, string DefaultSchedule)
{
    /// <summary>
    /// What ids of runs begin with beside its name, where a run begins others that go on by themselves. Default: nothing.
    /// </summary>
    public IReadOnlyList<string> AlsoRuns { get; init; } = [];

    /// <summary>Its further timers: name of the setting in its section, and when unless that says otherwise. Default: none.</summary>
    public IReadOnlyDictionary<string, string> OtherSchedules { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whom it is when it reads what it changes, and its locks. Default: who reads for all.</summary>
    public AzureIdentity ReadsAs { get; init; } = AzureIdentity.Read;

    /// <summary>Whom it is when it changes something. Default: who acts in production.</summary>
    public AzureIdentity ActsAs { get; init; } = AzureIdentity.Act;

    /// <summary>As a sentence begins with it, and as its section of the settings is named.</summary>
    public string Title => TitleOf(Name);

    /// <summary>What ids of its runs begin with.</summary>
    public IEnumerable<string> RunPrefixes => AlsoRuns.Prepend(Name).Select(name => $"{name}-");

    /// <summary>Whether an id is one of its runs'.</summary>
    public bool Owns(string runId) => RunPrefixes.Any(prefix => runId.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The title of a capability of which only the name is at hand.</summary>
    public static string TitleOf(string name) => string.Concat(char.ToUpper(name[0], CultureInfo.InvariantCulture).ToString(), name[1..]);
}
