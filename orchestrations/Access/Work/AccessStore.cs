using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Reading;
using OpsFunctions.Orchestrations.Access.Watching;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Work;

/// <summary>The documents of audits.</summary>
public sealed class AccessStore(RunStore runs, StateStore state)
{
    private const string Tree = "tree";
    private const string Identities = "identities";

    internal const string Directory = "directory";

    /// <summary>Name of a scope's document among the run's.</summary>
    internal static string NameOf(string scope) => $"scope-{Ids.Key(scope)}";

    public Task KeepTreeAsync(string runId, TreeFacts tree, CancellationToken ct) => runs.WriteAsync(runId, Tree, tree, ct);

    public Task<TreeFacts> TreeAsync(string runId, CancellationToken ct) => runs.ReadAsync<TreeFacts>(runId, Tree, ct);

    public Task KeepScopeAsync(string runId, ScopeFacts scope, CancellationToken ct) =>
        runs.WriteAsync(runId, NameOf(scope.Scope), scope, ct);

    /// <summary>Null: it was not read.</summary>
    public Task<ScopeFacts?> ScopeAsync(string runId, string scope, CancellationToken ct) =>
        runs.FindAsync<ScopeFacts>(runId, NameOf(scope), ct);

    public Task KeepIdentitiesAsync(string runId, IdentityFacts identities, CancellationToken ct) =>
        runs.WriteAsync(runId, Identities, identities, ct);

    public async Task<IdentityFacts> IdentitiesAsync(string runId, CancellationToken ct) =>
        await runs.FindAsync<IdentityFacts>(runId, Identities, ct)
            ?? new([], [], [new(Access.Tenant.Part.Identities, "", "they were not read")]);

    /// <summary>Null: there was none, or it cannot be read.</summary>
    public async Task<LastAudit?> LastAsync(CancellationToken ct) =>
        (await state.FindAsync<LastAudit>(LastAudit.Name, _ => null, ct)).Value;

    public Task KeepLastAsync(LastAudit audit, CancellationToken ct) => state.WriteAsync(LastAudit.Name, audit, ct);

    public async Task<WatchMemory?> WatchAsync(CancellationToken ct) =>
        (await state.FindAsync<WatchMemory>(WatchMemory.Name, _ => null, ct)).Value;

    public Task KeepWatchAsync(WatchMemory memory, CancellationToken ct) => state.WriteAsync(WatchMemory.Name, memory, ct);
}
