using System.Globalization;
using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>
/// Reads a size from its entry in <c>Microsoft.Compute/skus</c>. What is missing or odd counts as not said; nothing throws.
/// </summary>
internal static class SizeRow
{
    /// <summary>A size, or null where the entry is none or does not say how many vCPUs or how much memory it has.</summary>
    public static Size? Read(JsonElement sku, string region)
    {
        if (!Same(sku.Get("resourceType").Text(), "virtualMachines") || sku.Get("name").Text() is not { } name)
            return null;
        var capabilities = Capabilities(sku);
        var vcpus = Number(capabilities, "vCPUs");
        var available = Number(capabilities, "vCPUsAvailable") ?? vcpus;
        var memory = Number(capabilities, "MemoryGB");
        if (available is not > 0 || memory is not > 0)
            return null;

        return new Size
        {
            Name = name,
            Family = sku.Get("family").Text() ?? "",
            Vcpus = available.Value,
            FullVcpus = vcpus,
            MemoryGiB = memory.Value,
            DiskIops = Number(capabilities, "UncachedDiskIOPS"),
            DiskMBps = Number(capabilities, "UncachedDiskBytesPerSecond") / 1e6,
            TempDiskMiB = Number(capabilities, "MaxResourceVolumeMB") ?? 0,
            NvmeDiskMiB = Number(capabilities, "NvmeDiskSizeInMiB") ?? 0,
            Architecture = capabilities.GetValueOrDefault("CpuArchitectureType", "x64"),
            PremiumDisks = Is(capabilities, "PremiumIO"),
            DiskControllers = capabilities.GetValueOrDefault("DiskControllerTypes", "SCSI"),
            Gpus = (int)(Number(capabilities, "GPUs") ?? 0),
            Rdma = Is(capabilities, "RdmaEnabled"),
            Confidential = capabilities.GetValueOrDefault("ConfidentialComputingType"),
            MaxDataDisks = (int?)Number(capabilities, "MaxDataDiskCount"),
            MaxNetworkInterfaces = (int?)Number(capabilities, "MaxNetworkInterfaces"),
            Generations = capabilities.GetValueOrDefault("HyperVGenerations", "V1"),
            AcceleratedNetworking = Is(capabilities, "AcceleratedNetworkingEnabled"),
            EncryptionAtHost = Is(capabilities, "EncryptionAtHostSupported"),
            UltraZones = UltraZones(sku, region),
            UltraWithoutZone = Is(capabilities, "UltraSSDAvailable"),
            CanBeReserved = Is(capabilities, "CapacityReservationSupported"),
            SpotCapable = Is(capabilities, "LowPriorityCapable"),
            Zones = Zones(sku, region),
            Retires = DateOnly.TryParseExact(
                capabilities.GetValueOrDefault("RetirementDateUtc"), "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var day) ? day : null,
            Restriction = Restriction(sku, region),
        };
    }

    private static Dictionary<string, string> Capabilities(JsonElement holder)
    {
        var capabilities = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var capability in holder.Get("capabilities").Items())
            if (capability.Get("name").Text() is { } name && capability.Get("value").Text() is { } value)
                // One that is there twice and differs says nothing.
                capabilities[name] = capabilities.TryGetValue(name, out var other) && !Same(other, value) ? "" : value;
        return capabilities;
    }

    private static IEnumerable<JsonElement> Places(JsonElement sku, string region) => sku.Get("locationInfo").Items()
        .Where(info => Same(info.Get("location").Text()?.Replace(" ", "", StringComparison.Ordinal), region));

    private static IReadOnlyList<string> Zones(JsonElement sku, string region)
    {
        var restricted = sku.Get("restrictions").Items()
            .Where(restriction => Same(restriction.Get("type").Text(), "Zone"))
            .SelectMany(restriction => restriction.Get("restrictionInfo").Get("zones").Texts())
            .ToHashSet(StringComparer.Ordinal);
        // One that does not say where holds in each.
        if (sku.Get("restrictions").Items().Any(restriction =>
            Same(restriction.Get("type").Text(), "Zone") && !restriction.Get("restrictionInfo").Get("zones").Texts().Any()))
            return [];
        return [.. Places(sku, region).SelectMany(info => info.Get("zones").Texts())
            .Where(zone => !restricted.Contains(zone)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    // The specification says «name», the service has been seen to write «Name».
    private static IReadOnlyList<string> UltraZones(JsonElement sku, string region) => [.. Places(sku, region)
        .SelectMany(info => info.Get("zoneDetails").Items())
        .Where(detail => Is(Capabilities(detail), "UltraSSDAvailable"))
        .SelectMany(detail => detail.Get("name").Texts().Concat(detail.Get("Name").Texts()))
        .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Restriction(JsonElement sku, string region) => sku.Get("restrictions").Items()
        .Select(restriction => restriction.Get("type").Text()?.ToUpperInvariant() switch
        {
            "ZONE" => null,
            "LOCATION" when Locations(restriction) is { Count: > 0 } locations => locations.Contains(
                region, StringComparer.OrdinalIgnoreCase)
                ? restriction.Get("reasonCode").Text() ?? "restricted"
                : null,
            // A real answer held a bare word here: a restriction that cannot be read counts as one.
            _ => "restricted, and the answer does not say where",
        })
        .FirstOrDefault(reason => reason is not null);

    private static List<string> Locations(JsonElement restriction) => [.. restriction.Get("values").Texts()
        .Concat(restriction.Get("restrictionInfo").Get("locations").Texts())
        .Select(location => location.Replace(" ", "", StringComparison.Ordinal))];

    private static bool Is(Dictionary<string, string> capabilities, string name) => Same(capabilities.GetValueOrDefault(name), "True");

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static double? Number(Dictionary<string, string> capabilities, string name) =>
        double.TryParse(capabilities.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? number
            : null;
}
