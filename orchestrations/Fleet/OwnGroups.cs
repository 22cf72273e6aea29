using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>A resource group that the suite made for itself, as for a drill.</summary>
/// <param name="Id">Id of the group, lower case.</param>
/// <param name="Owner">The run that made it.</param>
/// <param name="GoneAt">When it was gone; null: it is there. Kept a day longer, since the inventory lags.</param>
public sealed record OwnGroup(string Id, string Owner, DateTimeOffset? GoneAt);

/// <summary>All of them; a document of the state.</summary>
[StateDocument(
    "fleet/own-groups",
    Loss = "machines of a drill that runs are taken for production by the next runs of the other capabilities; groups by their name remain known",
    Damage = "groups whose names begin as those of drills do count as the suite's",
    Mend = "delete the blob; the next drill writes it anew")]
public sealed record OwnGroupList(IReadOnlyList<OwnGroup> Groups);

/// <summary>
/// Resource groups that the suite made for itself. What lies in them is no part of the fleet: no advice, no snapshot, no alert, no total.
/// </summary>
public sealed class OwnGroups(StateStore state, TimeProvider time)
{
    /// <summary>How names of groups begin that drills make.</summary>
    public const string Prefix = "ops-drill-";

    internal const string Name = "fleet/own-groups";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>From now on the group is the suite's; before it is made.</summary>
    public Task AddAsync(string groupId, string owner, CancellationToken ct) =>
        ChangeAsync(groups => groups.Exists(one => Is(one, groupId)) ? groups : [.. groups, new(Key(groupId), owner, null)], ct);

    /// <summary>The group is gone.</summary>
    public Task EndAsync(string groupId, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            groups => groups.ConvertAll(one => Is(one, groupId) && one.GoneAt is null ? one with { GoneAt = now } : one), ct);
    }

    /// <summary>What belongs to the suite itself, to be left out.</summary>
    public async Task<OwnScope> ReadAsync(CancellationToken ct)
    {
        var (list, _) = await state.FindAsync<OwnGroupList>(Name, _ => null, ct);
        return new([.. (list?.Groups ?? []).Select(one => one.Id)]);
    }

    private Task ChangeAsync(Func<List<OwnGroup>, List<OwnGroup>> change, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return state.ChangeAsync(Name, new OwnGroupList([]), known => new([.. change([.. known.Groups.Where(one => !(one.GoneAt
            + Kept < now))])]), ct,
            _ => new([]));
    }

    private static bool Is(OwnGroup group, string id) => group.Id == Key(id);

    private static string Key(string id) => id.ToLowerInvariant();
}

/// <summary>The suite's own groups at a moment.</summary>
public sealed class OwnScope(IReadOnlyList<string> groups)
{
    /// <summary>None.</summary>
    public static readonly OwnScope None = new([]);

    private readonly HashSet<string> _groups = new(groups, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a resource lies in one of them.</summary>
    public bool Holds(string resourceId) =>
        (ArmId.GroupNameOf(resourceId)?.StartsWith(OwnGroups.Prefix, StringComparison.OrdinalIgnoreCase) ?? false)
        || (_groups.Count > 0 && ArmId.GroupOf(resourceId) is { } group && _groups.Contains(group));
}
