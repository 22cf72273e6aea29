using OpsFunctions.Orchestrations.Access.Tenant;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>What has been read of the directory so far; each part once.</summary>
internal sealed class DirectoryFacts
{
    /// <summary>Principals with a role, by id, as <c>getByIds</c> knows them.</summary>
    public Dictionary<string, Principal> Principals { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, Group> Groups { get; init; } = new(StringComparer.Ordinal);

    public List<Application> Applications { get; init; } = [];

    public List<DirectoryGrant> DirectoryGrants { get; init; } = [];

    public List<GraphGrant> GraphGrants { get; init; } = [];

    public Dictionary<string, IReadOnlyList<string>> AdministrativeUnits { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Parts that are read, or refused.</summary>
    public HashSet<string> Done { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Next page of the users; empty: not begun.</summary>
    public string NextUsers { get; set; } = "";

    public bool? HasPremium { get; set; }

    /// <summary>Parts that were given up, since the service throttled too long.</summary>
    public int GivenUp { get; set; }

    public List<Gap> Gaps { get; init; } = [];
}
