using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal;

/// <summary>What is rehearsed.</summary>
internal sealed record RehearsalOptions
{
    /// <summary>Days of operations, 1 to 366.</summary>
    public int Days { get; init; } = 30;

    /// <summary>Machines, 1 to 20,000.</summary>
    public int Fleet { get; init; } = 200;

    public int Seed { get; init; } = 1;

    /// <summary>Folder of recorded loads; each becomes a machine. Null: none.</summary>
    public string? Traces { get; init; }

    public FaultLevel Faults { get; init; } = FaultLevel.None;

    /// <summary>How far the suite may go: Report, Approve or Apply.</summary>
    public Mode Mode { get; init; } = Mode.Report;

    /// <summary>Whether Event Grid delivers to the app. Default: true; false shows what events cost.</summary>
    public bool Events { get; init; } = true;

    /// <summary>Whether half of the ids in Azure's answers are spelled in other ways, as Azure does. Default: true.</summary>
    public bool SpellsIds { get; init; } = true;

    /// <summary>Whether documents of the state are damaged, and mended hours later. Default: false.</summary>
    public bool Damage { get; init; }

    /// <summary>Whether a tenant with people is around the fleet, and its access is audited and watched. Default: false.</summary>
    public bool Tenant { get; init; }

    /// <summary>
    /// Whether machines fail over the days, alerts tell of it and remediation goes as far as <see cref="Mode"/>. Default: false. Then
    /// rightsizing only reports and nothing is drilled: each would show up in what the other is judged by.
    /// </summary>
    public bool Outages { get; init; }

    /// <summary>How far resizing, deleting and drilling may go.</summary>
    public Mode ChangeMode => Outages ? Mode.Report : Mode;

    /// <summary>Whether the app is ended in the middle of changes and started anew, three times. Default: false.</summary>
    public bool Upgrades { get; init; }

    /// <summary>Identities (read, act, drill, audit) whose roles are taken away, and actions that no role allows. Default: none.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Where the reports go.</summary>
    public string Out { get; init; } = "out";

    /// <summary>Settings of the app over its defaults.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>
    /// Share of machines whose load grows at some moment, where changes are rehearsed: without it nothing would have to be taken back.
    /// </summary>
    public const double Surges = 0.6;

    /// <summary>Every rehearsal starts on the same Monday, so that the same arguments give the same reports.</summary>
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
}
