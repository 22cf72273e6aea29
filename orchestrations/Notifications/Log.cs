using Microsoft.Extensions.Logging;

namespace OpsFunctions.Orchestrations.Notifications;

internal static partial class Log
{
    [LoggerMessage(
        1101, LogLevel.Error, "Notification {Notification} is not sent to {Receiver}: its delivery could not be started: {Reason}")]
    public static partial void NotStarted(this ILogger log, string notification, string receiver, string reason);

    [LoggerMessage(
        1102, LogLevel.Error, "Notification {Notification} is given up, {Receiver} did not take it after {Attempts} attempts: {Reason}")]
    public static partial void GivenUp(this ILogger log, string notification, string receiver, int attempts, string reason);
}
