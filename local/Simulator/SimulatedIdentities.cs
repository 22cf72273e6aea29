using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>A user-assigned managed identity.</summary>
/// <param name="Id">Resource id.</param>
/// <param name="Region">Where it is.</param>
public sealed record UserAssignedIdentity(string Id, string Region)
{
    /// <summary>Object id of its service principal.</summary>
    public string PrincipalId => Noise.Id(Noise.Of(Id.ToLowerInvariant()), "principal").ToString();

    /// <summary>Its application id.</summary>
    public string ClientId => Noise.Id(Noise.Of(Id.ToLowerInvariant()), "client").ToString();
}

/// <summary>Managed identities: those that are resources of their own, and those of machines. Each has a service principal.</summary>
public sealed class SimulatedIdentities
{
    private const string Managed = "ManagedIdentity";

    private readonly SimulatedAzure _azure;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, UserAssignedIdentity> _all = new(StringComparer.Ordinal);

    internal SimulatedIdentities(SimulatedAzure azure) => _azure = azure;

    /// <summary>User-assigned ones, in order of their ids.</summary>
    public IReadOnlyList<UserAssignedIdentity> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all.Values];
            }
        }
    }

    /// <summary>Makes a user-assigned identity with its service principal.</summary>
    /// <param name="id">Resource id.</param>
    /// <param name="region">Where.</param>
    public UserAssignedIdentity Add(string id, string region)
    {
        var made = new UserAssignedIdentity(id, region);
        lock (_lock)
        {
            _all[id] = made;
        }
        Keep(made.PrincipalId, made.ClientId, id, "isExplicit=True");
        return made;
    }

    /// <summary>Gives a machine of the fleet an identity of its own, and those named.</summary>
    /// <param name="machine">Which.</param>
    /// <param name="userAssigned">Ids of user-assigned identities. Default: none.</param>
    /// <param name="isSystemAssigned">Whether it has one of its own. Default: it has.</param>
    /// <returns>Object id of its own one's service principal.</returns>
    public string Give(Machine machine, IReadOnlyList<string>? userAssigned = null, bool isSystemAssigned = true)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var others = userAssigned ?? [];
        string[] types = [.. isSystemAssigned ? (string[])["SystemAssigned"] : [], .. others.Count > 0 ? (string[])["UserAssigned"] : []];
        _azure.People.Describe(
            machine.Id, machine.Traits with { Identity = types.Length == 0 ? null : string.Join(", ", types), UserIdentities = others });
        if (isSystemAssigned)
            Keep(PrincipalOf(machine), Noise.Id(machine.Seed, "identity client").ToString(), machine.Id, "isExplicit=False");
        return PrincipalOf(machine);
    }

    /// <summary>Object id of a machine's own identity, if it has one.</summary>
    public static string PrincipalOf(Machine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        return Noise.Id(machine.Seed, "identity").ToString();
    }

    private void Keep(string principal, string client, string resource, string isExplicit) => _azure.Directory.Add(
        new DirectoryObject(principal, DirectoryKind.ServicePrincipal, resource[(resource.LastIndexOf('/') + 1)..])
        {
            AppId = client, ServicePrincipalType = Managed, AlternativeNames = [isExplicit, resource],
        });
}
