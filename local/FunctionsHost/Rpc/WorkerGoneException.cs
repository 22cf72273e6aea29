namespace OpsFunctions.FunctionsHost.Rpc;

/// <summary>The worker's stream has ended: what it had not answered, its successor is asked again.</summary>
internal sealed class WorkerGoneException() : Exception("The worker is gone.");
