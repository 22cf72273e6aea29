using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Management;

/// <summary>One thing that Azure Resource Manager can be asked.</summary>
/// <param name="Method">GET, POST, ...</param>
/// <param name="Pattern">
/// Path; a segment in braces takes any value. One that begins with <c>{scope}</c> is asked of any scope: a management group, a
/// subscription,
/// a group, a resource at any depth. Case does not matter.
/// </param>
/// <param name="Name">Operation as in the REST specification.</param>
/// <param name="Action">What a role must allow.</param>
/// <param name="Quota">Which limits it counts against.</param>
/// <param name="Answer">Writes the answer.</param>
internal sealed record Route(string Method, string Pattern, string Name, string Action, Quota Quota, Func<Exchange, Task> Answer)
{
    public const string AnyScope = "{scope}";

    private static readonly string[] Long =
    [
        "VirtualMachines_", "CapacityReservations_", "Snapshots_", "RestorePoints_", "RestorePointCollections_Delete", "Disks_",
        "VirtualMachineExtensions_",
        "VirtualMachineRunCommands_", "VirtualMachineScaleSets_", "VirtualMachineScaleSetVMs_",
    ];

    /// <summary>A POST that only asks (Resource Graph, metrics) changes nothing.</summary>
    public bool Changes => Method is not ("GET" or "HEAD") && !OnlyReads && !Action.EndsWith("/read", StringComparison.OrdinalIgnoreCase);

    /// <summary>A POST that changes nothing, though its action does not end in read.</summary>
    public bool OnlyReads { get; init; }

    /// <summary>Whether it begins a long-running operation.</summary>
    public bool IsLong => Changes && (BeginsOperation || Array.Exists(Long, prefix => Name.StartsWith(prefix, StringComparison.Ordinal)));

    public bool BeginsOperation { get; init; }

    /// <summary>Options of the query that it understands beside api-version, each alone or with its values: $expand=instanceView.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Headers that it understands and that change what is meant: If-Match.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    public bool IsOfAnyScope { get; } = Pattern.StartsWith(AnyScope, StringComparison.Ordinal);

    public string[] Segments { get; } = Pattern.Replace(AnyScope, "", StringComparison.Ordinal)
        .Split('/', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Finds the route of a request: by method and number of segments, so that many routes cost no more than few.</summary>
internal sealed class RouteTable
{
    private const string Slash = "%2F";

    private readonly Dictionary<(string Method, int Segments), Route[]> _byLength;
    private readonly Dictionary<string, Route[]> _ofAnyScope;

    public RouteTable(IReadOnlyList<Route> routes)
    {
        Routes = routes;
        _byLength = routes.Where(route => !route.IsOfAnyScope).GroupBy(route => (route.Method, route.Segments.Length))
            .ToDictionary(group => group.Key, group => group.ToArray());
        _ofAnyScope = routes.Where(route => route.IsOfAnyScope).GroupBy(route => route.Method, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>Every action that a role can allow here, in order of their text.</summary>
    public IReadOnlyList<string> Actions =>
        [.. Routes.Select(route => route.Action).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    public IReadOnlyList<Route> Routes { get; }

    public Operation? Find(Exchange exchange)
    {
        // Clients of locks send a scope as one segment, its slashes encoded; what it names is the same.
        if (exchange.Path.Contains(Slash, StringComparison.OrdinalIgnoreCase))
            exchange.Path = exchange.Path.Replace(Slash, "/", StringComparison.OrdinalIgnoreCase);
        if (exchange.Path.StartsWith("//", StringComparison.Ordinal))
            exchange.Path = "/" + exchange.Path.TrimStart('/');
        var segments = exchange.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Find(exchange, exchange.Method, segments) ?? Existence.Of(exchange, segments, () => Find(exchange, "GET", segments));
    }

    private Operation? Find(Exchange exchange, string method, string[] segments)
    {
        foreach (var route in _byLength.GetValueOrDefault((method, segments.Length)) ?? [])
        {
            if (Fits(route.Segments, segments))
                return Taken(exchange, route, Values(route.Segments, segments));
        }
        foreach (var route in _ofAnyScope.GetValueOrDefault(method) ?? [])
        {
            var rest = segments.Length - route.Segments.Length;
            if (rest < 0 || !Fits(route.Segments, segments.AsSpan(rest)) || Scope.Read(segments.AsSpan(0, rest)) is not { } values)
                continue;
            foreach (var (name, value) in Values(route.Segments, segments.AsSpan(rest)))
                values[name] = value;
            return Taken(exchange, route, values);
        }
        return null;
    }

    private static Operation Taken(Exchange exchange, Route route, Dictionary<string, string> values)
    {
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

    // The end of a path tells most.
    private static bool Fits(string[] pattern, ReadOnlySpan<string> segments)
    {
        for (var i = pattern.Length - 1; i >= 0; i--)
        {
            if (pattern[i][0] != '{' && !string.Equals(pattern[i], segments[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    private static Dictionary<string, string> Values(string[] pattern, ReadOnlySpan<string> segments)
    {
        Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i][0] == '{')
                values[pattern[i][1..^1]] = segments[i];
        }
        return values;
    }
}
