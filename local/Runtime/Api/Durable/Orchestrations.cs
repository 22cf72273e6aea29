namespace Microsoft.DurableTask
{
    /// <summary>Who called a sub-orchestration.</summary>
    public record ParentOrchestrationInstance(TaskName Name, string InstanceId);

    /// <summary>How an orchestration starts over.</summary>
    public class ContinueAsNewOptions
    {
        public object? NewInput { get; set; }

        public bool PreserveUnprocessedEvents { get; set; } = true;

        public string? NewVersion { get; set; }
    }
}

namespace Microsoft.DurableTask.Internal
{
    /// <summary>Starts orchestrations.</summary>
    public interface IOrchestrationSubmitter
    {
        Task<string> ScheduleNewOrchestrationInstanceAsync(
            TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default);
    }
}
