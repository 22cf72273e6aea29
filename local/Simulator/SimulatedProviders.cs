using System.Collections.Concurrent;

namespace OpsFunctions.Simulator;

/// <summary>Which resource providers and features a subscription is registered for: at first all that are simulated.</summary>
public sealed class SimulatedProviders
{
    /// <summary>The feature that encryption at host needs.</summary>
    public const string EncryptionAtHost = "Microsoft.Compute/EncryptionAtHost";

    private readonly ConcurrentDictionary<(string Subscription, string Name), bool> _states = new();

    /// <summary>From now on the subscription is not registered for that namespace.</summary>
    public void Unregister(string subscription, string provider) => _states[Key(subscription, provider)] = false;

    /// <summary>From now on it is.</summary>
    public void Register(string subscription, string provider) => _states[Key(subscription, provider)] = true;

    /// <summary>Registers a feature, or takes it away: Microsoft.Compute/EncryptionAtHost.</summary>
    public void SetFeature(string subscription, string feature, bool registered) => _states[Key(subscription, feature)] = registered;

    internal bool IsRegistered(string subscription, string provider) => _states.GetValueOrDefault(Key(subscription, provider), true);

    internal bool HasFeature(string subscription, string feature) => _states.GetValueOrDefault(
        Key(subscription, feature), feature.Equals(EncryptionAtHost, StringComparison.OrdinalIgnoreCase));

    private static (string Subscription, string Name) Key(string subscription, string name) =>
        (subscription.ToLowerInvariant(), name.ToLowerInvariant());
}
