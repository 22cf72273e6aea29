using OpsFunctions.Simulator.Events;

namespace OpsFunctions.Simulator;

/// <summary>What a simulated Azure is started with.</summary>
public sealed record SimulatedAzureOptions
{
    /// <summary>The machines. A fleet without a start of its own takes <see cref="Start"/>.</summary>
    public FleetOptions Fleet { get; init; } = new();

    /// <summary>The simulated moment at which everything begins.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How often calls fail by chance. Default: never.</summary>
    public FaultLevel Faults { get; init; }

    /// <summary>Whether it has a socket on loopback, for other processes. Default: false, only its own transports reach it.</summary>
    public bool Listens { get; init; }

    /// <summary>Loopback port where it listens; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Loopback port of a proxy that leads clients in any language to it, where it listens; 0 takes a free one. Null, the default: none.
    /// </summary>
    public int? ProxyPort { get; init; }

    /// <summary>Azure's clock; null makes a <see cref="SimulatedClock"/> that stands at <see cref="Start"/>.</summary>
    public TimeProvider? Time { get; init; }

    /// <summary>False: the quota headers are sent but nothing is refused.</summary>
    public bool EnforceThrottling { get; init; } = true;

    /// <summary>
    /// Whether it may be asked for what it does not simulate, as other people's tools do. Default: no, and then stopping it throws where it
    /// was, so that no test passes on an answer that Azure would not have given.
    /// </summary>
    public bool AllowsUnknown { get; init; }

    /// <summary>
    /// Whether half of the ids in answers are spelled otherwise than they were made, as Azure does. Default: no, as they are; rehearsals
    /// do.
    /// </summary>
    public bool SpellsIds { get; init; }

    /// <summary>
    /// Whether a disk restore point may be the source of a disk in another subscription of the tenant, which is documented nowhere.
    /// Default: no.
    /// </summary>
    public bool RestorePointsCrossSubscriptions { get; init; }

    /// <summary>
    /// A file with more of Azure's built-in roles, a list as <c>az role definition list</c> prints it; what it says of a role goes before
    /// what is known here. Null, the default: the few that are known here.
    /// </summary>
    public string? BuiltInRoles { get; init; }

    /// <summary>
    /// Containers, by name, whose blobs can be neither replaced nor deleted, only appended to: those with a time-based policy and protected
    /// appends. Default: none.
    /// </summary>
    public IReadOnlyList<string> ImmutableContainers { get; init; } = [];

    /// <summary>Added to every request, in real time, for benchmarks. Default 0.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How Event Grid delivers. Default: within seconds, once.</summary>
    public EventGridOptions Events { get; init; } = new();

    /// <summary>How old the state is that Resource Graph shows. Azure: seconds to minutes. Default 30 s.</summary>
    public TimeSpan ResourceGraphLag { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>How many calls fail by chance: none, about 1 %, about 5 % (and then answers break too).</summary>
public enum FaultLevel
{
    /// <summary>Nothing fails unless a rule says so.</summary>
    None,

    /// <summary>About 1 % of the calls are refused or cut off.</summary>
    Low,

    /// <summary>About 5 %, and a few machines' metrics and at times one region's prices are broken.</summary>
    High,
}
