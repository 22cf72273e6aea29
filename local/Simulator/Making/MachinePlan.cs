using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>A machine that is about to be made.</summary>
internal sealed record MachinePlan(string Id, string Name, SimulatedResourceGroup Group, string Region, string? Zone, JsonObject Properties)
{
    /// <summary>Its size takes premium disks: what disks are made as where nothing is said.</summary>
    public bool PremiumDisks { get; init; }

    public bool HasTags { get; init; }

    /// <summary>The request's body.</summary>
    public required JsonObject Body { get; init; }

    public JsonObject OsDisk => (JsonObject)Properties["storageProfile"]!["osDisk"]!;

    public IReadOnlyList<JsonObject> DataDisks => [.. (Properties["storageProfile"]!["dataDisks"] as JsonArray ?? []).OfType<JsonObject>()];

    public bool IsFromImage => !string.Equals(OsDisk["createOption"]?.GetValue<string>(), "Attach", StringComparison.OrdinalIgnoreCase);

    public IReadOnlyList<string> Cards =>
        [.. (Properties["networkProfile"]!["networkInterfaces"] as JsonArray ?? []).Select(one => one?["id"]?.GetValue<string>() ?? "")];

    /// <summary>Disks that are there and are to be attached, by id.</summary>
    public Dictionary<string, Kept<ManagedDisk>> Attached { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsWindows { get; set; }
}
