namespace OpsFunctions.Simulator.Governance;

/// <summary>An action that a role must allow.</summary>
internal sealed record NeededAction(string Action, bool IsData);
