namespace OpsFunctions.Simulator.Sizes;

/// <summary>
/// Families that nobody should move to any more: cheap, but gone, soon gone, or without what machines need today. Memory, disks
/// and temporary disk: the published tables; disk and network of the A sizes and all of the retired ones' prices: assumed.
/// </summary>
internal static class OldSizeTables
{
    private static readonly int[] To16 = [1, 2, 4, 8, 16];

    public static IReadOnlyList<FamilyTable> All { get; } =
    [
        // Retired: still listed, as the recorded list shows.
        new(new("A", "Standard_A{0}", "standardA0_A7Family", "A Series", "intel")
        {
            HyperVGenerations = "V1", PremiumDisks = false, UltraDisks = null, EncryptionAtHost = false, AcceleratedFromVcpus = null,
            VcpusPerCore = 1,
            RetirementDate = "09/03/2024", SpotFraction = 0, PricePerVcpu = SizeTables.Prices(0.04m, 0.04m, 0.038m),
        },
            [1, 2, 4, 8], [1.75, 3.5, 7, 14], 70, [1600, 3200, 6400, 12800], [24, 48, 96, 192], [500, 500, 1000, 1000])
        { Steps = [1, 2, 3, 4] },

        new(new("Av2", "Standard_A{0}_v2", "standardAv2Family", "Av2 Series", "intel")
        {
            HyperVGenerations = "V1", PremiumDisks = false, UltraDisks = null, EncryptionAtHost = false, AcceleratedFromVcpus = null,
            VcpusPerCore = 1,
            RetirementDate = "11/15/2028", PricePerVcpu = SizeTables.Prices(0.0431m, 0.0431m, 0.0452m),
        },
            [1, 2, 4, 8], [2, 4, 8, 16], 10, [1000, 2000, 4000, 8000], [20, 40, 80, 160], [250, 500, 1000, 2000]),

        // Its date is ours: within a year of 2026-06-01, so that a rehearsal meets a family that is about to go.
        new(new("Fs", "Standard_F{0}s", "standardFSFamily", "FS Series", "intel")
        {
            UltraDisks = null, VcpusPerCore = 1, RetirementDate = "03/31/2027", PricePerVcpu = SizeTables.Prices(0.0568m, 0.0566m, 0.0497m),
        },
            To16, SizeTables.Times(2, To16), 4, [3200, 6400, 12800, 25600, 51200], [48, 96, 192, 384, 768], [750, 1500, 3000, 6000, 12000])
        { DataDisks = (4, 64) },
    ];
}
