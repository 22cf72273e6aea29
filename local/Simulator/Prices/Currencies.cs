using System.Collections.Frozen;

namespace OpsFunctions.Simulator.Prices;

/// <summary>The currencies in which prices can be asked for.</summary>
internal static class Currencies
{
    public const string Default = "USD";

    private static readonly FrozenDictionary<string, decimal> PerUsd =
        new Dictionary<string, decimal>(StringComparer.Ordinal) { [Default] = 1, ["EUR"] = 0.86m, ["GBP"] = 0.75m, ["INR"] = 88 }
            .ToFrozenDictionary();

    /// <summary>The amount of a currency for a USD; null: there is no such currency.</summary>
    public static decimal? Rate(string currency) => PerUsd.TryGetValue(currency, out var rate) ? rate : null;
}
