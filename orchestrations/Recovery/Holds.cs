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

    /// <summary>Puts or renews a hold.</summary>
    public Task PutAsync(Hold hold, CancellationToken ct) => ChangeAsync(hold.Source, holds => [.. holds.Where(one => one.Id != hold.Id), hold], ct);

    /// <summary>Takes a hold away; one that is gone is no error.</summary>
    public Task RemoveAsync(string source, string id, CancellationToken ct) =>
        ChangeAsync(source, holds => holds.Any(one => one.Id == id) ? [.. holds.Where(one => one.Id != id)] : holds, ct);

    /// <summary>What stands against deleting anything of a series now.</summary>
    public async Task<IReadOnlyList<Hold>> OfAsync(string source, CancellationToken ct) =>
        [.. ((await state.FindAsync<SeriesHolds>(SeriesHolds.NameOf(source), ct))?.Value.Holds ?? []).Where(hold => hold.Source == source && time.GetUtcNow() < hold.Until)];

    /// <summary>All that are in force, by source.</summary>
    public async Task<ILookup<string, Hold>> AllAsync(CancellationToken ct)
    {
        var all = new List<Hold>();
        await foreach (var entry in state.ListAsync(SeriesHolds.Folder, ct))
            all.AddRange((await state.FindAsync<SeriesHolds>(entry.Name, ct))?.Value.Holds ?? []);
        return all.Where(hold => time.GetUtcNow() < hold.Until).ToLookup(hold => hold.Source, StringComparer.Ordinal);
    }

    // What is over goes with the next write; the last one takes the document with it, unless somebody writes at the same moment.
    private Task ChangeAsync(string source, Func<IReadOnlyList<Hold>, IReadOnlyList<Hold>> change, CancellationToken ct) =>
        state.ChangeAsync(SeriesHolds.NameOf(source), new SeriesHolds(source, []), known =>
        {
            var changed = change(known.Holds);
            return ReferenceEquals(changed, known.Holds) ? known : new(source, [.. changed.Where(hold => time.GetUtcNow() < hold.Until).OrderBy(hold => hold.Id, StringComparer.Ordinal)]);
        }, ct);
}
