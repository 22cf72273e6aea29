using OpsFunctions.Orchestrations.Resizing.Watching;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>
/// A machine whose watch is over, and all that taking it back needs: by then nobody else has its plan any more.
/// </summary>
/// <param name="Plan">Without the others of its group: who they are is read anew.</param>
/// <param name="GroupNames">What was claimed with it, where its groups cannot be read by then.</param>
/// <param name="To">The size it was given.</param>
/// <param name="Before">Where its load would have filled that size before.</param>
public sealed record LaterWatched(
    ChangePlan Plan, IReadOnlyList<string> GroupNames, string To, DateTimeOffset ChangedAt, LaterBefore Before)
{
    /// <summary>How ids of take-backs begin.</summary>
    public const string Prefix = "later";

    /// <summary>Its take-back has begun, and has not ended; null: it has not begun.</summary>
    public LaterBegun? Begun { get; init; }

    /// <summary>The change, whichever run of whatever asks: of it there is one take-back at most.</summary>
    public string Id => Ids.Short($"{Prefix}-", $"{Plan.RunId} {Plan.MachineId}");

    /// <summary>
    /// Whether it is looked at no more: its days are over, or the ledger says that it is no longer what we made of it. Never while a
    /// take-back has begun: the machine may be off, and with its old size.
    /// </summary>
    internal bool IsOver(Ledger ledger, int days, DateTimeOffset now)
    {
        if (Begun is not null)
            return false;
        return now >= ChangedAt.AddDays(days) || ledger.HasEnded(Plan.MachineId, Plan.RunId, ChangedAt);
    }
}

/// <summary>A take-back that has begun: written before its first act, so that what comes after a break knows what it owes.</summary>
/// <param name="WasRunning">The machine ran before: it is owed its start.</param>
/// <param name="Reason">Why it is too small.</param>
public sealed record LaterBegun(bool WasRunning, string Reason);

/// <summary>Machines of a subscription and region that are looked at after their watch; a document of the state.</summary>
[StateDocument(
    "rightsizing/later/*",
    Loss = "machines of its subscription and region that were resized are not looked at any more, and a take-back "
        + "that broke off does not go on",
    Damage = "as if it were not there, and somebody is called once a day; the next resize there whose watch ends begins it anew",
    Mend = "restore an earlier version of the blob, or let it be")]
public sealed record LaterBook(IReadOnlyList<LaterWatched> Machines) : ICheckedDocument
{
    /// <summary>Where they lie.</summary>
    public const string Folder = "rightsizing/later/";

    public static readonly LaterBook None = new([]);

    public static string NameOf(string subscription, string region) => $"{Folder}{subscription.ToLowerInvariant()}-{region}";

    public string? ProblemAs(string name) =>
        Machines.Any(one => NameOf(one.Plan.Subscription, one.Plan.Region) != name) ? "a machine is of another place" : null;
}
