using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local.Host;

/// <summary>The app's orchestrators and activities, as the task hub calls them.</summary>
internal sealed class FunctionTasks : ITaskCatalog
{
    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);
    private readonly DataConverter _converter;
    private readonly Lazy<Invoker> _invoker;

    /// <param name="functions">All functions of the app.</param>
    /// <param name="converter">Serialises payloads.</param>
    /// <param name="invoker">Needs the hub's client, so it comes later.</param>
    public FunctionTasks(IEnumerable<FunctionEntry> functions, DataConverter converter, Lazy<Invoker> invoker)
    {
        _converter = converter;
        _invoker = invoker;
        foreach (var entry in functions)
        {
            switch (entry.Trigger)
            {
                case OrchestrationTriggerAttribute trigger:
                    _orchestrators.Add(trigger.Orchestration ?? entry.Name, context => RunAsync(entry, context));
                    break;
                case ActivityTriggerAttribute trigger:
                    _activities.Add(trigger.Activity ?? entry.Name, (input, id, stop) => RunAsync(entry, input, id, stop));
                    break;
            }
        }
    }

    public OrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public ActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private Task<object?> RunAsync(FunctionEntry entry, TaskOrchestrationContext context)
    {
        // As officially, a parameter beside the context is the orchestration's input.
        var inputs = entry.Parameters.Where(p => p != entry.TriggerParameter && p.ParameterType != typeof(FunctionContext))
            .ToDictionary(p => p.Name!, p => Input(context, p.ParameterType), StringComparer.OrdinalIgnoreCase);
        return _invoker.Value.InvokeOrchestratorAsync(entry, new TriggerData(_ => context, inputs));
    }

    private async Task<string?> RunAsync(FunctionEntry entry, string? input, string instanceId, CancellationToken stop)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
        var trigger = new TriggerData(type => _converter.Deserialize(input, type), data);
        return _converter.Serialize(await _invoker.Value.InvokeAsync(entry, trigger, stop));
    }

    private object? Input(TaskOrchestrationContext context, Type type) =>
        context is OrchestratorContext local ? _converter.Deserialize(local.SerializedInput, type) : null;
}
