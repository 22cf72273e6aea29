using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Hub;

internal static partial class HubLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Activity '{Name}' of '{InstanceId}' failed.")]
    public static partial void ActivityFailed(ILogger log, Exception exception, string name, string instanceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance '{InstanceId}' of '{Name}' failed: {Reason}")]
    public static partial void InstanceFailed(ILogger log, string instanceId, string name, string reason);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The task hub's store failed; nothing goes on until a restart.")]
    public static partial void StoreFailed(ILogger log, Exception exception);
}
