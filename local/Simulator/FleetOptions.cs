namespace OpsFunctions.Simulator;

/// <summary>What a fleet is made from. The same values give the same fleet, byte for byte.</summary>
public sealed record FleetOptions
{
    /// <summary>How many machines, those that replay a recording included: 1 to 20,000.</summary>
    public int Machines { get; init; } = 200;

    /// <summary>Another seed, another fleet.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// The moment at which the simulation begins; loads reach 93 days further back. Default: that of the simulated Azure.
    /// </summary>
    public DateTimeOffset Start { get; init; }

    /// <summary>
    /// A folder of recordings, each of which becomes one machine; null: none. See docs/simulated-azure.md for the formats.
    /// </summary>
    public string? TracesFolder { get; init; }

    /// <summary>How many recordings are used at most, in order of their files' names: 0 to 20,000.</summary>
    public int TracesCount { get; init; } = 1000;

    /// <summary>
    /// Share of the machines, 0 to 1, whose load grows for good within the 30 days after the start: CPU to 2.5 times, memory to 1.6
    /// times, but not beyond what their first size carries. Default 0.
    /// </summary>
    public double Surges { get; init; }

    /// <summary>
    /// How many subscriptions without any machine there are beside, for drills: 0 to 10. They come last and change nothing of the others.
    /// Default 0.
    /// </summary>
    public int EmptySubscriptions { get; init; }
}
