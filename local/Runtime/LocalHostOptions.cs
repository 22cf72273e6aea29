using System.Reflection;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local;

/// <summary>Settings of the local host; registered as a singleton in the app's services, defaults otherwise.</summary>
public sealed record LocalHostOptions
{
    /// <summary>File of the SQLite store; null keeps everything in memory.</summary>
    public string? StorePath { get; init; }

    /// <summary>Port on loopback; null: no listener, 0: any free port.</summary>
    public int? HttpPort { get; init; }

    /// <summary>Where functions are looked for; null: the entry assembly and what it references, as far as they reference this one.</summary>
    public IReadOnlyList<Assembly>? FunctionAssemblies { get; init; }

    /// <summary>Only the functions of these types; null: all of the assemblies'.</summary>
    public IReadOnlyList<Type>? FunctionTypes { get; init; }

    /// <summary>Null: looked for next to the app and in the folders above.</summary>
    public string? HostJsonPath { get; init; }

    /// <summary>How long running functions may go on when the host stops.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Activities that run at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 10;

    /// <summary>What stands between the task hub and its store: a crash at a commit.</summary>
    internal Func<ITaskHubStore, ITaskHubStore>? Store { get; init; }

    /// <summary>Longest request body, bytes.</summary>
    public long MaxRequestBodyBytes { get; init; } = 1 << 20;
}
