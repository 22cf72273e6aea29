using Azure.Core.Serialization;
using Microsoft.DurableTask;
using OpsFunctions.Local.Host;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Tests.Runtime;

/// <summary>Orchestrators and activities of a test, as lambdas.</summary>
internal sealed class TestTasks : ITaskCatalog
{
    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);

    public static DataConverter Converter { get; } =
        new PayloadConverter(new JsonObjectSerializer(new System.Text.Json.JsonSerializerOptions { PropertyNameCaseInsensitive = true }));

    public TestTasks Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run)
    {
        _orchestrators[name] = new OrchestratorFunction(run);
        return this;
    }

    public TestTasks Orchestrator(string name, Func<TaskOrchestrationContext, Task> run) => Orchestrator(name, async context =>
    {
        await run(context);
        return (object?)null;
    });

    public TestTasks Activity<TIn, TOut>(string name, Func<TIn?, TOut> run) => Activity<TIn, TOut>(name, (input, _) => Task.FromResult(run(input)));

    public TestTasks Activity<TIn, TOut>(string name, Func<TIn?, CancellationToken, Task<TOut>> run)
    {
        _activities[name] = async (input, _, stop) => Converter.Serialize(await run(Converter.Deserialize<TIn>(input), stop));
        return this;
    }

    public OrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public ActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);
}
