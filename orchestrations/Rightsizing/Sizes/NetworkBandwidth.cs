using OpsFunctions.Orchestrations.Machines.Sizes;

namespace OpsFunctions.Orchestrations.Rightsizing.Sizes;

/// <summary>
/// A size's network bandwidth in Mb/s. The service's list of sizes does not say it; these are lower edges of the figures in
/// Microsoft Learn's pages on the series (Av2, D, E and F from v2 on, B, Bsv2). Elsewhere 250 Mb/s a vCPU, the least of all of them, and
/// no more than 16,000: the largest sizes of old series have less than their vCPUs suggest.
/// </summary>
internal static class NetworkBandwidth
{
    private const double LeastPerVcpu = 250;
    private const double Least = 500;
    private const double MostUnknown = 16_000;

    public static double Mbps(Size size) => SizeName.Read(size.Name) switch
    {
        { Series: "B", Version: >= 2 } => 6250,
        { Series: "B" } => Math.Max(Math.Min(640, 640 * size.Vcpus), size.Vcpus * LeastPerVcpu),
        { Series: "D" or "E" or "F", Version: >= 5 } => Current(size.Vcpus),
        { Series: "D" or "E", Version: 4, Maker: "AMD" } => Math.Min(size.Vcpus * 1000, size.Vcpus < 32 ? 10_000 : Current(size.Vcpus)),
        { Series: "D" or "E", Version: 4 } => Math.Min(size.Vcpus * 2500, Current(size.Vcpus)),
        // 21,000 for 48 vCPUs, 28,000 for 64.
        { Series: "F", Version: 2 } => Math.Min(size.Vcpus * (size.Vcpus < 48 ? 2500 : 437.5), Current(size.Vcpus)),
        { Series: "D" or "E", Version: 3 } => Math.Min(size.Vcpus * 500, 30_000),
        { Series: "D", Version: 2 } => size.Vcpus * 750,
        { Series: "A", Version: 2 } => size.Vcpus * LeastPerVcpu,
        _ => Math.Max(Least, Math.Min(size.Vcpus * LeastPerVcpu, MostUnknown)),
    };

    // Up to 16 vCPUs one figure; from 32 on it grows with the size.
    private static double Current(double vcpus) => vcpus switch
    {
        < 32 => 12_500,
        < 48 => 16_000,
        < 64 => 24_000,
        _ => 30_000,
    };
}
