using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>
/// Reads who has what of the resource manager, a scope at a time. What is refused is a gap, nothing else: the rest is read all the same.
/// </summary>
public sealed class ArmAccessReader(AzureIdentities identities)
{
    private readonly AzureClients _clients = identities.Audit;
    private readonly ResourceGraph _graph = new(identities.Audit);

    /// <summary>What it reads of a scope.</summary>
    internal static readonly IReadOnlyList<Part> Parts =
    [
        Part.Assignments, Part.Definitions, Part.Denials, Part.Eligibilities, Part.Activations, Part.Locks, Part.Delegations,
    ];

    private const string Authorization = "/providers/Microsoft.Authorization/";
    private const string Version = "2022-04-01";
    private const string DenialVersion = "2024-07-01-preview";
    private const string ScheduleVersion = "2020-10-01";

    // Shown because it is above what the caller sees.
    private const string NoAccess = "noaccess";

    private static readonly Uri Entities = new(
        "https://management.azure.com/providers/Microsoft.Management/getEntities?api-version=2020-05-01");

    private const string Attached = "resources | where isnotempty(identity) | project id, type, identity | order by id asc";
    private const string UserAssigned = "resources | where type =~ 'microsoft.managedidentity/userassignedidentities' | project id, properties | order by id asc";

    /// <param name="subscriptions">Those whose places are asked for, as scopes: one that is missing is a gap.</param>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<TreeFacts> TreeAsync(IReadOnlyList<string> subscriptions, CancellationToken ct)
    {
        var (parents, groups, gaps) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new List<string>(), new List<Gap>());
        await ReadAsync(Entities, Part.Tree, "", gaps, entity =>
        {
            if (ScopeOf(entity) is not { } scope)
                return;
            var properties = entity.Get("properties");
            parents[scope] = properties.Get("parent").Get("id").Text() is { Length: > 0 } parent ? ScopeTree.Plain(parent) : ScopeTree.Root;
            if (ScopeTree.IsManagementGroup(scope)
                && !string.Equals(properties.Get("permissions").Text(), NoAccess, StringComparison.OrdinalIgnoreCase))
                groups.Add(scope);
        }, ct, RequestMethod.Post);
        if (gaps.Count == 0)
            gaps.AddRange(subscriptions.Where(scope => !parents.ContainsKey(scope))
                .Select(scope => new Gap(Part.Tree, scope, "no list of management groups shows it")));
        return new(parents, gaps) { Groups = groups };
    }

    /// <summary>A subscription with all that is in it, or what is assigned at a management group or the root itself and above.</summary>
    /// <param name="withBuiltIn">Reads Azure's own roles, too: they are the same everywhere.</param>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<ScopeFacts> ScopeAsync(string scope, bool withBuiltIn, CancellationToken ct)
    {
        var (gaps, isSubscription) = (new List<Gap>(), ScopeTree.IsSubscription(scope));
        var atScope = isSubscription ? "" : "&$filter=atScope()";
        var (grants, roles, denials, locks) = (new List<Grant>(), new List<Role>(), new List<Deny>(), new List<HeldLock>());
        var (activations, activated) = (new List<Activation>(), new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal));
        await ReadAsync(
            scope, "roleAssignments", Version, atScope, Part.Assignments, gaps, row => Add(grants, AccessRow.Assignment(row)), ct);
        // Whoever may read this has a right there, which is in the list.
        if (grants.Count == 0 && gaps.Count == 0)
            gaps.Add(new(Part.Assignments, scope, "the list is empty, and whoever may read it is missing in it"));
        var ofDefinitions = withBuiltIn ? "" : "&$filter=" + Uri.EscapeDataString("type eq 'CustomRole'");
        await ReadAsync(
            scope, "roleDefinitions", Version, ofDefinitions, Part.Definitions, gaps, row => Add(roles, AccessRow.Definition(row)), ct);
        await ReadAsync(
            scope, "denyAssignments", DenialVersion, atScope, Part.Denials, gaps, row => Add(denials, AccessRow.Denial(row)), ct);
        var hasPremium = await ReadSchedulesAsync(scope, atScope, gaps, grants, activations, activated, ct);
        if (isSubscription)
        {
            await ReadAsync(scope, "locks", "2020-05-01", "", Part.Locks, gaps, row => Add(locks, AccessRow.Lock(row)), ct);
            var delegations = new Uri(ArmAddress.Of(scope, "/providers/Microsoft.ManagedServices/registrationAssignments", "2022-10-01")
                + "&$expandRegistrationDefinition=true");
            await ReadAsync(delegations, Part.Delegations, scope, gaps, row => grants.AddRange(AccessRow.Delegations(row)), ct);
        }
        return new(scope)
        {
            Grants = grants, Roles = roles, Denials = denials, Locks = locks, Activations = activations, Activated = activated,
            HasPremium = hasPremium, Gaps = gaps,
        };
    }

    /// <summary>What is assigned at a management group or the root; null: it may not be read, and the problem is noted.</summary>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<IReadOnlyList<Grant>?> AssignedAtAsync(string scope, ICollection<string> problems, CancellationToken ct)
    {
        var (gaps, grants) = (new List<Gap>(), new List<Grant>());
        await ReadAsync(
            scope, "roleAssignments", Version, "&$filter=atScope()", Part.Assignments, gaps, row => Add(grants, AccessRow.Assignment(row)),
            ct);
        foreach (var gap in gaps)
            problems.Add($"{gap.What} of {gap.Scope}: {gap.Reason}");
        return gaps.Count > 0 ? null : [.. grants.Where(grant => grant.Scope == scope)];
    }

    /// <summary>Managed identities, and what they are attached to.</summary>
    /// <exception cref="RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<IdentityFacts> IdentitiesAsync(IReadOnlyList<string> subscriptions, CancellationToken ct)
    {
        var (attached, assigned, gaps) = (new List<AttachedIdentity>(), new List<UserAssignedIdentity>(), new List<Gap>());
        var ids = subscriptions.Select(scope => ArmId.NameOf(scope)).ToList();
        await Piece.OrAsync(async () =>
        {
            await _graph.QueryAsync(ids, UserAssigned, row =>
            {
                if (row.Get("id").Text() is { } id && row.Get("properties").Get("principalId").Text() is { } principal)
                    assigned.Add(new(ScopeTree.Plain(id), principal.ToLowerInvariant()));
            }, ct);
            await _graph.QueryAsync(ids, Attached, row => attached.AddRange(AttachedOf(row)), ct);
            return null;
        }, failure => Missing(gaps, Part.Identities, "", failure), ct);
        return new(attached, assigned, gaps);
    }

    private static IEnumerable<AttachedIdentity> AttachedOf(JsonElement row)
    {
        if (row.Get("id").Text() is not { } id)
            yield break;
        var identity = row.Get("identity");
        if (identity.Get("principalId").Text() is { Length: > 0 } own)
            yield return new(ScopeTree.Plain(id), own.ToLowerInvariant());
        if (identity.Get("userAssignedIdentities") is { ValueKind: JsonValueKind.Object } others)
            foreach (var other in others.EnumerateObject())
                if (other.Value.Get("principalId").Text() is { Length: > 0 } principal)
                    yield return new(ScopeTree.Plain(id), principal.ToLowerInvariant());
    }

    // Without P2 it answers 400: then there is nothing of it, which is no gap.
    private async Task<bool?> ReadSchedulesAsync(
        string scope, string atScope, List<Gap> gaps, List<Grant> grants, List<Activation> activations,
        Dictionary<string, DateTimeOffset> activated, CancellationToken ct)
    {
        var before = gaps.Count;
        var refusal = await ReadAsync(
            scope, "roleEligibilityScheduleInstances", ScheduleVersion, atScope, Part.Eligibilities, gaps,
            row => Add(grants, AccessRow.Eligibility(row)), ct);
        if (Piece.SaysNoPremium(refusal))
        {
            gaps.RemoveRange(before, gaps.Count - before);
            return false;
        }
        await ReadAsync(
            scope, "roleAssignmentScheduleInstances", ScheduleVersion, atScope, Part.Activations, gaps,
            row => Add(activations, AccessRow.Activation(row)), ct);
        await ReadAsync(scope, "roleAssignmentScheduleRequests", ScheduleVersion, atScope, Part.Activations, gaps, row =>
        {
            if (AccessRow.Activated(row) is { } one && !(activated.GetValueOrDefault(one.Key) >= one.At))
                activated[one.Key] = one.At;
        }, ct);
        return gaps.Count == before ? true : null;
    }

    private Task<string?> ReadAsync(
        string scope, string type, string version, string query, Part part, List<Gap> gaps, Action<JsonElement> read,
        CancellationToken ct) =>
        ReadAsync(
            new(ArmAddress.Of((scope == ScopeTree.Root ? "" : scope) + Authorization + type, "", version) + query), part, scope, gaps, read,
            ct);

    // Gives back the code of what is wrong; null: it is read.
    private Task<string?> ReadAsync(
        Uri address, Part part, string scope, List<Gap> gaps, Action<JsonElement> read, CancellationToken ct,
        RequestMethod? method = null) => Piece.OrAsync(async () =>
    {
        await _clients.ArmPipeline.ListAsync(address, read, ct, method: method);
        return null;
    }, failure => Missing(gaps, part, scope, failure), ct);

    private static string? Missing(List<Gap> gaps, Part part, string scope, RequestFailure failure)
    {
        gaps.Add(new(part, scope, Words.OneLine($"{failure.Code}: {failure.Words}")));
        return failure.Code;
    }

    private static void Add<T>(List<T> list, T? one) where T : class
    {
        if (one is not null)
            list.Add(one);
    }

    private static string? ScopeOf(JsonElement entity) => (entity.Get("type").Text() ?? "").ToLowerInvariant() switch
    {
        "/subscriptions" => entity.Get("name").Text() is { } name ? $"/subscriptions/{name.ToLowerInvariant()}" : null,
        _ => entity.Get("id").Text() is { } id ? ScopeTree.Plain(id) : null,
    };
}

/// <summary>Managed identities, where they are attached and where they can be.</summary>
public sealed record IdentityFacts(
    IReadOnlyList<AttachedIdentity> Attached, IReadOnlyList<UserAssignedIdentity> UserAssigned, IReadOnlyList<Gap> Gaps);
