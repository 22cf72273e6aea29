namespace OpsFunctions.Orchestrations.Remediation.Alerts;

/// <summary>What was found in a message.</summary>
/// <param name="Alerts">The alerts that could be read, in order; one for each resource that an alert is about.</param>
/// <param name="Problem">Why others could not, or the message as a whole; null: all is read.</param>
public sealed record AlertReading(IReadOnlyList<Alert> Alerts, string? Problem)
{
    internal static AlertReading Unreadable(string problem) => new([], problem);
}
