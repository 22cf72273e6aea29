using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Access.Reading;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Work;

/// <summary>An audit that begins.</summary>
/// <param name="TreeProblem">Why it does without the management groups; null: it asks for them.</param>
public sealed record AuditToPlan(RunMoment Run, string? TreeProblem = null);

/// <summary>A scope that is to be read.</summary>
/// <param name="WithBuiltIn">Azure's own roles, too.</param>
public sealed record ScopeToRead(RunMoment Run, string Scope, bool WithBuiltIn);

/// <summary>The directory's next part.</summary>
/// <param name="GivenUp">So many parts are to be given up.</param>
/// <param name="Problem">Why the last of them is.</param>
public sealed record DirectoryToRead(RunMoment Run, int GivenUp = 0, string? Problem = null);

/// <summary>How far the reading of the directory is.</summary>
/// <param name="Principals">So many are known.</param>
/// <param name="IsWhole">There is no more.</param>
public sealed record DirectoryProgress(int Principals, bool IsWhole);

/// <summary>Reads who can do what, piece by piece; each piece is a document of the run.</summary>
public sealed class AuditActivities(
    ArmAccessReader arm, DirectoryReader directory, AccessStore store, AuditFacts audits, RunStore runs, AccessOptions options)
{
    /// <summary>The scopes to read: subscriptions of the settings, management groups, and the root.</summary>
    [Function(nameof(PlanAudit))]
    public Task<Outcome<IReadOnlyList<string>>> PlanAudit([ActivityTrigger] AuditToPlan one, CancellationToken ct) =>
        Outcome.OfAsync("management groups", async () =>
    {
        var facts = one.TreeProblem is { } problem
            ? new TreeFacts(new SortedDictionary<string, string>(StringComparer.Ordinal), [new(Part.Tree, "", problem)])
            : await arm.TreeAsync(audits.Subscriptions, ct);
        await store.KeepTreeAsync(one.Run.RunId, facts, ct);
        return audits.ScopesOf(facts);
    }, ct);

    /// <summary>Everything that is assigned, eligible, denied or locked at a scope; gives back how many rows.</summary>
    [Function(nameof(ReadAccessScope))]
    public Task<Outcome<int>> ReadAccessScope([ActivityTrigger] ScopeToRead one, CancellationToken ct) =>
        Outcome.OfAsync($"rights at {one.Scope}", async () =>
    {
        var facts = await store.ScopeAsync(one.Run.RunId, one.Scope, ct);
        if (facts is null)
        {
            facts = await arm.ScopeAsync(one.Scope, one.WithBuiltIn, ct);
            await store.KeepScopeAsync(one.Run.RunId, facts, ct);
        }
        return facts.Grants.Count;
    }, ct);

    /// <summary>Managed identities and where they are attached; gives back how many.</summary>
    [Function(nameof(ReadIdentities))]
    public Task<Outcome<int>> ReadIdentities([ActivityTrigger] RunMoment run, CancellationToken ct) =>
        Outcome.OfAsync("managed identities", async () =>
    {
        var facts = await arm.IdentitiesAsync(audits.Subscriptions, ct);
        await store.KeepIdentitiesAsync(run.RunId, facts, ct);
        return facts.Attached.Count;
    }, ct);

    /// <summary>The next part of principals, groups, applications and roles of the directory.</summary>
    [Function(nameof(ReadDirectory))]
    public Task<Outcome<DirectoryProgress>> ReadDirectory([ActivityTrigger] DirectoryToRead one, CancellationToken ct) =>
        Outcome.OfAsync("directory", () =>
        ResumedRead.OfAsync<DirectoryFacts, DirectoryProgress>(runs, one.Run.RunId, AccessStore.Directory, async soFar =>
        {
            var run = one.Run;
            DirectoryReader.GiveUp(soFar, one.GivenUp, one.Problem ?? "it was not read");
            var isWhole = await directory.ReadAsync(() => HoldersAsync(run, ct), [.. options.EmergencyAccounts], soFar, ct);
            await runs.WriteAsync(run.RunId, AccessStore.Directory, soFar, ct);
            return new(soFar.Principals.Count, isWhole);
        }, ct), ct);

    private async Task<IReadOnlyCollection<string>> HoldersAsync(RunMoment run, CancellationToken ct)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scope in await audits.ScopesAsync(run.RunId, ct))
            ids.UnionWith(scope.Grants.Where(IsOfThisTenant).Select(grant => grant.PrincipalId));
        ids.UnionWith((await store.IdentitiesAsync(run.RunId, ct)).Attached.Select(one => one.PrincipalId));
        return ids;
    }

    // Others cannot be looked up: a group of another tenant, whoever manages by delegation.
    private static bool IsOfThisTenant(Grant grant) => grant.Kind != GrantKind.Delegated
        && !grant.PrincipalType.StartsWith("Foreign", StringComparison.OrdinalIgnoreCase);
}
