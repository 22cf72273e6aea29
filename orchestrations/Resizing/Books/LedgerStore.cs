using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing.Books;

/// <summary>Reads and writes ledgers, a document a subscription and region.</summary>
public sealed class LedgerStore(StateStore state)
{
    public async Task<Ledger> ReadAsync(string subscription, string region, CancellationToken ct) =>
        (await state.FindAsync<Ledger>(Ledger.NameOf(subscription, region), ct))?.Value ?? Ledger.None;

    /// <exception cref="IOException">Others kept writing the same document.</exception>
    public Task ChangeAsync(string subscription, string region, Func<Ledger, Ledger> change, CancellationToken ct) =>
        state.ChangeAsync(Ledger.NameOf(subscription, region), Ledger.None, change, ct);
}
