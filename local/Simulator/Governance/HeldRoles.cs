namespace OpsFunctions.Simulator.Governance;

/// <summary>
/// Assignments by where they are: a subscription of a tenant with 100,000 of them is read without looking at the others. What was given
/// for a time is gone at its end.
/// </summary>
/// <param name="groups">The management groups.</param>
/// <param name="time">Azure's time.</param>
/// <param name="ended">Told of each whose time is over.</param>
internal sealed class HeldRoles(ManagementGroups groups, TimeProvider time, Action<HeldRole> ended)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, Entry>> _byHome = new(StringComparer.OrdinalIgnoreCase);
    private readonly PriorityQueue<HeldRole, DateTimeOffset> _ends = new();
    private IReadOnlyList<HeldRole>? _all;
    private long _next;

    /// <summary>In order of their making.</summary>
    public IReadOnlyList<HeldRole> All
    {
        get
        {
            End();
            lock (_lock)
            {
                return _all ??= [.. _byId.Values.OrderBy(static one => one.Nth).Select(static one => one.Held)];
            }
        }
    }

    public HeldRole? Find(string scope, string name)
    {
        End();
        lock (_lock)
        {
            return _byId.GetValueOrDefault(Key(scope, name))?.Held;
        }
    }

    /// <summary>Adds it, or puts it in the place of the one of its name at its scope.</summary>
    public void Keep(HeldRole held)
    {
        lock (_lock)
        {
            Drop(held);
            var (key, home, entry) = (Key(held.Scope, held.Name), Home(held.Scope), new Entry(held, _next++));
            _byId[key] = entry;
            if (!_byHome.TryGetValue(home, out var there))
                _byHome[home] = there = new(StringComparer.OrdinalIgnoreCase);
            there[key] = entry;
            if (held.Until is { } until)
                _ends.Enqueue(held, until);
            _all = null;
        }
    }

    public bool Remove(HeldRole held)
    {
        lock (_lock)
        {
            return Drop(held);
        }
    }

    /// <summary>Those at a scope and above it, and in the same subscription; for a management group or the tenant all, where what is below
    /// is wanted.</summary>
    public IReadOnlyList<HeldRole> Around(string scope, bool withBelow)
    {
        var isInSubscription = scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase);
        if (withBelow && !isInSubscription)
            return All;
        End();
        string[] homes = ["/", .. groups.Above(scope).Select(static name => Home(ManagementGroups.IdOf(name)))];
        lock (_lock)
        {
            return
            [
                .. homes.Append(Home(scope)).Distinct(StringComparer.OrdinalIgnoreCase)
                    .SelectMany(home => _byHome.TryGetValue(home, out var there) ? there.Values.AsEnumerable() : [])
                    .OrderBy(static one => one.Nth).Select(static one => one.Held),
            ];
        }
    }

    private void End()
    {
        List<HeldRole> over = [];
        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_ends.TryPeek(out _, out var until) && until <= now)
            {
                var held = _ends.Dequeue();
                if (ReferenceEquals(_byId.GetValueOrDefault(Key(held.Scope, held.Name))?.Held, held) && Drop(held))
                    over.Add(held);
            }
        }
        foreach (var one in over)
            ended(one);
    }

    private bool Drop(HeldRole held)
    {
        var key = Key(held.Scope, held.Name);
        if (!_byId.Remove(key))
            return false;
        _byHome[Home(held.Scope)].Remove(key);
        _all = null;
        return true;
    }

    private static string Key(string scope, string name) => $"{scope} {name}";

    private static string Home(string scope) => scope.StartsWith("/subscriptions/", StringComparison.OrdinalIgnoreCase)
        ? scope.Split('/', 4)[2] : scope;

    private sealed record Entry(HeldRole Held, long Nth);
}
