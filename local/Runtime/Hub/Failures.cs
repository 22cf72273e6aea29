using Microsoft.DurableTask;

namespace OpsFunctions.Local.Hub;

/// <summary>An orchestrator asked for a function that is not there; never retried.</summary>
internal sealed class MissingFunctionException(string message) : Exception(message);

/// <summary>Exceptions as they go into history.</summary>
internal static class Failures
{
    /// <summary>A failed task that ended an orchestrator keeps its cause as the inner failure.</summary>
    public static TaskFailureDetails Of(Exception exception)
    {
        var details = TaskFailureDetails.FromException(exception);
        return exception is TaskFailedException { InnerException: null } failed ? details with { InnerFailure = failed.FailureDetails } : details;
    }
}
