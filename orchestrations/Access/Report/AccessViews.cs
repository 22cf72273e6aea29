using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Escalating;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Access.Work;

namespace OpsFunctions.Orchestrations.Access.Report;

/// <summary>How many findings of a check the last audit had.</summary>
public sealed record CheckCount(string Check, string Title, Severity Severity, int Findings);

/// <summary>The last audit in figures, without anybody's name.</summary>
public sealed record AccessCounts(string Run, DateTimeOffset AsOf, int Rights, IReadOnlyList<CheckCount> Checks);

/// <summary>A right of a principal.</summary>
/// <param name="Via">Names of the groups it comes through; empty: none.</param>
/// <param name="Does">What it is good for: owner-like, writes everything, leads to data, or less.</param>
public sealed record PrincipalRight(
    string Role, string RoleId, string Scope, GrantKind Kind, IReadOnlyList<string> Via, DateTimeOffset? Since, string? GrantedBy,
    DateTimeOffset? Ends, string? Condition, IReadOnlyList<string> Does, string Id);

/// <summary>What somebody can do, as the last audit saw it.</summary>
/// <param name="Path">Way to owner-like rights that nobody gave; null: none was found.</param>
public sealed record PrincipalView(
    string Id, string Name, PrincipalKind Kind, string Run, DateTimeOffset AsOf, bool? IsEnabled, DateTimeOffset? LastSignIn,
    IReadOnlyList<PrincipalRight> Rights,
    IReadOnlyList<string> DirectoryRoles, IReadOnlyList<string> GraphPermissions, EscalationPath? Path);

/// <summary>Shows what the last audit found.</summary>
public sealed class AccessViews(AccessStore store, AuditFacts audits)
{
    private const int MostRights = 1000;

    /// <summary>Null: there is no audit yet.</summary>
    public async Task<AccessCounts?> CountsAsync(CancellationToken ct)
    {
        if (await store.LastAsync(ct) is not { } last)
            return null;
        var counts = last.Findings.CountBy(key => key.Split(' ')[0], StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new(last.RunId, last.AsOf, last.Grants.Count, [.. AccessChecks.All.Select(check =>
            new CheckCount(check.Id, check.Title, check.Severity, counts.GetValueOrDefault(check.Id)))]);
    }

    /// <summary>Null: there is no audit, or it does not know the principal.</summary>
    public async Task<PrincipalView?> PrincipalAsync(string id, CancellationToken ct)
    {
        if (await store.LastAsync(ct) is not { } last)
            return null;
        var facts = await audits.FactsAsync(new(last.RunId, last.AsOf), null, ct);
        var index = new AccessIndex(facts);
        var rights = index.HeldBy(id).Take(MostRights).ToList();
        var found = index.Find(id);
        if (found is null && rights.Count == 0)
            return null;
        var known = found ?? new Principal(id, PrincipalKind.Other, id);
        var groups = index.SelfAndGroups(id).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        return new(
            id, known.Name, known.Kind, last.RunId, last.AsOf, known.IsEnabled, known.LastSignIn,
            [.. rights.Select(held => RightOf(index, held)).OrderByDescending(one => one.Does.Count)
                .ThenBy(one => one.Scope, StringComparer.Ordinal)],
            [.. facts.DirectoryGrants.Where(grant => groups.Contains(grant.PrincipalId))
                .Select(grant => $"{DirectoryPowers.NameOf(grant.RoleId)} at {grant.Scope}{(grant.IsEligible ? ", eligible" : "")}")],
            [.. facts.GraphGrants.Where(grant => grant.PrincipalId == id).Select(grant => grant.Permission).Order(StringComparer.Ordinal)],
            PathFinder.Find(index).FirstOrDefault(path => groups.Contains(path.PrincipalId)));
    }

    private static PrincipalRight RightOf(AccessIndex index, Held held)
    {
        var (grant, effect) = (held.Grant, index.Roles.Effect(held.Grant.RoleId, held.Grant.Condition));
        var does = new List<string>();
        if (index.Roles.IsOwnerLike(grant.RoleId, grant.Condition))
            does.Add("owner-like");
        else if (index.Roles.IsConditionallyOwnerLike(grant.RoleId, grant.Condition))
            does.Add("owner-like, if a condition that is not understood is fulfilled");
        if (effect?.WritesAnything == true)
            does.Add("writes everything");
        if (effect is not null)
            does.AddRange(Primitives.EndingAtData.Where(action => effect.Allows(action) == Truth.Yes)
                .Select(action => $"reaches data or more by {action}"));
        return new(
            effect?.Role.Name ?? grant.RoleId, grant.RoleId, grant.Scope, grant.Kind,
            [.. held.Via.Select(id => index.Find(id)?.Name ?? id)], grant.CreatedOn,
            grant.CreatedBy is { } by ? index.Find(by)?.Name ?? by : null, grant.EndsOn, grant.Condition, does, grant.Id);
    }
}
