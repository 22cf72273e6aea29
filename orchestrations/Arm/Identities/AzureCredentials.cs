using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Arm.Identities;

/// <summary>How the suite shows Azure who it is, an identity each.</summary>
public sealed record AzureCredentials(TokenCredential Read, TokenCredential Act, TokenCredential Drill, TokenCredential Audit)
{
    /// <summary>Each once.</summary>
    public IEnumerable<TokenCredential> All => new[] { Read, Act, Drill, Audit }.Distinct();

    /// <summary>One for everything: the system-assigned identity, or whoever is signed in on this machine.</summary>
    public static AzureCredentials Of(TokenCredential everything) => new(everything, everything, everything, everything);

    /// <summary>The app's managed identities.</summary>
    /// <param name="transport">Where tokens come from. Default: null, the host's own endpoint.</param>
    public static AzureCredentials Of(IdentitySettings settings, HttpPipelineTransport? transport = null)
    {
        return settings.Of(AzureIdentity.Read) is null
            ? Of(Credential(ManagedIdentityId.SystemAssigned))
            : new(By(AzureIdentity.Read), By(AzureIdentity.Act), By(AzureIdentity.Drill), By(AzureIdentity.Audit));

        ManagedIdentityCredential By(AzureIdentity identity) =>
            Credential(ManagedIdentityId.FromUserAssignedClientId(settings.Of(identity)!));

        ManagedIdentityCredential Credential(ManagedIdentityId id)
        {
            var options = new ManagedIdentityCredentialOptions(id);
            if (transport is not null)
                options.Transport = transport;
            return new(options);
        }
    }
}
