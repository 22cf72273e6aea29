using Microsoft.Extensions.Logging;

namespace OpsFunctions.Orchestrations.Snapshots;

internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Information, "{Run}: {Machines} machines, {Points} points of the suite, {Doubts} doubts")]
    public static partial void SnapshotsRead(this ILogger log, string run, int machines, int points, int doubts);

    [LoggerMessage(1202, LogLevel.Warning, "{Run}: {Part} of the machines could not be planned: {Reason}")]
    public static partial void NotPlanned(this ILogger log, string run, int part, string reason);
}
