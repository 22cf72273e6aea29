using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>That an alert is resolved of which nothing was known yet: deliveries come in any order. A document of the state.</summary>
/// <param name="Key">Key of the alert.</param>
/// <param name="At">When that came.</param>
[StateDocument(
    "alerts/resolved/*",
    Loss = "an alert whose end came before it begins an incident, which looks at the machine before it acts",
    Damage = "none: only that it is there counts",
    Mend = "nothing is needed; it goes after two days")]
public sealed record EarlyResolve(string Key, DateTimeOffset At)
{
    /// <summary>Where the documents are.</summary>
    internal const string Folder = "alerts/resolved/";

    internal static string NameOf(string key) => Folder + key;
}
