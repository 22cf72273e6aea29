namespace OpsFunctions.Orchestrations.Guard;

/// <summary>
/// What a mutating call takes: only <see cref="ChangeGate"/> makes it, right before the call, so that no change goes out which kill switch
/// and claim were not asked about.
/// </summary>
public sealed class Permit
{
    internal Permit(ChangeTicket ticket) => Ticket = ticket;

    public ChangeTicket Ticket { get; }
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
