using System.Collections.Concurrent;

namespace OpsFunctions.Simulator.Making;

/// <summary>What calls have changed about the parts of a machine. Written by one at a time; most machines never have any.</summary>
internal sealed class MachineParts
{
    /// <summary>Null: as it was made.</summary>
    public BootDiagnostics? Diagnostics { get; set; }

    /// <summary>Extensions that were installed, by name, and those taken away that it was made with.</summary>
    public ConcurrentDictionary<string, MachineExtension> Extensions { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Managed run commands by name.</summary>
    public ConcurrentDictionary<string, ManagedRunCommand> RunCommands { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Disks of the fleet that were changed, by number; -1: that of the system.</summary>
    public ConcurrentDictionary<int, DiskChange> Disks { get; } = new();
}

/// <summary>How a disk differs from what it was made as.</summary>
internal sealed record DiskChange(int? SizeGiB, string? Kind, IReadOnlyDictionary<string, string>? Tags)
{
    /// <summary>When it was deleted after its machine; null: it was not.</summary>
    public DateTimeOffset? GoneAt { get; init; }
}
