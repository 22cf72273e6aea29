namespace OpsFunctions.Simulator.Sizes;

/// <summary>A region: its name, as the retail prices write it, and its time of day.</summary>
internal sealed record Region(string Name, string PriceLocation, string DisplayName, int UtcOffsetHours);

internal static class Regions
{
    public static IReadOnlyList<Region> All { get; } =
    [
        new("westeurope", "EU West", "West Europe", 1),
        new("northeurope", "EU North", "North Europe", 0),
        new("eastus", "US East", "East US", -5),
    ];

    /// <summary>By what a body says: its name, or as people write it («West Europe»); null: there is none.</summary>
    public static Region? Named(string location) => Find(location.Replace(" ", "", StringComparison.Ordinal));

    public static Region? Find(string name) =>
        All.FirstOrDefault(region => string.Equals(region.Name, name, StringComparison.OrdinalIgnoreCase));
}
