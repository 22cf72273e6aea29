namespace OpsFunctions.Simulator.Making;

/// <summary>I/O a second, MB/s and tier of a disk by kind and size, as Microsoft Learn lists them; the steps are sizes in GiB.</summary>
internal static class DiskFigures
{
    private static readonly (int UpToGiB, string Tier, int Iops, int MBps)[] Premium =
    [
        (4, "P1", 120, 25), (8, "P2", 120, 25), (16, "P3", 120, 25), (32, "P4", 120, 25), (64, "P6", 240, 50), (128, "P10", 500, 100), (256, "P15", 1100, 125), (512, "P20", 2300, 150),
        (1024, "P30", 5000, 200), (2048, "P40", 7500, 250), (4096, "P50", 7500, 250), (8192, "P60", 16_000, 500), (16_384, "P70", 18_000, 750), (int.MaxValue, "P80", 20_000, 900),
    ];

    private static readonly (int UpToGiB, int Iops, int MBps)[] StandardSsd = [(4096, 500, 100), (8192, 2000, 400), (16_384, 4000, 600), (int.MaxValue, 6000, 750)];

    private static readonly (int UpToGiB, int Iops, int MBps)[] Standard = [(4096, 500, 60), (8192, 1300, 300), (int.MaxValue, 2000, 500)];

    public static (int Iops, int MBps) Of(string kind, int sizeGiB) => kind switch
    {
        "Premium_LRS" or "Premium_ZRS" => PremiumOf(sizeGiB) is var step ? (step.Iops, step.MBps) : default,
        "StandardSSD_LRS" or "StandardSSD_ZRS" => Step(StandardSsd, sizeGiB),
        "PremiumV2_LRS" => (3000, 125),
        // Assumed: what it has where nothing is asked for.
        "UltraSSD_LRS" => (2000, 50),
        _ => Step(Standard, sizeGiB),
    };

    /// <summary>Only premium disks tell one.</summary>
    public static string? TierOf(string kind, int sizeGiB) => kind.StartsWith("Premium_", StringComparison.Ordinal) ? PremiumOf(sizeGiB).Tier : null;

    private static (int UpToGiB, string Tier, int Iops, int MBps) PremiumOf(int sizeGiB) => Array.Find(Premium, step => sizeGiB <= step.UpToGiB);

    private static (int Iops, int MBps) Step((int UpToGiB, int Iops, int MBps)[] steps, int sizeGiB)
    {
        var step = Array.Find(steps, one => sizeGiB <= one.UpToGiB);
        return (step.Iops, step.MBps);
    }
}
