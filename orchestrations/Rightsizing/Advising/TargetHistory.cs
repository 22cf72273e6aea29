using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// What the last run advised to the machines of a subscription and region, and what it saw of them; a document of the state, kept from
/// run to run.
/// </summary>
/// <param name="RunId">The run that wrote it.</param>
/// <param name="AsOf">That run's moment.</param>
/// <param name="Machines">Machines with a target, by id.</param>
[StateDocument(
    "rightsizing/targets/*",
    Loss = "every target there counts as advised for the first time, figures of an earlier size count, and what went on before the look-back does not",
    Damage = "as if it were not there, and no run replaces it",
    Mend = "delete it, and the next run counts from one")]
public sealed record TargetHistory(string RunId, DateTimeOffset AsOf, IReadOnlyList<TargetCount> Machines)
{
    /// <summary>The sizes of all machines of the subscription and region.</summary>
    public IReadOnlyList<SeenSize> Sizes { get; init; } = [];

    /// <summary>Name of the document in the state.</summary>
    public static string NameOf(string subscription, string region) => $"rightsizing/targets/{subscription}-{region}";

    /// <summary>Runs in a row that gave a machine this target, the run of <paramref name="asOf"/> included; 0 without a target.</summary>
    /// <param name="before">What is known of the machine; null where nothing is.</param>
    public int RunsInARow(TargetCount? before, string? target, DateTimeOffset asOf)
    {
        if (target is null)
            return 0;
        if (before is null || !string.Equals(before.Target, target, StringComparison.OrdinalIgnoreCase))
            return 1;
        // What this run has written itself, or a later one, is counted already.
        return AsOf < asOf ? before.Runs + 1 : before.Runs;
    }
}

/// <summary>The size a run saw a machine in.</summary>
/// <param name="Since">The run that first saw it in this size; null where no run saw it in another.</param>
public sealed record SeenSize(string Id, string Size, DateTimeOffset? Since)
{
    /// <summary>Its highest figures, as this run and those before saw them, oldest first.</summary>
    [MayBeMissing]
    public IReadOnlyList<RunPeaks> Peaks { get; init; } = [];
}

/// <summary>A machine as a run sees it.</summary>
/// <param name="Peaks">Its highest figures; null where too little is known of it.</param>
public sealed record SeenMachine(string Id, string Size, Peaks? Peaks);

/// <summary>A target and how often in a row it was advised.</summary>
public sealed record TargetCount(string Id, string Target, int Runs);
