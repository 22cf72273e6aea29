namespace OpsFunctions.Orchestrations.Events;

/// <summary>The queue that Event Grid delivers to.</summary>
public static class EventQueue
{
    public const string Name = "ops-events";

    /// <summary>Where the Functions host puts what the app fails over each time; the name is the host's.</summary>
    public const string Poison = Name + "-poison";
}
