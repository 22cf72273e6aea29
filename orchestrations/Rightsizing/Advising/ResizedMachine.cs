using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Advising;

/// <summary>
/// A machine that was resized during the look-back. Azure's figures are shares of the size it had then, and do not say which that was:
/// laid on the present size, 40 % of 8 vCPU would become 40 % of 4, and a machine would shrink again and again.
/// </summary>
internal static class ResizedMachine
{
    /// <summary>The advice, or none as long as the look-back reaches to another size.</summary>
    /// <param name="seen">Its size as the last run left it; null where no run has seen it.</param>
    public static Assessment WithoutOldFigures(Assessment one, SeenSize? seen, DateTimeOffset asOf, int lookBackDays)
    {
        // A question may name a size, too.
        if (one.Advice.Kind is not (AdviceKind.Resize or AdviceKind.Unused or AdviceKind.Idle)
            || Since(one.Machine.Size, seen, asOf) is not { } since || !HasOldFigures(since, asOf, lookBackDays))
            return one;
        var reason = Invariant(
            $"it was resized, seen first on {since:yyyy-MM-dd}: its figures from before are shares of another size; advice from {since.AddDays(lookBackDays):yyyy-MM-dd} on");
        return one with { Advice = Advice.Unknown(reason), Target = null };
    }

    /// <summary>Whether the look-back reaches to another size than the machine has since then.</summary>
    public static bool HasOldFigures(DateTimeOffset? since, DateTimeOffset asOf, int lookBackDays) => since?.AddDays(lookBackDays) > asOf;

    /// <summary>When a run first saw the machine in its present size; null where none has seen it in another.</summary>
    public static DateTimeOffset? Since(string size, SeenSize? seen, DateTimeOffset asOf) =>
        seen is null ? null : string.Equals(seen.Size, size, StringComparison.OrdinalIgnoreCase) ? seen.Since : asOf;
}
