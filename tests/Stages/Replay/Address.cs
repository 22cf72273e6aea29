namespace OpsFunctions.Stages.Replay;

/// <summary>What a request is about: a group, a resource, a list, a poll, an action.</summary>
internal sealed class Address
{
    private static readonly string[] Polls = ["operations", "DiskOperations", "operationResults", "operationresults"];

    private readonly string[] _own;

    public Address(string pathAndQuery)
    {
        var path = Uri.UnescapeDataString(pathAndQuery.Split('?')[0]);
        Segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var provider = Array.FindLastIndex(Segments, static one => one.Equals("providers", StringComparison.OrdinalIgnoreCase));
        _own = provider < 0 ? [] : Segments[(provider + 1)..];
        Scope = "/" + string.Join('/', provider < 0 ? Segments : Segments[..provider]);
    }

    public string[] Segments { get; }

    /// <summary>What stands before the last provider.</summary>
    public string Scope { get; }

    /// <summary>Name of the resource group; null: none.</summary>
    public string? Group =>
        Segments.Length >= 4 && Segments[2].Equals("resourceGroups", StringComparison.OrdinalIgnoreCase) ? Segments[3] : null;

    public string? GroupId => Group is null ? null : $"/subscriptions/{Segments[1]}/resourceGroups/{Group}";

    public bool IsGroup => Segments.Length == 4 && Group is not null;

    public bool IsPoll => Segments.Length >= 2 && Polls.Contains(Segments[^2], StringComparer.Ordinal);

    /// <summary>Provider and types: microsoft.compute/virtualmachines/extensions; null: no provider.</summary>
    public string? Type => _own.Length < 2 ? null : (_own[0] + "/" + string.Join('/', _own.Where((_, i) => i % 2 == 1))).ToLowerInvariant();

    /// <summary>Id of the resource that it names, or that an action is on; null: a list, a group, or neither.</summary>
    public string? Resource(string method)
    {
        if (_own.Length < 3)
            return null;
        var isNamed = _own.Length % 2 == 1;
        if (isNamed)
            return $"{Scope.TrimEnd('/')}/providers/{string.Join('/', _own)}";
        // An action or a view of a resource has one segment more than its id.
        return method is "POST" || _own[^1] is "instanceView" or "vmSizes"
            ? $"{Scope.TrimEnd('/')}/providers/{string.Join('/', _own[..^1])}" : null;
    }

    /// <summary>Ids of the resources above it, outermost first.</summary>
    public IReadOnlyList<string> Parents()
    {
        var parents = new List<string>();
        if (new Address(Scope) is { Type: not null } scope && scope.Resource("GET") is { } scoped)
        {
            parents.AddRange(scope.Parents());
            parents.Add(scoped);
        }
        for (var length = 3; length < _own.Length; length += 2)
            parents.Add($"{Scope.TrimEnd('/')}/providers/{string.Join('/', _own[..length])}");
        return parents;
    }

    /// <summary>Name of the action; null: none.</summary>
    public string? Action(string method) => method is "POST" && _own.Length >= 4 && _own.Length % 2 == 0 ? _own[^1] : null;
}
