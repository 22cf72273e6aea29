using OpsFunctions.Orchestrations.Access.Reading;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Work;

/// <summary>Puts an audit's documents together.</summary>
public sealed class AuditFacts(AccessStore store, RunStore runs, AzureSettings settings)
{
    /// <summary>The subscriptions in scope, as scopes.</summary>
    internal IReadOnlyList<string> Subscriptions =>
        [.. settings.Subscriptions.Select(id => $"/subscriptions/{id.ToLowerInvariant()}").Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// What an audit reads: the subscriptions, the root, management groups above them whether they are shown or not, and all others that
    /// are shown: a subscription can be moved below each.
    /// </summary>
    internal IReadOnlyList<string> ScopesOf(TreeFacts facts)
    {
        var tree = new ScopeTree(facts.Parents);
        return [.. Subscriptions.SelectMany(tree.UpFrom).Concat(facts.Groups).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>What was read of each scope; of one that was not read, that it was not.</summary>
    internal async Task<IReadOnlyList<ScopeFacts>> ScopesAsync(string runId, CancellationToken ct)
    {
        var scopes = new List<ScopeFacts>();
        foreach (var scope in ScopesOf(await store.TreeAsync(runId, ct)))
            scopes.Add(await store.ScopeAsync(runId, scope, ct)
                ?? new ScopeFacts(scope) { Gaps = [.. ArmAccessReader.Parts.Select(part => new Gap(part, scope, "it was not read"))] });
        return scopes;
    }

    /// <param name="directoryProblem">Why the directory was not read to its end; null: it was.</param>
    internal async Task<TenantFacts> FactsAsync(RunMoment run, string? directoryProblem, CancellationToken ct)
    {
        var directory = await runs.FindAsync<DirectoryFacts>(run.RunId, AccessStore.Directory, ct) ?? new();
        foreach (var part in DirectoryReader.Parts.Where(part => !directory.Done.Contains(part.ToString())))
            directory.Gaps.Add(new(part, "", directoryProblem ?? "it was not read"));
        // Sign-ins come with the users.
        if (!directory.Done.Contains(nameof(Part.Users)) && !directory.Gaps.Exists(gap => gap.What == Part.SignIns))
            directory.Gaps.Add(new(Part.SignIns, "", directoryProblem ?? "they were not read"));
        return FactsAssembly.Of(
            await store.TreeAsync(run.RunId, ct), await ScopesAsync(run.RunId, ct), await store.IdentitiesAsync(run.RunId, ct), directory,
            Subscriptions, run.AsOf);
    }
}
