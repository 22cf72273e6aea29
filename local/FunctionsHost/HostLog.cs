using Microsoft.Extensions.Logging;

namespace OpsFunctions.FunctionsHost;

internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Function '{Name}' failed: {Reason}")]
    public static partial void FunctionFailed(ILogger log, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The caller of function '{Name}' went away before its answer.")]
    public static partial void CallerGone(ILogger log, string name);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Function '{Name}' ignores that its time is over, also {LastWords} later; its worker is ended.")]
    public static partial void FunctionIgnoresTimeout(ILogger log, string name, TimeSpan lastWords);

    [LoggerMessage(Level = LogLevel.Information, Message = "Functions listen on {Address}{Prefix}.")]
    public static partial void Listening(ILogger log, Uri address, string prefix);

    [LoggerMessage(Level = LogLevel.Information, Message = "[app] {Line}")]
    public static partial void WorkerPrints(ILogger log, string line);

    [LoggerMessage(Message = "[app] {Category}: {Text}")]
    public static partial void WorkerLogs(ILogger log, LogLevel level, string category, string text);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The worker has died ({How}); it is started again, and what it had not answered runs again.")]
    public static partial void WorkerDied(ILogger log, string how);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The host stops: {Reason}")]
    public static partial void Stops(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Activity '{Name}' of '{InstanceId}' failed: {Type}: {Reason}")]
    public static partial void ActivityFailed(ILogger log, string name, string instanceId, string type, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance '{InstanceId}' of '{Name}' failed: {Type}: {Reason}")]
    public static partial void InstanceFailed(ILogger log, string instanceId, string name, string type, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The task hub's store failed; nothing goes on until a restart.")]
    public static partial void StoreFailed(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not {What} of queue '{Queue}': {Reason}")]
    public static partial void QueueFails(ILogger log, string what, string queue, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Message '{Id}' of queue '{Queue}' is no longer this host's: {Status} {Code}. It is passed over.")]
    public static partial void MessageIsNotOurs(ILogger log, string id, string queue, int status, string? code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message '{Id}' of queue '{Queue}' goes to '{Poison}': {Reason}.")]
    public static partial void MessageIsPoison(ILogger log, string id, string queue, string poison, string reason);
}
