namespace OpsFunctions.Simulator.Sizes;

/// <summary>
/// The families on offer. vCPU, memory, disk and network: the published size tables; prices: retail prices of mid-2026 per vCPU,
/// rounded to what most sizes of the family cost.
/// </summary>
internal static class SizeTables
{
    private static readonly int[] To64 = [2, 4, 8, 16, 32, 48, 64];
    private static readonly int[] WithTwenty = [2, 4, 8, 16, 20, 32, 48, 64];
    private static readonly int[] V5Iops = [3750, 6400, 12800, 25600, 51200, 76800, 80000];
    private static readonly double[] V5MBps = [85, 145, 290, 600, 865, 1315, 1735];
    private static readonly int[] V5Mbps = [12500, 12500, 12500, 12500, 16000, 24000, 30000];
    private static readonly int[] E5Iops = [3750, 6400, 12800, 25600, 32000, 51200, 76800, 80000];
    private static readonly double[] E5MBps = [85, 145, 290, 600, 750, 865, 1315, 1735];
    private static readonly int[] E5Mbps = [12500, 12500, 12500, 12500, 12500, 16000, 24000, 30000];
    private static readonly double[] E5Memory = [16, 32, 64, 128, 160, 256, 384, 512];

    public static IReadOnlyList<FamilyTable> All { get; } =
    [
        new(new("Bms", "Standard_B{0}ms", "standardBSFamily", "BS Series", "intel")
        {
            Burstable = true, AcceleratedFromVcpus = 12, VcpusPerCore = 1, WindowsPerVcpu = 0.004m, SpotFraction = 0,
            PricePerVcpu = Prices(0.048m, 0.0455m, 0.0416m),
        },
            [1, 2, 4, 8, 12, 16, 20], [2, 8, 16, 32, 48, 64, 80], 8, [640, 1920, 2880, 4320, 4320, 4320, 4320],
            [10, 22.5, 35, 50, 50, 50, 50], [640, 1500, 1500, 2000, 3000, 4000, 5000])
        { Baseline = [20, 30, 22.5, 16.875, 16.875, 16.875, 16.875] },

        new(new("Bsv2", "Standard_B{0}s_v2", "standardBsv2Family", "Bsv2 Series", "intel")
        {
            Burstable = true, WindowsPerVcpu = 0.0092m, SpotFraction = 0.3m, PricePerVcpu = Prices(0.048m, 0.0456m, 0.0416m),
        },
            [2, 4, 8, 16, 32], [8, 16, 32, 64, 128], 0, [3750, 6400, 12800, 25600, 51200], [85, 145, 290, 600, 865],
            [6250, 6250, 6250, 6250, 6250])
        { Baseline = [40, 40, 40, 40, 40] },

        new(new("DSv2", "Standard_DS{0}_v2", "standardDSv2Family", "DSv2 Series", "intel")
        {
            VcpusPerCore = 1, UltraDisks = null, RetirementDate = "05/01/2028", WindowsPerVcpu = 0.053m,
            PricePerVcpu = Prices(0.068m, 0.0658m, 0.0731m),
        },
            [1, 2, 4, 8, 16], [3.5, 7, 14, 28, 56], 7, [3200, 6400, 12800, 25600, 51200], [48, 96, 192, 384, 768],
            [750, 1500, 3000, 6000, 12000])
        { Steps = [1, 2, 3, 4, 5], DataDisks = (4, 64) },

        new(new("Dsv3", "Standard_D{0}s_v3", "standardDSv3Family", "Dsv3 Series", "intel")
        {
            PricePerVcpu = Prices(0.06m, 0.0535m, 0.048m)
        },
            To64, Times(4, To64), 8, [3200, 6400, 12800, 25600, 51200, 76800, 80000], [48, 96, 192, 384, 768, 1152, 1200],
            [1000, 2000, 4000, 8000, 16000, 24000, 30000]),

        new(new("Dsv5", "Standard_D{0}s_v5", "standardDSv5Family", "Dsv5 Series", "intel")
        {
            PricePerVcpu = Prices(0.0575m, 0.0535m, 0.048m)
        },
            To64, Times(4, To64), 0, V5Iops, V5MBps, V5Mbps),

        new(new("Dv5", "Standard_D{0}_v5", "standardDv5Family", "Dv5 Series", "intel")
        {
            PremiumDisks = false, PricePerVcpu = Prices(0.0575m, 0.0535m, 0.048m)
        },
            To64, Times(4, To64), 0, V5Iops, V5MBps, V5Mbps),

        new(new("Dlsv5", "Standard_D{0}ls_v5", "standardDLSv5Family", "Dlsv5 Series", "intel")
        {
            PricePerVcpu = Prices(0.0485m, 0.0456m, 0.0425m)
        },
            To64, Times(2, To64), 0, V5Iops, V5MBps, V5Mbps),

        new(new("Ddsv5", "Standard_D{0}ds_v5", "standardDDSv5Family", "Ddsv5 Series", "intel")
        {
            PricePerVcpu = Prices(0.068m, 0.063m, 0.0565m)
        },
            To64, Times(4, To64), 38, V5Iops, V5MBps, V5Mbps),

        new(new("Dasv5", "Standard_D{0}as_v5", "standardDASv5Family", "Dasv5 Series", "amd")
        {
            PricePerVcpu = Prices(0.052m, 0.048m, 0.043m)
        },
            To64, Times(4, To64), 0, [3750, 6400, 12800, 25600, 51200, 76800, 80000], [82, 144, 200, 384, 768, 1152, 1200],
            [12500, 12500, 12500, 12500, 16000, 24000, 32000]),

        new(new("Dsv6", "Standard_D{0}s_v6", "StandardDsv6Family", "Dsv6 Series", "intel6")
        {
            HyperVGenerations = "V2", DiskControllers = "NVMe", PricePerVcpu = Prices(0.0604m, 0.0562m, 0.0504m),
        },
            To64, Times(4, To64), 0, [3750, 6400, 12800, 25600, 51200, 76800, 102400], [106, 212, 424, 848, 1696, 2544, 3392],
            [12500, 12500, 12500, 12500, 16000, 24000, 30000]),

        new(new("Ddsv6", "Standard_D{0}ds_v6", "StandardDdsv6Family", "Ddsv6 Series", "intel6")
        {
            HyperVGenerations = "V2", DiskControllers = "NVMe", UltraDisks = false, PricePerVcpu = Prices(0.0745m, 0.0695m, 0.0623m),
        },
            To64, Times(4, To64), 0, [3750, 6400, 12800, 25600, 51200, 76800, 102400], [106, 212, 424, 848, 1696, 2544, 3392],
            [12500, 12500, 12500, 12500, 16000, 24000, 30000])
        { NvmeGiBPerVcpu = 55 },

        new(new("Dasv6", "Standard_D{0}as_v6", "standardDav6Family", "Dasv6 Series", "amd6")
        {
            HyperVGenerations = "V2", DiskControllers = "NVMe", PricePerVcpu = Prices(0.0549m, 0.0506m, 0.0454m),
        },
            To64, Times(4, To64), 0, [4000, 7600, 15200, 30400, 57600, 86400, 115200], [90, 180, 360, 720, 1440, 2160, 2880],
            [12500, 12500, 12500, 16000, 20000, 28000, 36000]),

        new(new("Esv5", "Standard_E{0}s_v5", "standardESv5Family", "Esv5 Series", "intel")
        {
            PricePerVcpu = Prices(0.076m, 0.0705m, 0.063m)
        },
            WithTwenty, E5Memory, 0, E5Iops, E5MBps, E5Mbps),

        new(new("Easv5", "Standard_E{0}as_v5", "standardEASv5Family", "Easv5 Series", "amd")
        {
            PricePerVcpu = Prices(0.0685m, 0.0635m, 0.0565m)
        },
            WithTwenty, E5Memory, 0, E5Iops, [82, 144, 200, 384, 480, 768, 1152, 1200],
            [12500, 12500, 12500, 12500, 12500, 16000, 24000, 32000]),

        new(new("Edsv5", "Standard_E{0}ds_v5", "standardEDSv5Family", "Edsv5 Series", "intel")
        {
            PricePerVcpu = Prices(0.0865m, 0.08m, 0.072m)
        },
            WithTwenty, E5Memory, 38, E5Iops, E5MBps, E5Mbps),

        new(new("Fsv2", "Standard_F{0}s_v2", "standardFSv2Family", "FSv2 Series", "intel")
        {
            PricePerVcpu = Prices(0.0485m, 0.048m, 0.0423m)
        },
            To64, Times(2, To64), 8, [3200, 6400, 12800, 25600, 51200, 76800, 80000], [48, 96, 192, 384, 768, 1152, 1200],
            [5000, 10000, 12500, 12500, 16000, 21000, 28000]),

        new(new("Dpsv5", "Standard_D{0}ps_v5", "standardDPSv5Family", "Dpsv5 Series", "arm")
        {
            Architecture = "Arm64", HyperVGenerations = "V2", VcpusPerCore = 1, TrustedLaunchDisabled = true,
            PricePerVcpu = Prices(0.046m, 0.043m, 0.0385m),
        },
            To64, Times(4, To64), 0, V5Iops, V5MBps, [12500, 12500, 12500, 12500, 16000, 24000, 40000]),

        .. OldSizeTables.All,
    ];

    internal static Dictionary<string, decimal> Prices(decimal westEurope, decimal northEurope, decimal eastUs) =>
        new(StringComparer.Ordinal) { ["westeurope"] = westEurope, ["northeurope"] = northEurope, ["eastus"] = eastUs };

    internal static double[] Times(int factor, int[] vcpus) => [.. vcpus.Select(count => (double)count * factor)];
}
