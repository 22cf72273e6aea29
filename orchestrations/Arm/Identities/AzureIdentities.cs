using Azure.Core;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Arm.Identities;

/// <summary>The clients of all Azure services, once for each identity. Where one does everything, they are the same clients.</summary>
public sealed class AzureIdentities
{
    private readonly Dictionary<string, Capability> _capabilities;

    public AzureIdentities(
        AzureCredentials credentials, AzureSettings settings, AzureTransports transports, TimeProvider time, RolePropagation roles,
        IEnumerable<Capability> capabilities)
    {
        _capabilities = capabilities.ToDictionary(one => one.Name, StringComparer.Ordinal);
        Read = new(credentials.Read, settings, transports, time, roles);
        // Who acts needs no right to look up assignments: where it acts, another identity reads.
        Act = Of(credentials.Act, credentials.Read);
        (Drill, Audit) = (Of(credentials.Drill, credentials.Drill), Of(credentials.Audit, credentials.Audit));

        AzureClients Of(TokenCredential one, TokenCredential lookup) =>
            ReferenceEquals(one, credentials.Read) ? Read : new(one, settings, transports, time, roles, lookup);
    }

    private AzureIdentities(AzureClients everything) =>
        (_capabilities, Read, Act, Drill, Audit) = ([], everything, everything, everything, everything);

    /// <summary>Reads; the only one that may use storage and queues.</summary>
    public AzureClients Read { get; }

    /// <summary>Changes what is in production.</summary>
    public AzureClients Act { get; }

    /// <summary>Builds drills, and reads for them.</summary>
    public AzureClients Drill { get; }

    /// <summary>Reads who may do what, also in the directory.</summary>
    public AzureClients Audit { get; }

    public AzureClients this[AzureIdentity identity] => identity switch
    {
        AzureIdentity.Act => Act,
        AzureIdentity.Drill => Drill,
        AzureIdentity.Audit => Audit,
        _ => Read,
    };

    /// <summary>One for everything.</summary>
    public static AzureIdentities Of(AzureClients everything) => new(everything);

    /// <summary>By whom a capability changes something.</summary>
    public AzureIdentity ActingFor(string capability) => _capabilities.GetValueOrDefault(capability)?.ActsAs ?? AzureIdentity.Act;

    /// <summary>By whom what a capability changes is read.</summary>
    public AzureClients ReadingFor(string capability) => this[_capabilities.GetValueOrDefault(capability)?.ReadsAs ?? AzureIdentity.Read];
}
