using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Resizing;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Settings of rightsizing: section <c>Rightsizing</c>.</summary>
public sealed record RightsizingOptions : IValidatableObject
{
    public const string Section = "Rightsizing";

    /// <summary>How far the capability may go. It only reports until somebody says otherwise.</summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>When it runs: NCRONTAB of six fields, UTC. Default: Mondays at 06:00. Read by the host, too.</summary>
    [Required]
    public string Schedule { get; init; } = DefaultSchedule;

    public const string DefaultSchedule = "0 0 6 * * 1";

    /// <summary>Days of load looked at, 7 to 90; Azure keeps 93.</summary>
    [Range(7, LoadWindow.MostDays)]
    public int LookBackDays { get; init; } = 30;

    /// <summary>
    /// Days, 0 to 365, for which the highest CPU, disk and network figures that a run saw still count in later runs. Default: 15, so that
    /// two weekly runs before are remembered and a load counts for 44 days.
    /// </summary>
    [Range(0, 365)]
    public int RememberedDays { get; init; } = 15;

    /// <summary>Days of running time a machine must have shown before it gets advice.</summary>
    [Range(7, 90)]
    public int MinimumDays { get; init; } = 14;

    /// <summary>Share of the running time that must have been observed, in percent.</summary>
    [Range(50, 100)]
    public int MinimumCoveragePercent { get; init; } = 90;

    internal const double LeastSurePercent = 98;

    /// <summary>
    /// How sure an advice must be to carry the 30 days ahead, in percent, 98 to 99.9. Default: 98, what the look-back's own highest figures
    /// give; more adds room by how much the peaks of the days differ.
    /// </summary>
    [Range(LeastSurePercent, 99.9)]
    public double SurePercent { get; init; } = LeastSurePercent;

    /// <summary>How full of CPU a production machine may make its target, in percent. Default: 100, no room beyond what is sure.</summary>
    [Range(20, 100)]
    public int CpuFitProductionPercent { get; init; } = 100;

    /// <summary>The same for any other machine. Default: 100.</summary>
    [Range(20, 100)]
    public int CpuFitOtherPercent { get; init; } = 100;

    /// <summary>
    /// How full of memory a production machine may make its target, in percent. Default: 65: what lacks memory is killed, and
    /// nothing between 65 and 50 spares one more of the real machines that this was tuned on (docs/rightsizing.md).
    /// </summary>
    [Range(20, 100)]
    public int MemoryFitProductionPercent { get; init; } = 65;

    /// <summary>The same for any other machine. Default: 65.</summary>
    [Range(20, 100)]
    public int MemoryFitOtherPercent { get; init; } = 65;

    /// <summary>A resize that saves less than this share of the present price is not worth a restart; in percent.</summary>
    [Range(0, 90)]
    public int MinimumSavingPercent { get; init; } = 5;

    /// <summary>A resize that saves less than this is not worth a restart; USD a month.</summary>
    [Range(0, 10_000)]
    public int MinimumSavingUsd { get; init; } = 5;

    /// <summary>Families a machine may be moved to, as Azure names them (<c>standardDASv5Family</c>); empty for all.</summary>
    public IList<string> AllowedFamilies { get; init; } = [];

    /// <summary>
    /// Families for which there are reservations, as Azure names them: their machines stay among the sizes that share one
    /// (<see cref="FlexibilityGroup"/>); empty for none.
    /// </summary>
    public IList<string> CommittedFamilies { get; init; } = [];

    /// <summary>A size that Azure ends within this many days is no target.</summary>
    [Range(0, 1095)]
    public int RetirementNoticeDays { get; init; } = 365;

    /// <summary>Metrics answers read at the same time; one is up to 50 MB on the wire, streamed.</summary>
    [Range(1, 8)]
    public int AnswersInFlight { get; init; } = 2;

    /// <summary>How advice is carried out where <see cref="Mode"/> allows it.</summary>
    public ChangeOptions Changes { get; init; } = new();

    /// <summary>What the guard allows it.</summary>
    public GuardProfile Guard { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MinimumDays > LookBackDays)
            yield return new($"MinimumDays is {MinimumDays} and LookBackDays {LookBackDays}; MinimumDays must not be larger");
        foreach (var (name, family) in Families().Where(one => !IsFamily(one.Family)))
            yield return new(
                $"{name} is '{Words.Shown(family)}'; it must be a family's name as Azure writes it, such as standardDSv5Family");
    }

    /// <summary>The families that are named, each with the name of its setting below <see cref="Section"/>.</summary>
    internal IEnumerable<(string Name, string Family)> Families() =>
        AllowedFamilies.Select((family, index) => ($"{nameof(AllowedFamilies)}:{index}", family))
            .Concat(CommittedFamilies.Select((family, index) => ($"{nameof(CommittedFamilies)}:{index}", family)));

    // «Standard NCASv3_T4 Family» is one, too.
    private static bool IsFamily(string text) =>
        text.Length > 0 && text == text.Trim() && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '_' or '-');
}
