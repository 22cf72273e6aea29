using Microsoft.DurableTask.Client;

namespace OpsFunctions.Local.Hub;

/// <summary>An instance of that id is in a status that refuses another start. The official exception has this name, in a package of the engine.</summary>
internal sealed class OrchestrationAlreadyExistsException(string instanceId, OrchestrationRuntimeStatus status)
    : Exception($"An orchestration with id '{instanceId}' already exists. It's in the {status} state.");
