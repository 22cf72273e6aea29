using OpsFunctions.Orchestrations.Fleet;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>What starts a run.</summary>
/// <param name="Trigger">Who or what started it: <c>timer</c>, <c>http</c>.</param>
public sealed record RunRequest(string Trigger);

/// <summary>A run and the moment it looks back from.</summary>
/// <param name="RunId">Id of the run, also its orchestration's instance id.</param>
/// <param name="AsOf">End of the look-back, UTC; fixed once, so that a repeated activity sees the same window.</param>
public sealed record RunMoment(string RunId, DateTimeOffset AsOf);

/// <summary>What the inventory found; the machines themselves are in the run's documents.</summary>
/// <param name="Groups">Machines by subscription and region.</param>
/// <param name="Unreadable">Rows that are no machine.</param>
/// <param name="AnswersInFlight">Metrics answers to read at the same time.</param>
public sealed record FleetRead(IReadOnlyList<MachineGroup> Groups, int Unreadable, int AnswersInFlight);

/// <summary>One group of machines of a run.</summary>
public sealed record GroupRef(RunMoment Run, int Group, string Subscription, string Region);

/// <summary>At most 50 machines of one group.</summary>
public sealed record ChunkRef(RunMoment Run, int Group, int Chunk, string Subscription, string Region);

/// <summary>A chunk whose assessment broke.</summary>
public sealed record FailedChunk(int Group, int Chunk, string Reason);

/// <summary>What the report is written from.</summary>
public sealed record ReportRequest(RunMoment Run, IReadOnlyList<int> ChunksOfGroups, IReadOnlyList<FailedChunk> Failed);

/// <summary>What a run found: USD a month, machines by advice.</summary>
public sealed record RunTotals(int Machines, int Resize, int Shutdown, int Keep, int Unknown, double MonthlySaving, double MonthlyCost)
{
    public static readonly RunTotals None = new(0, 0, 0, 0, 0, 0, 0);

    public RunTotals Plus(Assessment assessment) => this with
    {
        Machines = Machines + 1,
        Resize = Resize + (assessment.Advice.Kind == AdviceKind.Resize ? 1 : 0),
        Shutdown = Shutdown + (assessment.Advice.Kind == AdviceKind.Shutdown ? 1 : 0),
        Keep = Keep + (assessment.Advice.Kind == AdviceKind.Keep ? 1 : 0),
        Unknown = Unknown + (assessment.Advice.Kind == AdviceKind.Unknown ? 1 : 0),
        MonthlySaving = Math.Round(MonthlySaving + assessment.Advice.MonthlySaving, 2),
        MonthlyCost = Math.Round(MonthlyCost + RightsizingPolicy.MonthlyCost(assessment), 2),
    };
}

/// <summary>How far a run is.</summary>
public sealed record RunProgress(string Step, int Chunks, int Assessed);

/// <summary>What a run ends with.</summary>
/// <param name="Problems">Machines, tags, regions and rows that could not be read; listed in the report.</param>
/// <param name="Report">Name of the report without its ending: <c>rightsizing/{runId}</c>.</param>
public sealed record RunSummary(string RunId, RunTotals Totals, int Problems, string Report);

/// <summary>Names of a run's documents.</summary>
internal static class DocumentNames
{
    public const string Unreadable = "unreadable";

    public static string Machines(int group, int chunk) => $"machines-{group}-{chunk}";

    public static string Offer(int group) => $"offer-{group}";

    public static string Assessments(int group, int chunk) => $"assessments-{group}-{chunk}";
}
