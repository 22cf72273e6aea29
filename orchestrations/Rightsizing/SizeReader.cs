using System.Globalization;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;
using Azure.ResourceManager.Resources;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Reads the sizes a region offers to a subscription (<c>Microsoft.Compute/skus</c>).</summary>
public sealed class SizeReader(AzureClients clients)
{
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<IReadOnlyList<Size>> OfRegionAsync(string subscription, string region, CancellationToken ct)
    {
        RegionName.Check(region);
        var resource = clients.Arm.GetSubscriptionResource(SubscriptionResource.CreateResourceIdentifier(subscription));
        var sizes = new SortedDictionary<string, Size>(StringComparer.OrdinalIgnoreCase);
        await foreach (var sku in resource.GetComputeResourceSkusAsync(filter: $"location eq '{region}'", cancellationToken: ct))
            if (string.Equals(sku.ResourceType, "virtualMachines", StringComparison.OrdinalIgnoreCase) && Read(sku, region) is { } size)
                sizes[size.Name] = size;
        return [.. sizes.Values];
    }

    /// <summary>A size, or null where the service does not say how many vCPUs or how much memory it has.</summary>
    internal static Size? Read(ComputeResourceSku sku, string region)
    {
        var capabilities = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var capability in sku.Capabilities)
            capabilities[capability.Name] = capability.Value;

        var vcpus = Number(capabilities, "vCPUsAvailable") ?? Number(capabilities, "vCPUs");
        var memory = Number(capabilities, "MemoryGB");
        if (vcpus is not > 0 || memory is not > 0)
            return null;

        return new Size
        {
            Name = sku.Name,
            Family = sku.Family ?? "",
            Vcpus = vcpus.Value,
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
            UltraZones = UltraZones(sku),
            Zones = Zones(sku, region),
            Retires = DateOnly.TryParseExact(capabilities.GetValueOrDefault("RetirementDateUtc"), "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
            Restriction = Restriction(sku, region),
        };
    }

    private static IReadOnlyList<string> Zones(ComputeResourceSku sku, string region)
    {
        var restricted = sku.Restrictions
            .Where(restriction => restriction.RestrictionsType == ComputeResourceSkuRestrictionsType.Zone)
            .SelectMany(restriction => restriction.RestrictionInfo?.Zones ?? [])
            .ToHashSet(StringComparer.Ordinal);
        return [.. sku.LocationInfo
            .Where(info => string.Equals(info.Location?.Name, region, StringComparison.OrdinalIgnoreCase))
            .SelectMany(info => info.Zones).Where(zone => !restricted.Contains(zone)).Order(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> UltraZones(ComputeResourceSku sku) => [.. sku.LocationInfo
        .SelectMany(info => info.ZoneDetails)
        .Where(detail => detail.Capabilities.Any(capability => capability.Name == "UltraSSDAvailable" && string.Equals(capability.Value, "True", StringComparison.OrdinalIgnoreCase)))
        .SelectMany(detail => detail.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static bool Is(Dictionary<string, string> capabilities, string name) =>
        string.Equals(capabilities.GetValueOrDefault(name), "True", StringComparison.OrdinalIgnoreCase);

    private static string? Restriction(ComputeResourceSku sku, string region) => sku.Restrictions
        .Where(restriction => restriction.RestrictionsType == ComputeResourceSkuRestrictionsType.Location
            && restriction.Values.Contains(region, StringComparer.OrdinalIgnoreCase))
        .Select(restriction => restriction.ReasonCode?.ToString() ?? "restricted")
        .FirstOrDefault();

    private static double? Number(Dictionary<string, string> capabilities, string name) =>
        capabilities.TryGetValue(name, out var text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
