using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator;

/// <summary>A managed identity of the suite.</summary>
/// <param name="Name">read, act, drill or audit.</param>
/// <param name="ClientId">Different in each simulated Azure: the identity library caches tokens by it, for the whole process.</param>
/// <param name="PrincipalId">Object id; the same for the same seed.</param>
public sealed record SuiteIdentity(string Name, string ClientId, string PrincipalId);

/// <summary>The suite's managed identities, whose calls are checked each by its own roles.</summary>
public sealed class SuiteIdentities
{
    internal SuiteIdentities(ulong seed)
    {
        Read = Make("read", "principal");
        Act = Make("act", "principal-act");
        Drill = Make("drill", "principal-drill");
        Audit = Make("audit", "principal-audit");
        All = [Read, Act, Drill, Audit];

        SuiteIdentity Make(string name, string key) => new(name, Guid.NewGuid().ToString(), Noise.Id(seed, key).ToString());
    }

    /// <summary>Reads, and keeps state, evidence, reports and queues.</summary>
    public SuiteIdentity Read { get; }

    /// <summary>Changes what is in production.</summary>
    public SuiteIdentity Act { get; }

    /// <summary>Builds drills.</summary>
    public SuiteIdentity Drill { get; }

    /// <summary>Audits access.</summary>
    public SuiteIdentity Audit { get; }

    /// <summary>All of them.</summary>
    public IReadOnlyList<SuiteIdentity> All { get; }

    /// <summary>The one with that object id; null: it is somebody else's.</summary>
    public SuiteIdentity? Find(string? principalId) =>
        All.FirstOrDefault(one => one.PrincipalId.Equals(principalId, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether that object id is one of the suite's.</summary>
    public bool Has(string? principalId) => Find(principalId) is not null;

    internal SuiteIdentity? OfClient(string clientId) =>
        All.FirstOrDefault(one => one.ClientId.Equals(clientId, StringComparison.OrdinalIgnoreCase));
}
