using System.Collections.Concurrent;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>
/// The roles of a tenant by what they can do. A role that may grant another counts by what that other can do, and so on to the end.
/// </summary>
internal sealed class RoleBook
{
    /// <summary>Azure's own role Owner, which may not be among the definitions that could be read.</summary>
    public const string Owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

    // No role has this id, and no condition names it.
    private const string Unnamed = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    private readonly Dictionary<string, Role> _roles;
    private readonly ConcurrentDictionary<(string Role, string Condition), RoleEffect?> _effects = new();
    private readonly ConcurrentDictionary<(string Role, string Condition), IReadOnlyList<string>> _grantable = new();
    private readonly HashSet<string> _ownerLike;

    public RoleBook(IReadOnlyList<Role> roles)
    {
        _roles = new(StringComparer.Ordinal);
        foreach (var role in roles)
            _roles[role.Id] = role;
        _ownerLike = OwnerLikeOf(_roles.Values.Select(role => Effect(role.Id, null)!));
    }

    public IEnumerable<Role> All => _roles.Values;

    public Role? Find(string roleId) => _roles.GetValueOrDefault(roleId);

    /// <summary>What a role can do under the condition of an assignment; null: the definition is not known.</summary>
    public RoleEffect? Effect(string roleId, string? condition) => _effects.GetOrAdd(
        (roleId, condition ?? ""), key => _roles.TryGetValue(key.Role, out var role) ? new(role, key.Condition) : null);

    /// <summary>Its holder can become owner of where it is held: may grant a role that can, by one grant or several.</summary>
    public bool IsOwnerLike(string roleId, string? condition) => string.IsNullOrWhiteSpace(condition)
        ? _ownerLike.Contains(roleId)
        : Grantable(roleId, condition).Any(_ownerLike.Contains);

    /// <summary>Owner-like, and no condition names what may be granted: who has it needs no second step.</summary>
    public bool IsOwner(string roleId, string? condition) => Effect(roleId, condition) is { } effect
        && effect.MayGrant(Owner) == Truth.Yes && effect.MayGrant(Unnamed) == Truth.Yes;

    /// <summary>It would be owner-like if a condition that is not understood were fulfilled.</summary>
    public bool IsConditionallyOwnerLike(string roleId, string? condition) => !IsOwnerLike(roleId, condition)
        && Effect(roleId, condition) is { } effect && _ownerLike.Any(one => effect.MayGrant(one) == Truth.Conditional);

    /// <summary>Owner-like, or it writes everything there is: what should be held for a time only.</summary>
    public bool IsPrivileged(string roleId, string? condition) =>
        IsOwnerLike(roleId, condition) || Effect(roleId, condition)?.WritesAnything == true;

    /// <summary>Ids of the roles that its holder may give to somebody, for certain.</summary>
    public IReadOnlyList<string> Grantable(string roleId, string? condition) => _grantable.GetOrAdd((roleId, condition ?? ""), key =>
        Effect(key.Role, key.Condition) is { } effect && effect.Allows(RoleEffect.WritesAssignments) != Truth.No
            ? [.. _roles.Keys.Where(one => effect.MayGrant(one) == Truth.Yes)]
            : []);

    // Who may grant Owner, or a role that writes everything and grants itself; then who may grant one of these, and so on.
    private static HashSet<string> OwnerLikeOf(IEnumerable<RoleEffect> effects)
    {
        var granting = effects.Where(effect => effect.Allows(RoleEffect.WritesAssignments) != Truth.No).ToList();
        var found = granting
            .Where(effect => effect.MayGrant(Owner) == Truth.Yes || (effect.WritesAnything && effect.MayGrant(effect.Role.Id) == Truth.Yes))
            .Select(effect => effect.Role.Id).ToHashSet(StringComparer.Ordinal);
        for (var before = -1; before < found.Count;)
        {
            before = found.Count;
            found.UnionWith([.. granting.Where(effect => found.Any(one => effect.MayGrant(one) == Truth.Yes))
                .Select(effect => effect.Role.Id)]);
        }
        return found;
    }
}
