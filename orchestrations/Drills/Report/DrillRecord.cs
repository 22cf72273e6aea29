using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Report;

/// <summary>A person's word on a drill.</summary>
/// <param name="By">The caller's id.</param>
/// <param name="Success">It was as it should be.</param>
public sealed record Attestation(string By, bool Success, string Notes, DateTimeOffset At);

/// <summary>A drill, from its request to its clean-up; a document of the state.</summary>
/// <param name="RequestedBy">Id of the caller, or of the timer.</param>
/// <param name="Reason">What he wrote; empty: nothing.</param>
[StateDocument(
    "drills/records/*",
    Loss = "GET drills/{id} knows the drill no more; its report and its evidence stay",
    Damage = "GET drills/{id} says so; attesting it is refused, and a drill that runs writes it anew at its end",
    Mend = "nothing is needed; its report has the same",
    HoldsWords = true)]
public sealed record DrillRecord(
    string DrillId, string Plan, string Application, string RequestedBy, string Reason, DateTimeOffset RequestedAt,
    PreflightResult Preflight)
    : ICheckedDocument
{
    public const string Folder = "drills/records/";

    /// <summary>The clock's start; null: it did not come so far.</summary>
    public DateTimeOffset? DeclaredAt { get; init; }

    public DateTimeOffset? JudgedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Id of who approved it; null: nobody had to, or did.</summary>
    public string? ApprovedBy { get; init; }

    public IReadOnlyList<DrillStep> Steps { get; init; } = [];

    public IReadOnlyList<MachineResult> Machines { get; init; } = [];

    public IReadOnlyList<IsolationProof> Proofs { get; init; } = [];

    public Judgement? Judgement { get; init; }

    public CleanResult? Cleaning { get; init; }

    public IReadOnlyList<Attestation> Attestations { get; init; } = [];

    /// <summary>Where its decisions are recorded; null before they are.</summary>
    public RunEvidence? Evidence { get; init; }

    public int RtoMinutes { get; init; }

    public int RpoMinutes { get; init; }

    /// <summary>How closed its network was, in words.</summary>
    public string Isolation { get; init; } = "";

    public static string NameOf(string drillId) => Folder + drillId;

    public string? ProblemAs(string name) => name == NameOf(DrillId) ? null : "it is of another drill";
}
