namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>A virtual machine as the inventory knows it.</summary>
public sealed record Machine
{
    /// <summary>Resource id, as Azure writes it.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Subscription { get; init; }

    public required string ResourceGroup { get; init; }

    /// <summary>Region, lower case: <c>westeurope</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Present size: <c>Standard_D4s_v5</c>.</summary>
    public required string Size { get; init; }

    public bool IsWindows { get; init; }

    /// <summary>Licence the owner brings: <c>Windows_Server</c> is Azure Hybrid Benefit; null where none.</summary>
    public string? LicenseType { get; init; }

    /// <summary><c>Regular</c>, <c>Spot</c> or <c>Low</c>.</summary>
    public string Priority { get; init; } = "Regular";

    /// <summary>Tags as Azure gives them; names ignore case.</summary>
    public IDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Machines that are assessed together: at most 50 of one subscription and region, as one metrics call takes.</summary>
/// <param name="Subscription">Subscription id.</param>
/// <param name="Region">Region, lower case.</param>
/// <param name="Count">How many machines the group holds.</param>
public sealed record MachineGroup(string Subscription, string Region, int Count);
