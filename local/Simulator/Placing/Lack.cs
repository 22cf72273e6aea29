using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Placing;

/// <summary>There is no place: told at once, or by an operation that fails.</summary>
internal sealed record Lack(OperationError Error, bool IsImmediate);
