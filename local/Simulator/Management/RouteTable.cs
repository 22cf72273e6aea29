using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Management;

/// <summary>One thing that Azure Resource Manager can be asked.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="Pattern">Path; a segment in braces takes any value. Case does not matter.</param>
/// <param name="Name">Operation as in the REST specification.</param>
/// <param name="Action">What a role must allow.</param>
/// <param name="Quota">Which limits it counts against.</param>
/// <param name="Answer">Writes the answer.</param>
internal sealed record Route(string Method, string Pattern, string Name, string Action, Quota Quota, Func<Exchange, Task> Answer)
{
    private static readonly string[] Long =
    [
        "VirtualMachines_", "CapacityReservations_", "Snapshots_", "RestorePoints_", "RestorePointCollections_Delete", "Disks_", "VirtualMachineExtensions_",
        "VirtualMachineRunCommands_", "VirtualMachineScaleSets_", "VirtualMachineScaleSetVMs_",
    ];

    /// <summary>A POST that only asks (Resource Graph, metrics) changes nothing.</summary>
    public bool Changes => Method is not "GET" && !Action.EndsWith("/read", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it begins a long-running operation.</summary>
    public bool IsLong => Changes && Array.Exists(Long, prefix => Name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Options of the query that it understands beside api-version, each alone or with its values: $expand=instanceView.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Headers that it understands and that change what is meant: If-Match.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public string[] Segments { get; } = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Finds the route of a request.</summary>
internal sealed class RouteTable(IReadOnlyList<Route> routes)
{
    /// <summary>Every action that a role can allow here, in order of their text.</summary>
    public IReadOnlyList<string> Actions => [.. routes.Select(route => route.Action).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    public IReadOnlyList<Route> Routes => routes;

    public Operation? Find(Exchange exchange)
    {
        var segments = exchange.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (var route in routes)
        {
            if (!string.Equals(route.Method, exchange.Method, StringComparison.Ordinal) || Match(route.Segments, segments) is not { } values)
                continue;
            exchange.Route = values;
            return new Operation(route.Name, route.Action, route.Answer)
            {
                Options = route.Options,
                Headers = route.Headers,
                Target = exchange.Path,
                Changes = route.Changes,
                IsLong = route.IsLong,
                Quota = route.Quota,
                SubscriptionId = values.GetValueOrDefault("subscription")?.ToLowerInvariant(),
            };
        }
        return null;
    }

    private static Dictionary<string, string>? Match(string[] pattern, string[] segments)
    {
        if (pattern.Length != segments.Length)
            return null;
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i][0] == '{')
                values[pattern[i][1..^1]] = segments[i];
            else if (!string.Equals(pattern[i], segments[i], StringComparison.OrdinalIgnoreCase))
                return null;
        }
        return values;
    }
}
