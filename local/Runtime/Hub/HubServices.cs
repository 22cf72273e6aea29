using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace OpsFunctions.Local.Hub;

/// <summary>An orchestrator as the hub runs it: anew from the start in every turn.</summary>
internal delegate Task<object?> OrchestratorFunction(TaskOrchestrationContext context);

/// <summary>An activity as the hub runs it; input and result are serialised.</summary>
internal delegate Task<string?> ActivityFunction(string? input, string instanceId, CancellationToken stop);

/// <summary>The functions that a hub can call; names ignore case.</summary>
internal interface ITaskCatalog
{
    OrchestratorFunction? FindOrchestrator(string name);

    ActivityFunction? FindActivity(string name);
}

/// <summary>What the parts of a hub share.</summary>
internal sealed record HubServices(ITaskCatalog Catalog, DataConverter Converter, TimeProvider Time, WorkMeter Meter, ILoggerFactory Loggers)
{
    public int MaxConcurrentActivities { get; init; } = 10;

    public DateTime UtcNow => Time.GetUtcNow().UtcDateTime;
}
