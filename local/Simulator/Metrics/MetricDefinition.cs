namespace OpsFunctions.Simulator.Metrics;

/// <summary>A metric of virtual machines.</summary>
/// <param name="Index">Its place in a sample.</param>
/// <param name="Name">Value of metricnames.</param>
/// <param name="Unit">Percent, Bytes or Count.</param>
/// <param name="Description">displayDescription.</param>
/// <param name="Decimals">Digits after the point that are written: 0 or 2.</param>
internal sealed record MetricDefinition(int Index, string Name, string Unit, string Description, int Decimals)
{
    public const int Cpu = 0;
    public const int MemoryPercent = 1;
    public const int MemoryBytes = 2;
    public const int Credits = 3;
    public const int NetworkIn = 4;
    public const int NetworkOut = 5;
    public const int Iops = 6;
    public const int Bandwidth = 7;
    public const int Availability = 8;

    public static readonly IReadOnlyList<MetricDefinition> All =
    [
        new(Cpu, "Percentage CPU", "Percent", "The percentage of allocated compute units that are currently in use by the Virtual Machine(s)", 2),
        new(MemoryPercent, "Available Memory Percentage", "Percent", "Amount of physical memory, in percentage, available for immediate allocation to a process or for system use in the Virtual Machine", 2),
        new(MemoryBytes, "Available Memory Bytes", "Bytes", "Amount of physical memory, in bytes, immediately available for allocation to a process or for system use in the Virtual Machine", 0),
        new(Credits, "CPU Credits Remaining", "Count", "Total number of credits available to burst. Only available on B-series burstable VMs", 2),
        new(NetworkIn, "Network In Total", "Bytes", "The number of bytes received on all network interfaces by the Virtual Machine(s) (Incoming Traffic)", 0),
        new(NetworkOut, "Network Out Total", "Bytes", "The number of bytes out on all network interfaces by the Virtual Machine(s) (Outgoing Traffic)", 0),
        new(Iops, "VM Uncached IOPS Consumed Percentage", "Percent", "Percentage of uncached disk IOPS consumed by the VM", 2),
        new(Bandwidth, "VM Uncached Bandwidth Consumed Percentage", "Percent", "Percentage of uncached disk bandwidth consumed by the VM",
            2),
        new(Availability, "VmAvailabilityMetric", "Count", "Measure of Availability of Virtual machines over time.", 0),
    ];

    // Still asked for under the names of before 2020 (recorded).
    private static readonly MetricDefinition[] Former =
    [
        new(NetworkIn, "Network In", "Bytes", "The number of billable bytes received on all network interfaces by the Virtual Machine(s) (Incoming Traffic) (Deprecated)", 0),
        new(NetworkOut, "Network Out", "Bytes", "The number of billable bytes out on all network interfaces by the Virtual Machine(s) (Outgoing Traffic) (Deprecated)", 0),
    ];

    public static MetricDefinition? Find(string name) =>
        All.Concat(Former).FirstOrDefault(one => one.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));

    public static string InvalidMetric(string name) =>
        $"Failed to find metric configuration for provider: Microsoft.Compute, resource Type: virtualMachines, metric: {name}, Valid metrics: {string.Join(',', All.Select(one => one.Name))}";

    /// <summary>Whether the machine has it at all: credits are only for burstable sizes, memory not everywhere.</summary>
    public bool Has(Machine machine) => Index switch
    {
        Credits => machine.WasEverBurstable,
        MemoryPercent or MemoryBytes => machine.ReportsMemory,
        _ => true,
    };
}
