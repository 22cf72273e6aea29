using System.Collections.Concurrent;

namespace OpsFunctions.Simulator;

/// <summary>Whose terms are accepted in which subscription; at first none.</summary>
public sealed class SimulatedMarketplace
{
    private readonly ConcurrentDictionary<string, bool> _accepted = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Somebody accepts the terms of a plan for a subscription.</summary>
    public void Accept(string subscription, string publisher, string product, string plan) =>
        _accepted[Key(subscription, publisher, product, plan)] = true;

    internal bool IsAccepted(string subscription, string publisher, string product, string plan) =>
        _accepted.ContainsKey(Key(subscription, publisher, product, plan));

    private static string Key(params string[] parts) => string.Join('\n', parts);
}
