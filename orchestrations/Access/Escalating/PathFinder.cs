using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Escalating;

/// <summary>Finds who can make themselves owner of a subscription or more without having been given that.</summary>
internal static class PathFinder
{
    /// <summary>
    /// The shortest path of each who has one, at the principal whose right it begins with: of a group once, not of each member.
    /// </summary>
    public static IReadOnlyList<EscalationPath> Find(AccessIndex index)
    {
        var graph = GraphBuilder.Of(index);
        var (active, all) = (graph.WaysToTargets(withEligible: false), graph.WaysToTargets(withEligible: true));
        var paths = new List<EscalationPath>();
        for (var node = 0; node < graph.Count; node++)
        {
            if (graph[node].Kind != NodeKind.Principal)
                continue;
            if (active.Reaches(node) && Begins(active, node))
                paths.Add(PathOf(active, node, isActive: true));
            else if (!active.Reaches(node) && all.Reaches(node) && Begins(all, node))
                paths.Add(PathOf(all, node, isActive: false));
        }
        return [.. paths.OrderBy(path => path.PrincipalId, StringComparer.Ordinal)];
    }

    // One deed is holding the role itself; a way that begins with a group is the group's.
    private static bool Begins(Ways ways, int node) => ways.Deeds[node] > 1 && !ways.Steps[node]!.IsMembership;

    private static EscalationPath PathOf(Ways ways, int node, bool isActive)
    {
        var (hops, through) = (new List<EscalationHop>(), new List<string> { ways.Graph[node].Name });
        foreach (var (from, step, to) in ways.From(node))
        {
            hops.Add(new(Shown(from), step.Words, Shown(to), step.GrantId, step.IsEligible));
            if (to.Kind is NodeKind.Principal or NodeKind.Resource or NodeKind.Target)
                through.Add(to.Name);
        }
        return new(ways.Graph[node].Name, ways.TargetOf(node), isActive, hops) { Through = through };
    }

    // A role at a scope is the holder's own: its name says which.
    private static string Shown(Node node) => node.Kind switch
    {
        NodeKind.RoleAt => node.Name.Split(' ') is [_, _, var scope, ..] ? scope : node.Name,
        NodeKind.Many => "",
        _ => node.Name,
    };
}
