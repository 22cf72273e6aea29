namespace OpsFunctions.Orchestrations.State;

/// <summary>What a signer used of one minute's signatures; a document of the state.</summary>
/// <param name="Signatures">The begin of each signature's hash.</param>
[StateDocument(
    "http/signatures/*/*",
    Loss = "what its signer signed in that minute can be taken once more, for five minutes",
    Damage = "its signer's requests of that minute are refused, but for throwing the kill switch",
    Mend = "nothing is needed; it goes an hour later")]
public sealed record UsedInMinute(IReadOnlyList<string> Signatures);
