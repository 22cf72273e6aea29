using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>What a lock forbids.</summary>
public enum LockLevel
{
    /// <summary>Deleting.</summary>
    CanNotDelete,

    /// <summary>Deleting and changing, starting and stopping included.</summary>
    ReadOnly,
}

/// <summary>A management lock.</summary>
/// <param name="Name">Name, unique at its scope.</param>
/// <param name="Scope">Id of the machine, resource group or subscription that it is on.</param>
/// <param name="Level">What it forbids.</param>
/// <param name="Notes">Why it is there.</param>
public sealed record ManagementLock(string Name, string Scope, LockLevel Level, string? Notes)
{
    /// <summary>Resource id.</summary>
    public string Id => $"{Scope}/providers/Microsoft.Authorization/locks/{Name}";
}

/// <summary>Management locks. Of the machines two in a hundred are read-only and three cannot be deleted.</summary>
public sealed class Locks
{
    private const double ReadOnlyShare = 0.02;
    private const double CanNotDeleteShare = 0.03;

    private readonly Lock _lock = new();
    private readonly List<ManagementLock> _all = [];

    internal Locks(Fleet fleet)
    {
        foreach (var machine in fleet.Machines)
        {
            var draw = Noise.Unit(Noise.Mix(machine.Seed ^ Noise.Of("lock")));
            if (draw < ReadOnlyShare + CanNotDeleteShare)
                _all.Add(new ManagementLock("ops-lock", machine.Id, draw < ReadOnlyShare
                    ? LockLevel.ReadOnly
                    : LockLevel.CanNotDelete, "Ask the owner first."));
        }
    }

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<ManagementLock> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.OrderBy(one => one.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Locks a machine, a resource group or a subscription, named by its id.</summary>
    public void Add(string scope, LockLevel level, string name = "test-lock", string? notes = null)
    {
        lock (_lock)
        {
            _all.Add(new ManagementLock(name, scope.TrimEnd('/'), level, notes));
        }
    }

    /// <summary>Takes all locks from exactly that scope.</summary>
    public void Remove(string scope)
    {
        lock (_lock)
        {
            _all.RemoveAll(one => one.Scope.Equals(scope.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));
        }
    }

    internal ManagementLock? Find(string scope, string name)
    {
        lock (_lock)
        {
            return _all.Find(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
                && one.Scope.Equals(scope, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Adds it, or puts it in the place of the one of its name at its scope.</summary>
    internal void Keep(ManagementLock one)
    {
        lock (_lock)
        {
            _all.RemoveAll(present => present.Id.Equals(one.Id, StringComparison.OrdinalIgnoreCase));
            _all.Add(one);
        }
    }

    internal void Remove(ManagementLock one)
    {
        lock (_lock)
        {
            _all.Remove(one);
        }
    }

    /// <summary>At, below and above that scope, in order of their ids.</summary>
    internal IReadOnlyList<ManagementLock> Around(string scope) =>
        [.. All.Where(one => Covers(one.Scope, scope) || Covers(scope, one.Scope))];

    /// <summary>Scopes of the locks that forbid changing or deleting that resource.</summary>
    internal IReadOnlyList<string> Forbidding(string resource, bool isDelete)
    {
        lock (_lock)
        {
            // What a resource contains keeps it from being deleted, too.
            return
            [
                .. _all.Where(one => isDelete
                        ? Covers(one.Scope, resource) || Covers(resource, one.Scope)
                        : one.Level is LockLevel.ReadOnly && Covers(one.Scope, resource))
                    .Select(one => one.Scope).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
            ];
        }
    }

    private static bool Covers(string upper, string lower) =>
        lower.StartsWith(upper, StringComparison.OrdinalIgnoreCase) && (lower.Length == upper.Length || lower[upper.Length] == '/');
}
