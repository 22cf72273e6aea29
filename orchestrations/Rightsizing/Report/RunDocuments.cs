using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Scopes;
using OpsFunctions.Orchestrations.Rightsizing.Changes;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>What a run covers; a document of the run. Groups and regions are known to the orchestrator by their number only.</summary>
/// <param name="AsOf">The run's moment: a document of an earlier attempt has another.</param>
public sealed record FleetManifest(
    DateTimeOffset AsOf, IReadOnlyList<MachineGroup> Groups, IReadOnlyList<string> Regions, IReadOnlyList<UnreadableMachine> Unreadable)
{
    /// <summary>Settings that no machine of the inventory has to do with.</summary>
    public IReadOnlyList<IdleSetting> Idle { get; init; } = [];

    /// <summary>For each group of subscription and region the numbers of its chunks with machines that may have companions.</summary>
    public IReadOnlyList<IReadOnlyList<int>> WithGroups { get; init; } = [];
}

/// <summary>What the inventory found, small enough for the history: numbers.</summary>
/// <param name="MachinesOfGroups">Machines of each group of subscription and region.</param>
/// <param name="Regions">How many regions there are.</param>
/// <param name="AnswersInFlight">Answers of Azure to read at the same time.</param>
/// <param name="Mode">How far the run may go.</param>
public sealed record FleetRead(IReadOnlyList<int> MachinesOfGroups, int Regions, int AnswersInFlight, Mode Mode)
{
    /// <summary>For each group of subscription and region the numbers of its chunks with machines that may have companions.</summary>
    public IReadOnlyList<IReadOnlyList<int>> WithGroups { get; init; } = [];
}

/// <summary>One region of a run.</summary>
public sealed record RegionRef(RunMoment Run, int Region);

/// <summary>One group of machines of a run.</summary>
public sealed record GroupRef(RunMoment Run, int Group);

/// <summary>At most 50 machines of one group.</summary>
public sealed record ChunkRef(RunMoment Run, int Group, int Chunk);

/// <summary>A chunk whose machines with a group get no smaller size, and why.</summary>
public sealed record Withholding(ChunkRef Chunk, string Reason);

/// <summary>Something of a run that could not be read: its document's name and why.</summary>
public sealed record Missing(RunMoment Run, string Document, string Reason);

/// <summary>What the report is written from.</summary>
public sealed record ReportRequest(RunMoment Run, IReadOnlyList<int> ChunksOfGroups)
{
    /// <summary>Where the run's decisions are recorded; null before they are.</summary>
    public RunEvidence? Evidence { get; init; }

    /// <summary>How many changes were planned.</summary>
    public int Plans { get; init; }

    /// <summary>What earlier changes have really saved.</summary>
    public Changes.Realised Realised { get; init; } = Changes.Realised.None;
}

/// <summary>Prices of a region; a document of the run.</summary>
public sealed record RegionPrices(IReadOnlyList<Arm.SizePrice> Prices);

/// <summary>How far a run is.</summary>
public sealed record RunProgress(string Step, int Chunks, int Assessed);

/// <summary>What a run ends with.</summary>
/// <param name="Problems">Entries of the report's list of what could not be read.</param>
/// <param name="Report">Name of the report without its ending: <c>rightsizing/{runId}</c>.</param>
public sealed record RunSummary(string RunId, RunTotals Totals, int Problems, string Report);

/// <summary>Names of a run's documents.</summary>
internal static class DocumentNames
{
    /// <summary>Stands before all others: whose documents these are.</summary>
    public const string Moment = "moment";

    public const string Fleet = "fleet";

    /// <summary>Not a document of the run: the changes that were to be made of its advice.</summary>
    public const string Plans = "plans";

    public static string Machines(int group, int chunk) => $"machines-{group}-{chunk}";

    public static string Prices(int region) => $"prices-{region}";

    public static string Offer(int group) => $"offer-{group}";

    public static string Assessments(int group, int chunk) => $"assessments-{group}-{chunk}";

    public static string Companions(int group) => $"companions-{group}";

    /// <summary>Not a document of the run: what is remembered of a group for the next run.</summary>
    public static string Targets(int group) => $"targets-{group}";

    /// <summary>Stands beside a document that could not be made, and says why.</summary>
    public static string Missing(string document) => $"missing-{document}";
}
