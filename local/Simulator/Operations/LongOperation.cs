using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Operations;

/// <summary>
/// A long-running operation. How it ends is settled when it is accepted; what it shows depends on the time alone.
/// </summary>
internal sealed record LongOperation
{
    public required string Id { get; init; }

    /// <summary>As in the REST specification: VirtualMachines_Start.</summary>
    public required string Name { get; init; }

    /// <summary>What a role must allow.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the resource it works on.</summary>
    public required string Target { get; init; }

    public required string Region { get; init; }

    /// <summary>Object id of who asked for it.</summary>
    public required string Caller { get; init; }

    public required string CorrelationId { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>Why it fails; null: it succeeds.</summary>
    public OperationError? Error { get; init; }

    /// <summary>Whether it does what it was asked for; a failed one may have done it all the same.</summary>
    public bool HasEffect { get; init; } = true;

    /// <summary>Whether the resource takes nothing else meanwhile and shows that it is being changed.</summary>
    public bool Blocks { get; init; } = true;

    /// <summary>
    /// It only shows for its second that the resource is being changed; others need not wait for it, and it has no address.
    /// </summary>
    public bool OnlyShows { get; init; }

    /// <summary>Whether it is to change a machine's size.</summary>
    public bool Resizes { get; init; }

    /// <summary>What it gives back; null: nothing.</summary>
    public JsonNode? Output { get; init; }

    /// <summary>Makes the resource as it is by then, where that is what the operation gives back; null: it is not.</summary>
    public Func<JsonNode?>? Resource { get; init; }

    /// <summary>What Location answers where it failed; null: the error in its usual form.</summary>
    public JsonNode? Refusal { get; init; }

    /// <summary>How it tells where and when to ask for its end.</summary>
    public PollingForm Form { get; init; } = PollingForm.Act;

    /// <summary>How often it was asked for while it was in progress.</summary>
    public PollCount Polls { get; } = new();

    public bool IsInProgress(DateTimeOffset at) => Start <= at && at < End;
}

/// <summary>Why an operation failed, in Azure's words.</summary>
internal sealed record OperationError(string Code, string Message);

/// <summary>Counts, also from several requests at once.</summary>
internal sealed class PollCount
{
    private int _polls;

    /// <summary>Counts one and tells whether it is the first.</summary>
    public bool IsFirst() => Interlocked.Increment(ref _polls) == 1;
}
