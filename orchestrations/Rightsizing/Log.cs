using Microsoft.Extensions.Logging;

namespace OpsFunctions.Orchestrations.Rightsizing;

internal static partial class Log
{
    [LoggerMessage(
        1001, LogLevel.Information,
        "{Run}: {Machines} machines in {Groups} groups of subscription and region, {Unreadable} rows could not be read")]
    public static partial void FleetRead(this ILogger log, string run, int machines, int groups, int unreadable);

    [LoggerMessage(1002, LogLevel.Warning, "{Run}: {Document} could not be made, its machines get no advice: {Reason}")]
    public static partial void Missing(this ILogger log, string run, string document, string reason);

    [LoggerMessage(1003, LogLevel.Information, "{Run}: report written, {Machines} machines, {Saving} USD a month could be saved")]
    public static partial void ReportWritten(this ILogger log, string run, int machines, double saving);
}
