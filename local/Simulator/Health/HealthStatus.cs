namespace OpsFunctions.Simulator.Health;

/// <summary>What resource health says of a machine.</summary>
/// <param name="State">Available, Unavailable, Degraded or Unknown.</param>
/// <param name="Since">Since when.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Summary">In a sentence.</param>
/// <param name="ReasonType">Unplanned, Planned or UserInitiated; empty while it is available.</param>
/// <param name="Context">Customer Initiated, Platform Initiated, VM Initiated, Unknown or Not Applicable.</param>
/// <param name="Category">Planned, Unplanned or Not Applicable.</param>
public sealed record HealthStatus(
    string State, DateTimeOffset Since, string Title, string Summary, string ReasonType, string Context, string Category)
{
    /// <summary>PlatformInitiated, UserInitiated or Unknown, as an alert about health says it.</summary>
    public string Cause => Context switch
    {
        "Platform Initiated" => "PlatformInitiated",
        "Customer Initiated" => "UserInitiated",
        _ => "Unknown",
    };
}
