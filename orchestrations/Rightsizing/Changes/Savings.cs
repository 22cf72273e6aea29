using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Resizing.Books;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>Grains in which a machine ran.</summary>
internal sealed record RunningGrains(DateTimeOffset Start, IReadOnlyList<bool> Ran);

/// <summary>What a change came to, counted grain by grain. Pure.</summary>
internal static class Savings
{
    // The inventory is older than the change for a while.
    private static readonly TimeSpan InventoryLag = TimeSpan.FromHours(1);

    /// <summary>
    /// The entry with the hours up to <paramref name="now"/>, and ended where somebody else has given the machine another size.
    /// </summary>
    /// <param name="size">The machine's size as the run saw it; null: it did not see the machine.</param>
    /// <param name="expected">The size our newest change that stands gave it: an earlier one is not set back by a later one of
    /// ours.</param>
    /// <param name="running">When it ran; null: that could not be read, and is read the next time.</param>
    /// <param name="isStopped">The run saw it stopped and not deallocated: since it last ran it is off, and paid for all the same.</param>
    public static LedgerEntry Measured(
        LedgerEntry entry, string? size, string expected, RunningGrains? running, DateTimeOffset now, bool isStopped = false)
    {
        if (entry.EndedAt is null && entry.Change.To != LedgerEntry.Off && size is not null && now - entry.Change.At > InventoryLag
            && !string.Equals(size, expected, StringComparison.OrdinalIgnoreCase))
            entry = entry with { SetBackAt = now };
        if (running is null)
            return entry;
        var (hours, to) = (0.0, entry.MeasuredTo);
        var isOff = entry.Change.To == LedgerEntry.Off;
        var isPaid = isOff && isStopped && now - entry.Change.At > InventoryLag;
        var paidFrom = isPaid ? running.Ran.ToList().LastIndexOf(true) + 1 : running.Ran.Count;
        for (var i = 0; i < running.Ran.Count; i++)
        {
            var (start, end) = (running.Start + LoadWindow.Grain * i, running.Start + LoadWindow.Grain * (i + 1));
            if (start < entry.MeasuredTo || end > (entry.EndedAt ?? now))
                continue;
            hours += i < paidFrom && running.Ran[i] != isOff ? LoadWindow.Grain.TotalHours : 0;
            to = end;
        }
        return entry with { HoursAtNew = Math.Round(entry.HoursAtNew + hours, 2), MeasuredTo = to };
    }

    /// <summary>The size a machine has by our changes: that of the newest that was not taken back.</summary>
    public static string Expected(Ledger ledger, LedgerEntry entry) => ledger.Entries
        .Where(one => LedgerActivities.IsOf(one, entry.Change.MachineId) && one.TakenBackAt is null && one.Change.To != LedgerEntry.Off)
        .MaxBy(one => one.Change.At)?.Change.To ?? entry.Change.To;

    /// <summary>Whether a whole grain of an entry has not been counted yet.</summary>
    public static bool IsOpen(LedgerEntry entry, DateTimeOffset now)
    {
        var intoGrain = entry.MeasuredTo.UtcTicks % LoadWindow.Grain.Ticks;
        var next = intoGrain == 0 ? entry.MeasuredTo : entry.MeasuredTo.AddTicks(LoadWindow.Grain.Ticks - intoGrain);
        return next + LoadWindow.Grain <= (entry.EndedAt ?? now);
    }

    /// <summary>
    /// Why a machine is left alone: a person gave it back its size, or started it, after we had changed that. Null: it is not.
    /// </summary>
    /// <param name="lastRan">When it last ran; null: not known.</param>
    public static string? Pinned(Ledger ledger, Fleet.Machine machine, DateTimeOffset? lastRan, DateTimeOffset asOf, int days)
    {
        var newest = ledger.Entries.Where(entry => LedgerActivities.IsOf(entry, machine.Id)).MaxBy(entry => entry.Change.At);
        if (newest is null or { TakenBackAt: not null } || asOf - newest.Change.At <= InventoryLag)
            return null;
        if (newest.Change.To == LedgerEntry.Off)
            return lastRan - newest.Change.At > InventoryLag && newest.Change.At.AddDays(days) > asOf ? Invariant(
                $"a person started it after it was shut down on {newest.Change.At.UtcDateTime:yyyy-MM-dd}: left alone until {newest.Change.At.AddDays(days).UtcDateTime:yyyy-MM-dd}") : null;
        if (!string.Equals(machine.Size, newest.Change.From, StringComparison.OrdinalIgnoreCase))
            return null;
        var since = newest.SetBackAt ?? asOf;
        return since.AddDays(days) <= asOf ? null : Invariant(
            $"somebody else set its size back to {newest.Change.From} after {newest.Change.To} on {newest.Change.At.UtcDateTime:yyyy-MM-dd}: left alone until {since.AddDays(days).UtcDateTime:yyyy-MM-dd}; change it where it is defined, or tag it ops:managed-by=iac");
    }
}
