namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>A decision, taken or not, with its reason.</summary>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Actor">Who decided: a capability, or a person's id.</param>
/// <param name="Action">What it is about: <c>rightsizing.advise</c>.</param>
/// <param name="Target">Resource id, or what else it concerns.</param>
/// <param name="Decision">What was decided.</param>
/// <param name="Reason">Why.</param>
public sealed record AuditEntry(DateTimeOffset At, string Actor, string Action, string Target, string Decision, string Reason)
{
    /// <summary>Action of the entry a run begins with; a run that is tried again begins again.</summary>
    public const string RunStart = "run.start";

    /// <summary>Action of the entry a run ends with.</summary>
    public const string RunEnd = "run.end";

    /// <summary>The target as it was.</summary>
    public IReadOnlyDictionary<string, string> Before { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The target as it is, or as it would be.</summary>
    public IReadOnlyDictionary<string, string> After { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>An entry in its place in a chain.</summary>
/// <param name="Sequence">Its number in the chain, from 1.</param>
/// <param name="Previous">Hash of the record before; of the first, the chain's name hashed, so that no chain can stand under another's
/// name.</param>
/// <param name="Hash">SHA-256 of the record's canonical JSON without this property, lower-case hexadecimal.</param>
public sealed record AuditRecord(long Sequence, string Previous, string Hash, AuditEntry Entry);

/// <summary>The last record of a chain.</summary>
/// <param name="Records">How many records the chain has.</param>
/// <param name="Hash">Hash of the last.</param>
public sealed record ChainHead(long Records, string Hash);
