using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>What a node of the graph is.</summary>
internal enum NodeKind
{
    /// <summary>Whoever acts as it: a person, group, service principal, identity.</summary>
    Principal,

    /// <summary>Whoever has a role at a scope.</summary>
    RoleAt,

    /// <summary>A resource with identities.</summary>
    Resource,

    /// <summary>Many at once: all users, all applications.</summary>
    Many,

    /// <summary>Owner-like at a subscription or above.</summary>
    Target,
}

/// <summary>A node; its name is a principal's object id, a resource's or scope's id.</summary>
internal readonly record struct Node(NodeKind Kind, string Name);

/// <summary>One step of a path.</summary>
/// <param name="Words">What is done, as the middle of a sentence: "is a member of".</param>
/// <param name="GrantId">The assignment that allows it; empty: none does.</param>
/// <param name="IsEligible">Something has to be activated first.</param>
/// <param name="IsMembership">Being in a group: it is whose right it is, no step of its own.</param>
internal sealed record Step(string Words, string GrantId = "", bool IsEligible = false, bool IsMembership = false);

/// <summary>Who can get where, kept backwards: from the target to those who reach it.</summary>
internal sealed class EscalationGraph
{
    private readonly Dictionary<Node, int> _numbers = [];
    private readonly List<Node> _nodes = [];
    private readonly List<List<(int From, Step Step)>> _into = [];

    public int Count => _nodes.Count;

    public Node this[int number] => _nodes[number];

    public int NumberOf(Node node)
    {
        if (_numbers.TryGetValue(node, out var known))
            return known;
        _numbers[node] = _nodes.Count;
        _nodes.Add(node);
        _into.Add([]);
        return _nodes.Count - 1;
    }

    public void Add(Node from, Node to, Step step)
    {
        if (from != to)
            _into[NumberOf(to)].Add((NumberOf(from), step));
    }

    /// <summary>Shortest ways to any target: each node's next node and step; -1 where there is none.</summary>
    /// <param name="withEligible">Steps that need an activation count, too.</param>
    public Ways WaysToTargets(bool withEligible)
    {
        var ways = new Ways(this, [.. Enumerable.Repeat(-1, Count)], new Step?[Count], [.. Enumerable.Repeat(int.MaxValue, Count)]);
        // A step into a group and from a role to its target are not counted: the shortest path is the one with the fewest deeds.
        var open = new LinkedList<int>();
        foreach (var (number, _) in _nodes.Index().Where(one => one.Item.Kind == NodeKind.Target)
            .OrderBy(one => one.Item.Name, StringComparer.Ordinal))
        {
            ways.Deeds[number] = 0;
            open.AddLast(number);
        }
        while (open.First is { } first)
        {
            open.Remove(first);
            var at = first.Value;
            foreach (var (from, step) in _into[at])
            {
                if (step.IsEligible && !withEligible)
                    continue;
                var weight = step.IsMembership ? 0 : 1;
                if (ways.Deeds[at] + weight >= ways.Deeds[from])
                    continue;
                (ways.Deeds[from], ways.Next[from], ways.Steps[from]) = (ways.Deeds[at] + weight, at, step);
                if (weight == 0)
                    open.AddFirst(from);
                else
                    open.AddLast(from);
            }
        }
        return ways;
    }
}

/// <summary>Shortest ways of a graph.</summary>
/// <param name="Next">Next node on the way; -1: there is no way, or it is a target.</param>
/// <param name="Deeds">Steps that somebody has to take.</param>
internal sealed record Ways(EscalationGraph Graph, int[] Next, Step?[] Steps, int[] Deeds)
{
    public bool Reaches(int node) => Deeds[node] < int.MaxValue;

    public IEnumerable<(Node From, Step Step, Node To)> From(int node)
    {
        for (var at = node; Next[at] >= 0; at = Next[at])
            yield return (Graph[at], Steps[at]!, Graph[Next[at]]);
    }

    /// <summary>The target that a way ends at.</summary>
    public string TargetOf(int node)
    {
        while (Next[node] >= 0)
            node = Next[node];
        return Graph[node].Name;
    }
}
