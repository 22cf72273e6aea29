using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Rightsizing.Advising;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>What a run found: machines by advice, USD a month.</summary>
/// <param name="Cheaper">Machines for which a cheaper size would do.</param>
/// <param name="Dearer">Machines that are too small now, and need a size that costs no less.</param>
/// <param name="Unused">Machines that nothing uses.</param>
/// <param name="Idle">Machines that work little and keep their size: a question to their owners.</param>
/// <param name="Keep">Machines that keep their size.</param>
/// <param name="Unknown">Machines without advice.</param>
/// <param name="MonthlySaving">What cheaper sizes and the end of unused machines would save.</param>
/// <param name="MonthlyUnused">The part of it that unused machines have.</param>
/// <param name="MonthlyExtra">What larger sizes for machines that are too small would cost more; not taken off the saving.</param>
/// <param name="MonthlyCost">What the machines cost at present, as far as it is known.</param>
public sealed record RunTotals(
    int Machines, int Cheaper, int Dearer, int Unused, int Idle, int Keep, int Unknown,
    double MonthlySaving, double MonthlyUnused, double MonthlyExtra, double MonthlyCost)
{
    public static readonly RunTotals None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Machines that should change size.</summary>
    [JsonIgnore]
    public int Resize => Cheaper + Dearer;

    public RunTotals Plus(Assessment assessment)
    {
        var (kind, saving) = (assessment.Advice.Kind, assessment.Advice.MonthlySaving);
        return this with
        {
            Machines = Machines + 1,
            Cheaper = Cheaper + (kind == AdviceKind.Resize && saving > 0 ? 1 : 0),
            Dearer = Dearer + (kind == AdviceKind.Resize && saving <= 0 ? 1 : 0),
            Unused = Unused + (kind == AdviceKind.Unused ? 1 : 0),
            Idle = Idle + (kind == AdviceKind.Idle ? 1 : 0),
            Keep = Keep + (kind == AdviceKind.Keep ? 1 : 0),
            Unknown = Unknown + (kind == AdviceKind.Unknown ? 1 : 0),
            MonthlySaving = Math.Round(MonthlySaving + Math.Max(0, saving), 2),
            MonthlyUnused = Math.Round(MonthlyUnused + (kind == AdviceKind.Unused ? saving : 0), 2),
            MonthlyExtra = Math.Round(MonthlyExtra + Math.Max(0, -saving), 2),
            MonthlyCost = Math.Round(MonthlyCost + RightsizingPolicy.MonthlyCost(assessment), 2),
        };
    }
}
