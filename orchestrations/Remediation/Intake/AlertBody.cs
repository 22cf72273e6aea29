using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>
/// A body of alerts that does not fit into a message, or is no text; a document of the state. Its name is its hash: the same body sent
/// again is the same document, and once it was taken there is nothing to do for a second message of it.
/// </summary>
/// <param name="Bytes">As they were sent, at most 256 KB.</param>
[StateDocument(
    "alerts/bodies/*",
    Loss = "the alerts in it are lost; those of Azure are found by reconciling while they are young",
    Damage = "its message is in the poison of alerts, with the reason",
    Mend = "nothing is needed; it goes after 30 days")]
public sealed record AlertBody(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Where the documents are.</summary>
    internal const string Folder = "alerts/bodies/";

    internal static string NameOf(string key) => Folder + key;
}
