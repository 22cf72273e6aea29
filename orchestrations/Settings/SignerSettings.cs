namespace OpsFunctions.Orchestrations.Settings;

/// <summary>A machine that signs its requests: section <c>Ops:Signers:{name}</c>. No record: its text would show the secret.</summary>
public sealed class SignerSettings
{
    private const int ShortestSecret = 32;

    /// <summary>The shared secret, 32 characters or more; in Azure a reference to a key vault.</summary>
    public string Secret { get; init; } = "";

    /// <summary>
    /// What it may do: <c>Ops.Reader</c>, <c>Ops.Operator</c>, <c>Ops.Approver</c>, <c>Ops.Auditor</c>, <c>Ops.Alerts</c>, several
    /// separated by spaces.
    /// </summary>
    public string Roles { get; init; } = "Ops.Operator";

    internal IEnumerable<string> Problems(string name)
    {
        if (name.Length > 40 || !name.All(char.IsAsciiLetterOrDigit))
            yield return $"Signers holds the name '{Words.OneLine(name)}'; a name is 1 to 40 letters and digits";
        // Its length is said, never the secret itself.
        if (Secret.Length < ShortestSecret)
            yield return $"Signers:{Words.OneLine(name)}:Secret has {Secret.Length} characters; it must have {ShortestSecret} or more";
    }
}
