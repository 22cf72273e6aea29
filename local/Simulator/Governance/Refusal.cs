namespace OpsFunctions.Simulator.Governance;

/// <summary>Why a call may not be made at all.</summary>
internal sealed record Refusal(int Status, string Code, string Message);
