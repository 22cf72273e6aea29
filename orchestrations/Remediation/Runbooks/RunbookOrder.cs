using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;

namespace OpsFunctions.Orchestrations.Remediation.Runbooks;

/// <summary>A runbook is to be carried out, or what it did taken back.</summary>
/// <param name="AttemptId">Of the incident and its number in it: what is sent is sent once for each.</param>
/// <param name="Tried">How often it was tried before in this episode.</param>
/// <param name="Deadline">Nothing is begun later than that.</param>
/// <param name="IsOurs">The suite has acknowledged the alert.</param>
public sealed record RunbookOrder(
    string AttemptId, Alert Alert, ChosenRunbook Choice, Situation Seen, int Tried, ChangeTicket Ticket, DateTimeOffset Deadline,
    bool IsOurs)
{
    /// <summary>What it did is taken back: <see cref="RunbookEnd.Undo"/> of its end. Null: it is carried out.</summary>
    public string? Undo { get; init; }
}

/// <summary>How a runbook ended.</summary>
/// <param name="HasBegun">Something was sent, or may have been.</param>
/// <param name="Code">Of what went wrong; null: nothing did.</param>
/// <param name="Words">What was done, or why not.</param>
/// <param name="Undo">What takes it back; null: nothing can, or nothing is to be.</param>
public sealed record RunbookEnd(bool HasBegun, bool Succeeded, string? Code, string Words, string? Undo = null)
{
    /// <summary>What was done, step by step.</summary>
    public IReadOnlyList<RunbookStep> Steps { get; init; } = [];
}

/// <summary>A step of a runbook.</summary>
public sealed record RunbookStep(DateTimeOffset At, string Name, string Outcome, string Words);

/// <summary>A command that is sent once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Command>))]
public enum Command
{
    Restart,

    /// <summary>Without asking the operating system, which does not answer.</summary>
    PowerOff,
    Start,
    Reapply,
    Redeploy,

    /// <summary>A script of ours looks whether a data disk is full and could grow, by a managed run command; it changes nothing.</summary>
    LookAtDisk,

    /// <summary>A disk gets a size in GiB.</summary>
    GrowDisk,

    /// <summary>A script of the store is run by a managed run command.</summary>
    RunScript,

    /// <summary>The file system on a disk that grew is grown by a script of ours.</summary>
    GrowFileSystem,

    /// <summary>A managed run command is deleted.</summary>
    ForgetScript,

    /// <summary>A scale set gets so many instances.</summary>
    ScaleTo,
}

/// <summary>A command to be sent.</summary>
/// <param name="Target">Resource it goes to.</param>
/// <param name="Amount">GiB, instances, or the disk's logical unit number.</param>
public sealed record ActOrder(RunbookOrder Order, string Step, Command Command, ChangeDirection Direction, string Target, long Amount = 0)
{
    /// <summary>What lets it through the gate.</summary>
    [JsonIgnore]
    public ChangeTicket Ticket => Order.Ticket;
}
