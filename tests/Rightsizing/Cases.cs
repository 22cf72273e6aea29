using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>Building blocks of the cases: an offer, a machine, a demand that is plainly too small for its size.</summary>
internal static class Cases
{
    public static readonly RightsizingOptions Options = new();
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 6, 0, 0, TimeSpan.Zero);

    public static readonly Size D2 = Size("Standard_D2s_v5", 2, 8, 0.096);
    public static readonly Size D4 = Size("Standard_D4s_v5", 4, 16, 0.192);
    public static readonly Size D8 = Size("Standard_D8s_v5", 8, 32, 0.384);
    public static readonly Size D16 = Size("Standard_D16s_v5", 16, 64, 0.768);
    public static readonly Size E4 = Size("Standard_E4s_v5", 4, 32, 0.252);
    public static readonly Size B2 = Size("Standard_B2s_v2", 2, 8, 0.0832);

    public static Offer Offer(params Size[] sizes) =>
        new("11111111-1111-1111-1111-111111111111", "eastus", sizes.Length == 0 ? [D2, D4, D8, D16, E4] : sizes, null);

    public static Machine Machine(string size = "Standard_D8s_v5", params (string Name, string Value)[] tags) => new()
    {
        Id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1",
        Name = "web-1",
        Subscription = "11111111-1111-1111-1111-111111111111",
        ResourceGroup = "web",
        Region = "eastus",
        Size = size,
        Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value, StringComparer.OrdinalIgnoreCase),
    };

    /// <summary>30 days of a load that peaks at the given vCPUs and GiB.</summary>
    public static Demand Demand(double vcpus = 1, double? memory = 4) => new()
    {
        RunningGrains = 1440,
        ObservedGrains = 1440,
        ObservedDays = 30,
        RunningShare = 1,
        CpuP99Vcpus = vcpus,
        CpuDailyPeakP95Vcpus = vcpus,
        CpuP95Vcpus = vcpus * 0.9,
        CpuLastThreeDaysVcpus = vcpus * 0.7,
        CpuHighestVcpus = vcpus,
        CpuWorkDays = 30,
        CpuSustainedVcpus = vcpus * 0.5,
        MemoryPeakGiB = memory,
        DiskIops = 100,
        DiskMBps = 5,
        NetworkInMbps = 50,
        NetworkOutMbps = 50,
        NetworkOutMeanMbps = 20,
    };

    public static Advice Advise(Machine machine, Demand? demand, Offer? offer = null, RightsizingOptions? options = null)
    {
        var settings = options ?? Options;
        return RightsizingPolicy.Advise(machine, OpsTags.Read(machine.Tags, settings.Mode), demand, offer ?? Offer(), settings, Now);
    }

    public static Size Size(string name, double vcpus, double memory, double price) => new()
    {
        Name = name,
        Vcpus = vcpus,
        MemoryGiB = memory,
        LinuxPerHour = price,
        WindowsPerHour = price + vcpus * 0.046,
        PremiumDisks = true,
        DiskIops = vcpus * 1600,
        DiskMBps = vcpus * 24,
    };
}
