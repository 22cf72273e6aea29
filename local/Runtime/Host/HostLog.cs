using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Host;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Function '{Name}' failed.")]
    public static partial void FunctionFailed(ILogger log, Exception exception, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "Functions listen on {Address}{Prefix}.")]
    public static partial void Listening(ILogger log, Uri address, string prefix);
}
