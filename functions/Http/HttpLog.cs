using Microsoft.Extensions.Logging;

namespace OpsFunctions.Functions.Http;

/// <summary>What is logged of callers: no key, token, secret or signature.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(1, LogLevel.Error, "The issuer's keys cannot be fetched ({Reason}); access tokens are refused with 503")]
    public static partial void KeysNotFetched(ILogger log, string reason);
}
