using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator;

/// <summary>
/// What is true of a machine whatever anybody advises: which sizes carry the load that it is going to have. Pure; for scoring only.
/// </summary>
public static class Truth
{
    /// <summary>From this share of the samples on, a size carries a machine.</summary>
    public const double Enough = 0.999;

    /// <summary>
    /// Share, 0 to 1, of the five-minute samples with the machine on in which everything it needs lies at or under what the size
    /// has: CPU, memory, uncached IOPS and MB/s, network each way. On a burstable size the CPU is limited by its credits, of which
    /// there are none at first and after each time off. 1 where the machine is never on.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    public static double ShareCarried(Machine machine, string sizeName, DateTimeOffset from, TimeSpan duration) =>
        TruthOfMachine.Of(machine, from, duration).Share(sizeName);

    /// <summary>Whether the size carries 99.9 % of the samples.</summary>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    public static bool Carries(Machine machine, string sizeName, DateTimeOffset from, TimeSpan duration) =>
        ShareCarried(machine, sizeName, from, duration) >= Enough;

    /// <summary>The sizes that a subscription may have in a region, by name; retired ones are among them, see the size's family.</summary>
    public static IReadOnlyList<TruthSize> SizesOf(string region, string subscription) =>
    [
        .. SizeCatalogue.All
            .Where(size => SizeCatalogue.OfferedIn(size, region) && !SizeCatalogue.RestrictedIn(size, region, subscription))
            .Select(size => (Size: size, Linux: SizeCatalogue.LinuxPrice(size, region)))
            .Where(one => one.Linux is not null)
            .Select(one => new TruthSize(one.Size, one.Linux!.Value, SizeCatalogue.WindowsPrice(one.Size, region))),
    ];
}

/// <summary>A size and what it costs in a region, pay-as-you-go, USD per hour.</summary>
/// <param name="Size">Its figures and its family's.</param>
/// <param name="LinuxPerHour">With Linux, or with a Windows licence of one's own.</param>
/// <param name="WindowsPerHour">With a Windows licence paid by the hour; null: no Windows on that architecture.</param>
public sealed record TruthSize(VmSize Size, decimal LinuxPerHour, decimal? WindowsPerHour)
{
    /// <summary>Name, for example Standard_D4s_v5.</summary>
    public string Name => Size.Name;

    /// <summary>vCPUs.</summary>
    public int Vcpus => Size.Vcpus;

    /// <summary>Memory in GiB.</summary>
    public double MemoryGiB => Size.MemoryGiB;

    /// <summary>What the machine would pay for it; null: it cannot run there. Spot discounts are left out.</summary>
    public decimal? PerHour(Machine machine) => machine is { IsWindows: true, LicenseType: null } ? WindowsPerHour : LinuxPerHour;
}
