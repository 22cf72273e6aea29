using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>What a question after a machine was answered with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MachineAnswer>))]
public enum MachineAnswer
{
    /// <summary>200: it is there, whatever the inventory shows.</summary>
    Exists,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>Anything else, such as 403: it proves nothing.</summary>
    Unknown,
}

/// <summary>A machine that answered 404; a document of the state.</summary>
/// <param name="FirstAt">When it did first, with nothing but 404 since.</param>
/// <param name="GoneAt">When it did a second time, a day later or more: it counts as gone. Null: not yet.</param>
[StateDocument(
    "snapshots/missing/*",
    Loss = "the machine counts as there until two answers of 404, a day apart, have said otherwise",
    Damage = "as if it were not there; the next answer of 404 writes it anew",
    Mend = "nothing is needed")]
public sealed record MissingMachine(string Id, DateTimeOffset FirstAt, DateTimeOffset? GoneAt) : ICheckedDocument
{
    public const string Folder = "snapshots/missing/";

    public static string NameOf(string machineId) => Ids.Short(Folder, machineId);

    public string? ProblemAs(string name) => name != NameOf(Id) ? "it is of another machine"
        : GoneAt < FirstAt ? "the machine was gone before it was missing"
        : null;
}

/// <summary>
/// Whether a machine is gone. Pure: only two answers of 404, a day apart, say so; a lag, a right that is missing or a listing that broke
/// off never do.
/// </summary>
public static class MissingPolicy
{
    public static readonly TimeSpan Apart = TimeSpan.FromHours(24);

    /// <summary>Whether it is to be asked for now: first of all, then when the day is over, and each day afterwards.</summary>
    public static bool Asks(MissingMachine? known, DateTimeOffset now) => known is null || (known.GoneAt ?? known.FirstAt) + Apart <= now;

    /// <summary>What is known afterwards; null: nothing, it is there.</summary>
    public static MissingMachine? After(string machineId, MissingMachine? known, MachineAnswer answer, DateTimeOffset now) => answer switch
    {
        MachineAnswer.Exists => null,
        MachineAnswer.Unknown => known,
        _ when known is null => new(machineId, now, null),
        _ when known.FirstAt + Apart <= now => known with { GoneAt = now },
        _ => known,
    };

    public static string Words(MissingMachine? known, MachineAnswer? answer) => (known, answer) switch
    {
        (_, MachineAnswer.Unknown) => "the inventory does not show it, and asking for it was refused: it counts as being there",
        (null, MachineAnswer.Exists) => "the inventory does not show it yet, but it is there",
        (null, _) => "the inventory does not show it, and it was not asked for",
        ({ GoneAt: { } gone }, _) => Invariant(
            $"gone: 404 on {known.FirstAt.UtcDateTime:yyyy-MM-dd HH:mm} and {gone.UtcDateTime:yyyy-MM-dd HH:mm} UTC; its points stay until somebody retires them"),
        _ => Invariant($"404 since {known.FirstAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC; it counts as gone when it is so a day later, too"),
    };
}
