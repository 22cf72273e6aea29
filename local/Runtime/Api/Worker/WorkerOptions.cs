using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Options of the worker, as far as the local host honours them.</summary>
public class WorkerOptions
{
    /// <summary>Serialises every payload; System.Text.Json with property names ignoring case where it is not set.</summary>
    public ObjectSerializer? Serializer { get; set; }
}
