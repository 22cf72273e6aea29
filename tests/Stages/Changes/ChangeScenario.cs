using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>One change of one machine and what becomes of it where nothing disturbs it.</summary>
/// <param name="Machine">Its index in the fleet.</param>
internal sealed record ChangeScenario(string Name, int Machine, ChangeEndKind Expected)
{
    /// <summary>Whose machine. Default: that of most scenarios.</summary>
    public FleetOptions Fleet { get; init; } = ChangeScenarios.Fleet;

    /// <summary>What is different from the plan that a real run made.</summary>
    public Func<ChangePlan, ChangePlan> Plan { get; init; } = static plan => plan;

    /// <summary>What simulated Azure is like before it begins.</summary>
    public Action<SimulatedAzure, Machine, ChangePlan> Prepare { get; init; } = static (_, _, _) => { };

    /// <summary>It begins shortly before the machine needs far more than before.</summary>
    public bool BeginsBeforeSurge { get; init; }

    public override string ToString() => Name;
}
