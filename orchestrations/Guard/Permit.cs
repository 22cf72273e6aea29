using Azure.Core;
using OpsFunctions.Orchestrations.Arm.Wire;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// What a mutating call takes: only <see cref="ChangeGate"/> makes it, right before the call, so that no change goes out which kill switch
/// and claim were not asked about. It is good for one request.
/// </summary>
public sealed class Permit
{
    private int _isUsed;

    internal Permit(ChangeTicket ticket) => Ticket = ticket;

    public ChangeTicket Ticket { get; }

    /// <summary>What lets that one request through the gate on the wire.</summary>
    /// <exception cref="InvalidOperationException">It was used before.</exception>
    internal WritePass PassFor(RequestMethod method, Uri address) => Interlocked.Exchange(ref _isUsed, 1) == 0
        ? new WritePass(method, address)
        : throw new InvalidOperationException("a permit is good for one request: ask the gate again");
}

/// <summary>Which way a step goes.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<ChangeDirection>))]
public enum ChangeDirection
{
    /// <summary>Towards what the plan wants; kill switch, window's end and a lost claim stop it.</summary>
    Forward,

    /// <summary>Back to what was, or the restart that a forward step owes; only the hard kill switch stops it.</summary>
    Undo,
}
