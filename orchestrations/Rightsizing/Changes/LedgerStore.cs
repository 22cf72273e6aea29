using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>Reads and writes ledgers, a document a subscription and region.</summary>
public sealed class LedgerStore(StateStore state)
{
    // All changes of a region write it; each round at least one of them succeeds.
    private const int Attempts = 100;

    public async Task<Ledger> ReadAsync(string subscription, string region, CancellationToken ct) =>
        (await state.FindAsync<Ledger>(Ledger.NameOf(subscription, region), ct))?.Value ?? Ledger.None;

    /// <exception cref="IOException">Others kept writing the same document.</exception>
    public async Task ChangeAsync(string subscription, string region, Func<Ledger, Ledger> change, CancellationToken ct)
    {
        var name = Ledger.NameOf(subscription, region);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var known = await state.FindAsync<Ledger>(name, ct);
            var before = known?.Value ?? Ledger.None;
            var after = change(before);
            if (ReferenceEquals(after, before) || await state.TryWriteAsync(name, after, known?.Version, ct))
                return;
        }
        throw new IOException($"{name} is being written by others");
    }
}
