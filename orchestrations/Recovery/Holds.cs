using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>
/// Holds on recovery points: documents of the suite's own, so that a drill needs no right to write in production. One that nobody renews
/// ends by itself. Right before each deletion they are read again.
/// </summary>
public sealed class Holds(StateStore state, TimeProvider time)
{
    /// <summary>Longest a hold may last from now on; renew it, or leave it to the policy.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>Puts or renews a hold of the suite's own; people's go through <see cref="HoldRecord"/>. Ids ignore case.</summary>
    public Task PutAsync(Hold hold, CancellationToken ct) => ChangeAsync(hold.Source, holds => With(holds, hold), ct);

    /// <summary>Takes a hold away; one that is gone is no error.</summary>
    public Task RemoveAsync(string source, string id, CancellationToken ct) => ChangeAsync(source, holds => Without(holds, id), ct);

    /// <summary>Puts a hold in place of the one that was seen.</summary>
    /// <param name="seen">What was in force under its id; null: nothing.</param>
    /// <returns>False where that has changed.</returns>
    internal Task<bool> TryPutAsync(Hold hold, Hold? seen, CancellationToken ct) =>
        TryChangeAsync(hold.Source, hold.Id, seen, holds => With(holds, hold), ct);

    /// <summary>Takes a hold away, as it was seen.</summary>
    /// <returns>False where it has changed.</returns>
    internal Task<bool> TryRemoveAsync(Hold seen, CancellationToken ct) =>
        TryChangeAsync(seen.Source, seen.Id, seen, holds => Without(holds, seen.Id), ct);

    internal static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands against deleting anything of a series now.</summary>
    public async Task<IReadOnlyList<Hold>> OfAsync(string source, CancellationToken ct) =>
        [.. ((await state.FindAsync<SeriesHolds>(SeriesHolds.NameOf(source), ct))?.Value.Holds
            ?? []).Where(hold => hold.Source == source && time.GetUtcNow() < hold.Until)];

    /// <summary>All that are in force, by source.</summary>
    public async Task<ILookup<string, Hold>> AllAsync(CancellationToken ct)
    {
        var all = new List<Hold>();
        await foreach (var entry in state.ListAsync(SeriesHolds.Folder, ct))
            all.AddRange((await state.FindAsync<SeriesHolds>(entry.Name, ct))?.Value.Holds ?? []);
        return all.Where(hold => time.GetUtcNow() < hold.Until).ToLookup(hold => hold.Source, StringComparer.Ordinal);
    }

    private static IReadOnlyList<Hold> With(IReadOnlyList<Hold> holds, Hold hold) =>
        [.. holds.Where(one => !IsSame(one.Id, hold.Id)), hold];

    private static IReadOnlyList<Hold> Without(IReadOnlyList<Hold> holds, string id) =>
        holds.Any(one => IsSame(one.Id, id)) ? [.. holds.Where(one => !IsSame(one.Id, id))] : holds;

    private async Task<bool> TryChangeAsync(
        string source, string id, Hold? seen, Func<IReadOnlyList<Hold>, IReadOnlyList<Hold>> change, CancellationToken ct)
    {
        var isAsSeen = false;
        await ChangeAsync(source, known =>
        {
            var found = known.FirstOrDefault(one => IsSame(one.Id, id) && one.Source == source && time.GetUtcNow() < one.Until);
            isAsSeen = found == seen;
            return isAsSeen ? change(known) : known;
        }, ct);
        return isAsSeen;
    }

    // What is over goes with the next write; the last one takes the document with it, unless somebody writes at the same moment.
    private Task ChangeAsync(string source, Func<IReadOnlyList<Hold>, IReadOnlyList<Hold>> change, CancellationToken ct) =>
        state.ChangeAsync(SeriesHolds.NameOf(source), new SeriesHolds(source, []), known =>
        {
            var changed = change(known.Holds);
            return ReferenceEquals(changed, known.Holds)
                ? known
                : new(source, [.. changed.Where(hold => time.GetUtcNow() < hold.Until).OrderBy(hold => hold.Id, StringComparer.Ordinal)]);
        }, ct);
}
