using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Orchestrations.Drills.Validating;

/// <summary>How a managed run command stands.</summary>
/// <param name="State"><c>Running</c>, <c>Succeeded</c>, <c>Failed</c>, <c>TimedOut</c>, …; null: it is not there.</param>
public sealed record CheckState(string? State, string Output, string Error);

/// <summary>What a check says. Pure.</summary>
internal static class CheckPolicy
{
    private const int LongestOutput = 1000;

    // States of a managed run command that are no end (REST specification of Microsoft.Compute).
    private static readonly string[] UnderWay = ["Unknown", "Pending", "Running"];

    public static bool IsOver(CheckState state) => state.State is { } name && !UnderWay.Contains(name, StringComparer.OrdinalIgnoreCase);

    public static CheckResult Judge(DrillCheck check, string machine, CheckState state, DateTimeOffset now)
    {
        var output = state.Output.Length > LongestOutput ? state.Output[^LongestOutput..] : state.Output;
        var (outcome, cause) = Decide(check, state);
        return new(machine, check.Label, check.Kind, check.Required, outcome, output, cause, now);
    }

    // Its own way to the machine failed: nothing is known of what was to be looked at.
    private static (CheckOutcome, string?) Decide(DrillCheck check, CheckState state) => state.State switch
    {
        "Succeeded" or "Failed" when IsAsExpected(check, state.Output) => (CheckOutcome.Passed, null),
        "Succeeded" or "Failed" when IsOfCloning(check, state.Output) is { } cause => (CheckOutcome.Inconclusive, cause),
        "Succeeded" => (CheckOutcome.Failed, $"it printed {Shown(state.Output)}"),
        "Failed" when state.Output.Length > 0 => (CheckOutcome.Failed, $"it printed {Shown(state.Output)}"),
        "Failed" => (CheckOutcome.Inconclusive, $"the script could not be run: {Shown(state.Error)}"),
        "TimedOut" when state.Error.Length > 0 => (CheckOutcome.Inconclusive, $"no answer: {Words.OneLine(state.Error)}"),
        "TimedOut" => (CheckOutcome.Inconclusive, FormattableString.Invariant($"no answer within {check.TimeoutSeconds} seconds")),
        null => (CheckOutcome.Inconclusive, "it was never asked"),
        _ => (CheckOutcome.Inconclusive, $"no answer ({state.State})"),
    };

    // Each line of what is expected, wherever it stands: whole where the script is the suite's (disks=1 is not disks=12), else a part.
    private static bool IsAsExpected(DrillCheck check, string output) => check.Expected.Split('\n').All(
        line => check.Kind is ValidationKind.Script or ValidationKind.Content
            ? output.Contains(line, StringComparison.Ordinal)
            : HasLine(output, line));

    private static bool HasLine(string output, string line) =>
        output.Split('\n', StringSplitOptions.TrimEntries).Contains(line, StringComparer.Ordinal);

    // Disks that are offline in the clone alone: its SAN policy, not the points.
    private static string? IsOfCloning(DrillCheck check, string output) =>
        check.Kind == ValidationKind.Disks && check.Expected.Split('\n') is [var count, ..] && HasLine(output, count)
        && output.Contains("offline=", StringComparison.Ordinal)
            ? "its data disks are offline, as a clone's are where the SAN policy is not OnlineAll: nothing is known of what lies on them"
            : null;

    private static string Shown(string text) => text.Length == 0 ? "nothing" : $"'{Words.OneLine(text.Trim())}'";
}
