using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing.Changes.Report;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>What a reader must know beside the reason because of where the machine stands, not of its load.</summary>
public static class AdviceNotes
{
    /// <returns>The notes; empty where nothing is advised or asked.</returns>
    public static IReadOnlyList<string> Of(Machine machine, Advice advice, Offer offer) =>
        advice.Kind is AdviceKind.Resize or AdviceKind.Unused or AdviceKind.Idle
        ? [.. new[] { Spot(machine), Quota(advice, offer), Code(machine, advice) }.OfType<string>()]
        : [];

    private static string? Spot(Machine machine) => machine.IsSpot
        ? "a spot machine: its price moves, so a saving is that of today, and Azure can evict it at any time"
        : null;

    private static string? Code(Machine machine, Advice advice) => advice.Target is { } target && IacPatch.IsManaged(machine)
        ? $"in its code: Bicep vmSize: '{target}', Terraform size = \"{target}\""
        : null;

    private static string? Quota(Advice advice, Offer offer) => advice.Kind == AdviceKind.Resize && offer.QuotaProblem is { } problem
        ? $"whether the quota allows it is not known: {problem}"
        : null;
}
