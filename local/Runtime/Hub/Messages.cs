using System.Globalization;

namespace OpsFunctions.Local.Hub;

/// <summary>What the hub tells about orchestrators that cannot go on.</summary>
internal static class Messages
{
    private const string Cause = " Its code changed under a running instance, or it is not deterministic.";

    public static string Changed(string orchestrator, CallEvent made, CallEvent recorded) => string.Create(
        CultureInfo.InvariantCulture,
        $"Orchestrator '{orchestrator}' is non-deterministic: call #{made.Call} is {made.Describe()} now, but was {recorded.Describe()} in its history.{Cause}");

    public static string Added(string orchestrator, CallEvent made) => string.Create(
        CultureInfo.InvariantCulture,
        $"Orchestrator '{orchestrator}' is non-deterministic: call #{made.Call} is {made.Describe()} now, but its history has no call there.{Cause}");

    public static string Dropped(string orchestrator, CallEvent recorded) => string.Create(
        CultureInfo.InvariantCulture,
        $"Orchestrator '{orchestrator}' is non-deterministic: call #{recorded.Call} was {recorded.Describe()} in its history, but is not made any more.{Cause}");

    public static string ForeignWork(string orchestrator) =>
        $"Orchestrator '{orchestrator}' awaited something else than its context's tasks, so it left the orchestrator's thread. "
        + "I/O, Task.Delay, Task.Run and ConfigureAwait(false) belong into activities.";

    public static string Escaped(string orchestrator, Exception e) =>
        $"Orchestrator '{orchestrator}' threw outside its task, as an async void does: {e.GetType()}: {e.Message}";

    public static string Replaced(string instanceId) => $"The sub-orchestration '{instanceId}' was replaced by a new start with its id.";

    public static string NoOrchestrator(string name) =>
        $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function.";

    public static string NoActivity(string name) =>
        $"The function '{name}' doesn't exist, is disabled, or is not an activity function.";
}
