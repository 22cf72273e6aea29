using OpsFunctions.Orchestrations.Rightsizing.Advising;

namespace OpsFunctions.Orchestrations.Rightsizing.Report;

/// <summary>What a run found: machines by advice, USD a month.</summary>
/// <param name="Shutdown">Machines that nothing uses.</param>
/// <param name="Keep">Machines that keep their size; of those that work little the owner is asked.</param>
/// <param name="MonthlySaving">What cheaper sizes and shutdowns would save.</param>
/// <param name="MonthlyExtra">What larger sizes for machines that are too small would cost more.</param>
/// <param name="MonthlyCost">What the machines cost at present, as far as it is known.</param>
public sealed record RunTotals(
    int Machines, int Resize, int Shutdown, int Keep, int Unknown, double MonthlySaving, double MonthlyExtra, double MonthlyCost)
{
    public static readonly RunTotals None = new(0, 0, 0, 0, 0, 0, 0, 0);

    public RunTotals Plus(Assessment assessment) => this with
    {
        Machines = Machines + 1,
        Resize = Resize + (assessment.Advice.Kind == AdviceKind.Resize ? 1 : 0),
        Shutdown = Shutdown + (assessment.Advice.Kind == AdviceKind.Unused ? 1 : 0),
        Keep = Keep + (assessment.Advice.Kind is AdviceKind.Keep or AdviceKind.Idle ? 1 : 0),
        Unknown = Unknown + (assessment.Advice.Kind == AdviceKind.Unknown ? 1 : 0),
        MonthlySaving = Math.Round(MonthlySaving + Math.Max(0, assessment.Advice.MonthlySaving), 2),
        MonthlyExtra = Math.Round(MonthlyExtra + Math.Max(0, -assessment.Advice.MonthlySaving), 2),
        MonthlyCost = Math.Round(MonthlyCost + RightsizingPolicy.MonthlyCost(assessment), 2),
    };
}
