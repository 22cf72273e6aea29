namespace OpsFunctions.Simulator.Sizes;

/// <summary>One row a family: its sizes' published figures, one column a size.</summary>
internal sealed record FamilyTable(
    SizeFamily Family, int[] Vcpus, double[] MemoryGiB, int TemporaryGiBPerVcpu, int[] Iops, double[] MBps, int[] Mbps)
{
    /// <summary>Percent of all vCPUs, for burstable families.</summary>
    public double[]? Baseline { get; init; }

    /// <summary>Local NVMe disk per vCPU, in GiB.</summary>
    public int NvmeGiBPerVcpu { get; init; }

    /// <summary>Data disks per vCPU, and at most.</summary>
    public (int PerVcpu, int Most) DataDisks { get; init; } = (2, 32);

    /// <summary>What goes into the name instead of the vCPU count.</summary>
    public int[]? Steps { get; init; }

    public IEnumerable<VmSize> Sizes()
    {
        for (var i = 0; i < Vcpus.Length; i++)
        {
            var name = string.Format(System.Globalization.CultureInfo.InvariantCulture, Family.Pattern, (Steps ?? Vcpus)[i]);
            var vcpus = Vcpus[i];
            yield return new VmSize(
                name, Family, vcpus, MemoryGiB[i], TemporaryGiBPerVcpu * vcpus, Iops[i], MBps[i], Mbps[i],
                DataDisks: Math.Min(DataDisks.Most, vcpus * DataDisks.PerVcpu), NetworkInterfaces: vcpus < 8 ? 2 : vcpus < 32 ? 4 : 8)
            {
                BaselinePercent = Baseline?[i],
                NvmeDiskGiB = NvmeGiBPerVcpu * vcpus,
            };
        }
    }
}
