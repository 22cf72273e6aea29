using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>What may become of a change, on machines for which a real run plans just that.</summary>
internal static class ChangeScenarios
{
    /// <summary>Small, so that it is made quickly; every machine needs more some day.</summary>
    public static readonly FleetOptions Fleet = new()
    {
        Machines = 60, Seed = 1, Surges = 1, Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)
    };

    // An F8s_v2 whose targets all lie on its own hardware.
    private const int SameHardware = 2;

    // A D4s_v5 whose first target is on AMD, the second on its own hardware; not production.
    private const int OtherHardware = 19;

    // A machine that nothing uses, not production.
    private const int Unused = 22;

    public static readonly ChangeScenario Online = new("online", SameHardware, ChangeEndKind.Changed);

    public static readonly ChangeScenario ByWayOfStop = new("by-way-of-stop", OtherHardware, ChangeEndKind.Changed) { Plan = WithSnapshot };

    public static readonly ChangeScenario StoppedBefore = new("stopped-before", OtherHardware, ChangeEndKind.Changed)
    {
        Prepare = static (azure, machine, _) => azure.SetPowerAsSomebodyElse(machine, isOn: false),
    };

    public static readonly ChangeScenario Alternative = new("alternative", OtherHardware, ChangeEndKind.Changed)
    {
        Prepare = static (azure, machine, plan) => azure.Capacity.Deny(plan.Targets[0].Name, machine.Region),
    };

    public static readonly ChangeScenario PutBack = new("put-back", OtherHardware, ChangeEndKind.PutBack)
    {
        Plan = static plan => WithSnapshot(plan) with
        {
            Probe = new(8080, "/health"), Settings = plan.Settings with { TakesSnapshot = true, VerifyMinutes = 5 }
        },
        Prepare = static (azure, _, _) =>
        {
            var inside = azure.GuestAnswer;
            azure.GuestAnswer = (machine, script) => script.Contains("status=", StringComparison.Ordinal)
                ? "status=500"
                : inside(machine, script);
        },
    };

    public static readonly ChangeScenario TakeBack = new("take-back", OtherHardware, ChangeEndKind.TakenBack) { BeginsBeforeSurge = true };

    /// <summary>Days before its machine needs more than before: too small only when its watch is long over.</summary>
    public static readonly ChangeScenario LongBeforeSurge = new("long-before-surge", OtherHardware, ChangeEndKind.Changed);

    public static readonly ChangeScenario Shutdown = new("shutdown", Unused, ChangeEndKind.Changed);

    /// <summary>Its place could not be made sure, so people are asked, and nobody answers.</summary>
    public static readonly ChangeScenario NotReservable = new("not-reservable", OtherHardware, ChangeEndKind.NotTaken)
    {
        Plan = static plan => WithSnapshot(plan) with { Targets = [plan.Targets[0] with { CanBeReserved = false }] },
    };

    // A seed draws from these, so a new one changes what every seed means.
    public static IReadOnlyList<ChangeScenario> All { get; } =
    [
        Online, ByWayOfStop, StoppedBefore, Alternative, PutBack, TakeBack, Shutdown
    ];

    private static ChangePlan WithSnapshot(ChangePlan plan) => plan with { Settings = plan.Settings with { TakesSnapshot = true } };
}
