using Microsoft.Extensions.Logging;

namespace OpsFunctions.Orchestrations.Resizing;

internal static partial class Log
{
    [LoggerMessage(1301, LogLevel.Warning, "{Look}: {Problem}")]
    public static partial void NotLookedAt(this ILogger log, string look, string problem);
}
