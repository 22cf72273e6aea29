using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>Why a task failed, as it travels through the history: names and messages, no exception objects.</summary>
public record TaskFailureDetails(string ErrorType, string ErrorMessage, string? StackTrace, TaskFailureDetails? InnerFailure, IDictionary<string, object?>? Properties)
{
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception.InnerException is { } inner ? FromException(inner) : null,
            null);
    }

    /// <summary>Whether the failing exception was a <typeparamref name="T"/> or derived from it; inner failures are not looked at.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"The type {targetBaseExceptionType} is not an exception type.", nameof(targetBaseExceptionType));
        }

        return !string.IsNullOrEmpty(ErrorType) && targetBaseExceptionType.IsAssignableFrom(Find(targetBaseExceptionType.Assembly));
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private Type? Find(Assembly nearest)
    {
        if ((Type.GetType(ErrorType) ?? nearest.GetType(ErrorType)) is { } known)
        {
            return known;
        }

        var found = AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(ErrorType)).OfType<Type>().ToList();
        return found.Count > 1
            ? throw new AmbiguousMatchException($"Multiple exception types with the name '{ErrorType}' were found.")
            : found.FirstOrDefault();
    }
}

/// <summary>An activity or sub-orchestration failed.</summary>
public sealed class TaskFailedException : Exception
{
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Describe(taskName, taskId, innerException?.Message), innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Describe(taskName, taskId, failureDetails?.ErrorMessage))
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    public string TaskName { get; }

    public int TaskId { get; }

    public TaskFailureDetails FailureDetails { get; }

    [Obsolete("Use FailureDetails.IsCausedBy<T>().")]
    public bool IsCausedByException<T>()
        where T : Exception => string.Equals(FailureDetails.ErrorType, typeof(T).FullName, StringComparison.Ordinal);

    private static string Describe(string name, int id, string? message) =>
        $"Task '{name}' (#{id}) failed with an unhandled exception" + (message is null ? "." : $": {message}");
}
