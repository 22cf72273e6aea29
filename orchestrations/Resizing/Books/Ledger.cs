using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>What was changed in a subscription and region and what came of it; a document of the state, kept from run to run.</summary>
[StateDocument(
    "rightsizing/changes/*",
    Loss = "what was saved is no longer known, nor which machines were taken back and are left alone",
    Damage = "no machine of its subscription and region has advice, and what is changed there meanwhile is not noted",
    Mend = "restore an earlier version of the blob; deleting it forgets what was saved and taken back there")]
public sealed record Ledger(IReadOnlyList<LedgerEntry> Entries) : ICheckedDocument
{
    public static readonly Ledger None = new([]);

    public static string NameOf(string subscription, string region) => $"rightsizing/changes/{subscription.ToLowerInvariant()}-{region}";

    /// <summary>The size a machine had before our changes that still hold; its present one where there are none.</summary>
    public string FirstSizeOf(string machineId, string size)
    {
        foreach (var entry in Entries.Reverse())
            if (entry.EndedAt is null && LedgerActivities.IsOf(entry, machineId)
                && string.Equals(entry.Change.To, size, StringComparison.OrdinalIgnoreCase))
                size = entry.Change.From;
        return size;
    }

    /// <summary>
    /// Whether a resize is no longer what its machine is: it has ended, or a later one has come that holds. A shutdown is none.
    /// </summary>
    /// <param name="changedAt">When it was made.</param>
    internal bool HasEnded(string machineId, string runId, DateTimeOffset changedAt) => Entries
        .Where(entry => LedgerActivities.IsOf(entry, machineId))
        .Any(entry => entry.Change.RunId == runId
            ? entry.EndedAt is not null
            : entry.Change.At > changedAt && entry.TakenBackAt is null && entry.Change.To != LedgerEntry.Off);

    public string? ProblemAs(string name) =>
        Entries.Any(entry => NameOf(entry.Change.Subscription, entry.Change.Region) != name) ? "an entry is of another place" : null;
}

/// <summary>A changed machine, to be noted.</summary>
/// <param name="FromPerHour">Price of the old size for this machine, USD an hour.</param>
/// <param name="PromisedMonthly">What the advice promised, USD a month.</param>
public sealed record ChangedMachine(
    string MachineId, string Subscription, string Region, string RunId, string From, string To, DateTimeOffset At, double FromPerHour,
    double ToPerHour, double PromisedMonthly);

/// <summary>A machine whose change was taken back.</summary>
/// <param name="RunId">The run whose change it was.</param>
public sealed record TakenBackMachine(string MachineId, string Subscription, string Region, string RunId);

/// <summary>A change and what it really saved.</summary>
/// <param name="HoursAtNew">Hours the machine ran with the new size, as far as they were read.</param>
/// <param name="MeasuredTo">Up to when they were read.</param>
public sealed record LedgerEntry(ChangedMachine Change, double HoursAtNew, DateTimeOffset MeasuredTo)
{
    /// <summary>Stands for the size of a machine that was shut down: what counts then are the hours it was off.</summary>
    public const string Off = "off";

    /// <summary>When it got its old size back, from us; null: it did not.</summary>
    public DateTimeOffset? TakenBackAt { get; init; }

    /// <summary>When a run found that somebody else had given it the old size back; null: nobody has.</summary>
    public DateTimeOffset? SetBackAt { get; init; }

    /// <summary>When it stopped being what we made of it; null: it still is.</summary>
    public DateTimeOffset? EndedAt => TakenBackAt ?? SetBackAt;

    /// <summary>USD saved so far; below zero where the new size costs more.</summary>
    public double Saved => Math.Round(HoursAtNew * (Change.FromPerHour - Change.ToPerHour), 2);

    /// <summary>What the promise comes to for the time it was measured over, USD.</summary>
    public double Promised => Math.Round(Change.PromisedMonthly * Math.Max(0, ((EndedAt ?? MeasuredTo) - Change.At).TotalHours) / 730, 2);
}
