namespace OpsFunctions.Simulator;

/// <summary>One event in the activity log.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Caller">Object id of an application, or a person's name.</param>
/// <param name="Action">For example Microsoft.Compute/virtualMachines/write.</param>
/// <param name="ResourceId">Id of the resource.</param>
/// <param name="Status">Accepted, Succeeded or Failed.</param>
/// <param name="CorrelationId">The same for all events of one operation.</param>
/// <param name="Code">Why it failed; null: it did not.</param>
public sealed record ActivityEntry(
    DateTimeOffset Time, string Caller, string Action, string ResourceId, string Status, string CorrelationId, string? Code);
