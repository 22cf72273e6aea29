namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>The queue that alerts wait in, and how large they may be.</summary>
public static class AlertQueue
{
    public const string Name = "ops-alerts";

    /// <summary>
    /// Where the Functions host puts what the app fails over each time, and the app what it cannot read; the name is the host's.
    /// </summary>
    public const string Poison = Name + "-poison";

    /// <summary>Bytes of a body that is taken: 256 KB, the most that Azure Monitor sends.</summary>
    public const int MostBody = 256 * 1024;

    /// <summary>Bytes of a body that travels in its message: 48 KB. A storage queue takes 64 KB, as it counts them.</summary>
    public const int MostInMessage = 48 * 1024;
}
