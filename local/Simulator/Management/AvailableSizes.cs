using System.Text.Json;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Management;

/// <summary>The sizes that a machine, or an availability set, can be given.</summary>
internal static class AvailableSizes
{
    public static Task Write(Exchange exchange, Machine machine, bool isHeldByHardware) =>
        Pages.Write(exchange, Of(machine, isHeldByHardware), int.MaxValue / 2, Write);

    /// <summary>While something runs, only what its hardware offers; else whatever the region has for the architecture.</summary>
    public static IReadOnlyList<VmSize> Of(Machine machine, bool isHeldByHardware) =>
    [
        .. SizeCatalogue.All
            .Where(size => SizeCatalogue.OfferedIn(size, machine.Region)
                && !SizeCatalogue.RestrictedIn(size, machine.Region, machine.SubscriptionId))
            .Where(size => string.Equals(size.Family.Architecture, machine.Size.Family.Architecture, StringComparison.Ordinal))
            .Where(size => !isHeldByHardware
                || string.Equals(size.Family.Processor, machine.Size.Family.Processor, StringComparison.Ordinal)),
    ];

    private static void Write(Utf8JsonWriter writer, VmSize size)
    {
        writer.WriteStartObject();
        writer.WriteString("name", size.Name);
        writer.WriteNumber("numberOfCores", size.Vcpus);
        writer.WriteNumber("osDiskSizeInMB", 1047552);
        writer.WriteNumber("resourceDiskSizeInMB", size.TemporaryDiskGiB * 1024);
        writer.WriteNumber("memoryInMB", (int)(size.MemoryGiB * 1024));
        writer.WriteNumber("maxDataDiskCount", size.DataDisks);
        writer.WriteEndObject();
    }
}
