using Microsoft.Extensions.Logging;

namespace OpsFunctions.Functions.Http;

/// <summary>What is logged of callers: no key, token, secret or signature.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Error, "The issuer's keys cannot be fetched ({Reason}); access tokens are refused with 503")]
    public static partial void KeysNotFetched(ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Warning, "A sender of alerts is refused with {Status}: {Reason}")]
    public static partial void SenderRefused(ILogger log, int status, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Refused senders of alerts could not be recorded: {Reason}")]
    public static partial void RefusalsNotRecorded(ILogger log, string? reason);
}
