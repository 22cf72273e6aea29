using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Http;

/// <summary>What a request asks for.</summary>
/// <param name="Name">As in the REST specification: VirtualMachines_Get.</param>
/// <param name="Action">What a role must allow: Microsoft.Compute/virtualMachines/read; null: nothing to allow.</param>
/// <param name="Answer">Writes the answer.</param>
internal sealed record Operation(string Name, string? Action, Func<Exchange, Task> Answer)
{
    /// <summary>Resource id or path it is about.</summary>
    public required string Target { get; init; }

    /// <summary>Options of the query that are understood; null: the service looks at them itself.</summary>
    public IReadOnlyList<string>? Options { get; init; }

    /// <summary>Headers that are understood, of those that change what is meant.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Whether it changes something.</summary>
    public bool Changes { get; init; }

    /// <summary>Whether the call log keeps it by itself where it changes something; else it is only counted.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>Whether it begins a long-running operation.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether its action is one on data.</summary>
    public bool IsData { get; init; }

    /// <summary>Which buckets it draws from.</summary>
    public Throttling.Quota Quota { get; init; }

    /// <summary>Subscription whose buckets these are; null: the tenant's.</summary>
    public string? SubscriptionId { get; init; }
}
