using System.Text;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Functions.Http;

/// <summary>The machines that may sign, by name; case does not matter.</summary>
internal sealed class Signers
{
    private readonly Dictionary<string, Signer> _signers;

    /// <exception cref="SettingsException">A signer has an unknown role.</exception>
    public Signers(IEnumerable<KeyValuePair<string, SignerSettings>> settings) =>
        _signers = settings.ToDictionary(signer => signer.Key, signer => Read(signer.Key, signer.Value), StringComparer.OrdinalIgnoreCase);

    public Signer? Find(string name) => _signers.GetValueOrDefault(name);

    private static Signer Read(string name, SignerSettings signer) => Roles.TryRead(signer.Roles, out var roles)
        ? new Signer(name, Encoding.UTF8.GetBytes(signer.Secret), new Caller($"signer:{name}", roles))
        : throw new SettingsException([$"Ops:Signers:{name}:Roles holds an unknown role; roles are {Roles.Names}"]);
}

/// <summary>One of them. No record: its text would show the secret.</summary>
internal sealed class Signer(string name, byte[] secret, Caller caller)
{
    public string Name => name;

    public ReadOnlySpan<byte> Secret => secret;

    public Caller Caller => caller;
}
