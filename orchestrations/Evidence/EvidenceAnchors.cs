namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>A head of the manifests that was kept elsewhere.</summary>
/// <param name="Hash">Hash of the last record of a day's manifest, once the day was over: 64 lower-case hexadecimal digits.</param>
/// <param name="By">Who says so, for people: the person who gave it, or a time-stamp service and its moment.</param>
public sealed record AnchoredHead(string Hash, string By);

/// <summary>What a report says of the chain that it was made with.</summary>
/// <param name="Report">Name of the report.</param>
public sealed record ReportClaim(string Report, RunEvidence Evidence);

/// <summary>
/// What is known of the evidence from outside of it. Chains and manifests prove each other; whoever may write can make all of them anew,
/// and only what lies elsewhere shows that.
/// </summary>
public sealed record EvidenceAnchors
{
    public static EvidenceAnchors None { get; } = new();

    /// <summary>Heads of manifests. Each must be found, and proves its manifest up to there and all before it.</summary>
    public IReadOnlyList<AnchoredHead> Heads { get; init; } = [];

    /// <summary>Closing hashes of runs, as their reports have them.</summary>
    public IReadOnlyList<ReportClaim> Claims { get; init; } = [];

    /// <summary>When the evidence was read or copied; null: the moment of the newest entry of a manifest.</summary>
    public DateTimeOffset? AsOf { get; init; }
}
