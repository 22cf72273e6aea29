namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>What a drill costs while it stands: sizes at list price, and disks by what is provisioned. Pure.</summary>
internal static class DrillCost
{
    private const double HoursAMonth = 730;

    // As dear as the dearest of the usual kinds.
    private const double UnknownPerGiBMonth = 0.154;

    // USD a GiB and month at list price in most regions of the United States and Europe
    // (azure.microsoft.com/pricing/details/managed-disks): a P10 of 128 GiB 19.71, an E10 9.60, an S10 5.89; Premium SSD v2 0.081, Ultra
    // 0.12 without what is set beyond the least.
    private static readonly Dictionary<string, double> UsdPerGiBMonth = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Premium_LRS"] = 0.154, ["Premium_ZRS"] = 0.231, ["StandardSSD_LRS"] = 0.075, ["StandardSSD_ZRS"] = 0.113,
        ["Standard_LRS"] = 0.046,
        ["PremiumV2_LRS"] = 0.081, ["UltraSSD_LRS"] = 0.12,
    };

    /// <summary>USD an hour; null with what is known where a size has no price.</summary>
    public static (double UsdPerHour, bool IsWhole) Of(PreflightFacts facts)
    {
        var (sum, isWhole) = (0.0, true);
        foreach (var machine in facts.Source.Machines)
        {
            var price = OfSize(machine, facts);
            isWhole &= price is not null;
            sum += (price ?? 0) + machine.Disks.Sum(OfDisk);
        }
        return (sum, isWhole);
    }

    /// <summary>USD an hour; null: no price is known.</summary>
    public static double? OfSize(SourceMachine machine, PreflightFacts facts) =>
        MachineMatrix.SizeIn(machine, facts) is not { } size ? null : machine.IsWindows ? size.WindowsPerHour : size.LinuxPerHour;

    public static double OfDisk(SourceDisk disk) =>
        disk.SizeGiB * UsdPerGiBMonth.GetValueOrDefault(disk.Sku, UnknownPerGiBMonth) / HoursAMonth;
}
