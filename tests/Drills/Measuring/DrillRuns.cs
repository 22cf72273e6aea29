using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Settings;

namespace OpsFunctions.Tests.Drills.Measuring;

/// <summary>
/// A drill of one machine that went well: requested at 6:00, approved at 6:10, its last required validation passed at 6:40, judged at 6:45;
/// its point is of 2:00.
/// </summary>
internal static class DrillRuns
{
    public static DateTimeOffset At(double minutes) => Cases.Now.AddMinutes(minutes);

    public static DrillFacts Good => new(
        Cases.Journal(),
        [
            Step("approval", 0, 10, StepKind.Approval), Step("group", 10, 11), Step("network", 11, 12),
            Step("isolation", 12, 13, StepKind.DrillOnly),
        ],
        [Machine()], [new("before the verdict", "configuration", At(44), [])], null, null, null, At(0), At(10), At(45))
    {
        RtoMinutes = 60, RpoMinutes = 1440,
    };

    public static MachineResult Machine(params CheckResult[] checks) => new(
        1, "web",
        [Step("machine", 13, 23), Step("agent ready", 23, 28), Step("settle", 28, 30), Step("data disks online", 30, 40)],
        checks.Length > 0 ? checks : [Check()], [], null, null);

    public static CheckResult Check(
        CheckOutcome outcome = CheckOutcome.Passed, string? cause = null, ValidationKind? kind = ValidationKind.Disks,
        bool isRequired = true) =>
        new("web", "a check", kind, isRequired, outcome, "", cause, At(40));

    public static MachineResult Lost(string code) => new(1, "web", [], [], [], $"{code}: no", code);

    public static DrillStep Step(string name, double from, double to, StepKind kind = StepKind.Recovery) =>
        new(name, "", kind, At(from), At(to), null);
}
