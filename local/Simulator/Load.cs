using System.Runtime.InteropServices;

namespace OpsFunctions.Simulator;

/// <summary>
/// What a machine needs at a moment, in absolute units, so that it can be laid on any size: vCPUs kept busy, memory in GiB,
/// disk in IOPS and MB/s (10^6 bytes), network in Mb/s. Not limited by the size the machine has.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Load(
    double Vcpus, double MemoryGiB, double DiskIops, double DiskMBps, double NetworkInMbps, double NetworkOutMbps);
