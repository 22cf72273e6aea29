using System.Globalization;

namespace OpsFunctions.Orchestrations.Machines.Sizes;

/// <summary>
/// What a burstable size gives without credits. The service's list of sizes does not say; the figures are those of Microsoft
/// Learn's pages on the B, Bsv2, Basv2 and Bpsv2 series.
/// </summary>
internal static class BurstableBaseline
{
    private static readonly Dictionary<string, double> FirstGeneration = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Standard_B1ls"] = 5,
        ["Standard_B1s"] = 10,
        ["Standard_B1ms"] = 20,
        ["Standard_B2s"] = 40,
        ["Standard_B2ms"] = 60,
        ["Standard_B4ms"] = 90,
        ["Standard_B8ms"] = 135,
        ["Standard_B12ms"] = 202,
        ["Standard_B16ms"] = 270,
        ["Standard_B20ms"] = 337,
    };

    /// <summary>
    /// Percent of all its vCPUs without credits; null where the size is not burstable or not known. Its name tells how many it has.
    /// </summary>
    public static double? PercentOf(string name)
    {
        if (!Size.IsBurstableName(name))
            return null;
        var digits = name["Standard_B".Length..].TakeWhile(char.IsAsciiDigit).ToArray();
        return double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var vcpus) && vcpus > 0
            ? 100 * Of(new() { Name = name, Vcpus = vcpus, MemoryGiB = 0 }) / vcpus
            : null;
    }

    /// <summary>vCPUs without credits; null where the size is not known.</summary>
    public static double? Of(Size size)
    {
        if (FirstGeneration.TryGetValue(size.Name, out var percent))
            return percent / 100;
        if (!size.Name.EndsWith("_v2", StringComparison.OrdinalIgnoreCase))
            return null;
        // Standard_B{n}[a|p]{t|l}s_v2: t is the smallest memory, then l, then none.
        var letters = size.Name["Standard_B".Length..^"s_v2".Length].TrimStart("0123456789".ToCharArray()).TrimStart('a', 'p');
        double? perVcpu = letters switch
        {
            "t" => 20,
            "l" => 30,
            "" => 40,
            _ => null,
        };
        return perVcpu * size.Vcpus / 100;
    }
}
