using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Host;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Function '{Name}' failed.")]
    public static partial void FunctionFailed(ILogger log, Exception exception, string name);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Function '{Name}' ignores that its time is over, also {LastWords} later; the host stops.")]
    public static partial void FunctionIgnoresTimeout(ILogger log, string name, TimeSpan lastWords);

    [LoggerMessage(Level = LogLevel.Information, Message = "Functions listen on {Address}{Prefix}.")]
    public static partial void Listening(ILogger log, Uri address, string prefix);
}
