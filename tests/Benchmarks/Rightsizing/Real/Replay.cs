using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>
/// A stretch of a recording, laid on sizes as the simulator knows them: a sample is carried where all it wants is there; a burstable
/// size starts without credits. Time in which the machine was off is none of its samples.
/// </summary>
internal sealed class Replay(RealRecording recording, int from, int count, IReadOnlyDictionary<string, VmSize> sizes)
{
    private readonly Dictionary<string, double> _shares = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long it is.</summary>
    public double Days => count / (double)RealRecording.StepsPerDay;

    /// <summary>Samples in which the machine ran.</summary>
    public int Count { get; } = recording.Running(from, count).Count();

    /// <summary>Share of the time that it ran, 0 to 1.</summary>
    public double RunningShare => Count / (double)count;

    /// <summary>Share of the samples that the size carries, 0 to 1.</summary>
    public double Share(string size)
    {
        if (!_shares.TryGetValue(size, out var share))
            _shares[size] = share = 1 - Lost(size) / Math.Max(1d, Count);
        return share;
    }

    public bool Carries(string size) => Share(size) >= Truth.Enough;

    /// <summary>Samples that are not carried.</summary>
    public int Lost(string name)
    {
        var bank = new Bank(sizes[name]);
        var lost = 0;
        foreach (ref readonly var sample in recording.Samples.AsSpan(from, count))
            lost += bank.Carries(sample) ? 0 : 1;
        return lost;
    }

    /// <summary>The least vCPUs and GiB that cover 99.9 % of the samples.</summary>
    public (double Vcpus, double MemoryGiB) Covering()
    {
        var cpu = recording.Running(from, count).Select(sample => sample.Vcpus).Order().ToArray();
        var memory = recording.Running(from, count).Select(sample => sample.MemoryGiB).Order().ToArray();
        var at = Math.Max(0, (int)Math.Ceiling(Truth.Enough * Count) - 1);
        return (cpu[at], memory[at]);
    }
}

/// <summary>A size with its credits, sample by sample.</summary>
internal sealed class Bank(VmSize size)
{
    private const double Minutes = 5;
    private readonly double? _earned = size.BaselinePercent / 100 * size.Vcpus;

    /// <summary>Credits left, in vCPU-minutes.</summary>
    public double Credits { get; private set; }

    /// <summary>What the last sample got, vCPUs.</summary>
    public double Got { get; private set; }

    public bool Carries(in RealSample sample)
    {
        // A machine that is deallocated loses its credits.
        if (sample.IsOff)
        {
            (Credits, Got) = (0, 0);
            return true;
        }
        var wanted = sample.Vcpus;
        Got = Math.Min(wanted, size.Vcpus);
        if (_earned is { } earned)
        {
            Got = Math.Min(Got, earned + Credits / Minutes);
            Credits = Math.Clamp(Credits + (earned - Got) * Minutes, 0, earned * 24 * 60);
        }
        return Got >= wanted && sample.MemoryGiB <= size.MemoryGiB && sample.DiskIops <= size.DiskIops
            && sample.DiskMBps <= size.DiskMBps && sample.InMbps <= size.NetworkMbps && sample.OutMbps <= size.NetworkMbps;
    }
}
