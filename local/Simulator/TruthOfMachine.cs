using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator;

/// <summary>A machine's samples of a time, computed once, against which any number of sizes are tested. About 50 bytes a sample.</summary>
public sealed class TruthOfMachine
{
    private readonly Load[] _loads;
    private readonly bool[] _on;
    private readonly Load _highest;

    private TruthOfMachine(Machine machine, Load[] loads, bool[] on)
    {
        Machine = machine;
        _loads = loads;
        _on = on;
        foreach (var load in loads)
            _highest = Higher(_highest, load);
        Samples = on.Count(static one => one);
    }

    /// <summary>Whose samples.</summary>
    public Machine Machine { get; }

    /// <summary>How many samples there are with the machine on.</summary>
    public int Samples { get; }

    /// <summary>Computes the samples of the five-minute steps from <paramref name="from"/> on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public static TruthOfMachine Of(Machine machine, DateTimeOffset from, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var first = LoadCurve.StepOf(from);
        var loads = new Load[duration.Ticks / LoadCurve.TicksPerStep];
        var on = new bool[loads.Length];
        for (var i = 0; i < loads.Length; i++)
        {
            on[i] = machine.IsOn(first + i);
            loads[i] = machine.LoadAt(first + i);
        }
        return new TruthOfMachine(machine, loads, on);
    }

    /// <summary>As <see cref="Truth.ShareCarried"/>.</summary>
    /// <exception cref="ArgumentException">There is no such size.</exception>
    public double Share(string sizeName) =>
        Share(SizeCatalogue.Find(sizeName) ?? throw new ArgumentException($"There is no size '{sizeName}'.", nameof(sizeName)));

    /// <summary>As <see cref="Truth.ShareCarried"/>.</summary>
    public double Share(TruthSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return Share(size.Size);
    }

    /// <summary>Whether the size carries 99.9 % of the samples.</summary>
    public bool Carries(TruthSize size) => Share(size) >= Truth.Enough;

    /// <summary>
    /// Of each figure the least that covers the given share, 0 to 1, of the samples with the machine on; nothing where it never was.
    /// </summary>
    public Load Covering(double share) => new(
        Covering(share, static load => load.Vcpus), Covering(share, static load => load.MemoryGiB),
        Covering(share, static load => load.DiskIops),
        Covering(share, static load => load.DiskMBps), Covering(share, static load => load.NetworkInMbps),
        Covering(share, static load => load.NetworkOutMbps));

    private double Covering(double share, Func<Load, double> figure)
    {
        var figures = _loads.Where((_, i) => _on[i]).Select(figure).Order().ToArray();
        return figures.Length == 0 ? 0 : figures[Math.Max(0, (int)Math.Ceiling(share * figures.Length) - 1)];
    }

    private double Share(VmSize size)
    {
        if (Samples == 0)
            return 1;
        if (size.BaselinePercent is { } baseline)
            return CarriedByCredits(size, baseline / 100 * size.Vcpus) / (double)Samples;
        // Most sizes are large enough for everything.
        return Fits(_highest, size) ? 1 : Carried(size) / (double)Samples;
    }

    private int Carried(VmSize size)
    {
        var carried = 0;
        for (var i = 0; i < _loads.Length; i++)
        {
            if (_on[i] && Fits(_loads[i], size))
                carried++;
        }
        return carried;
    }

    private int CarriedByCredits(VmSize size, double earned)
    {
        const double minutes = 5;
        var most = earned * 24 * 60;
        var (carried, bank) = (0, 0.0);
        for (var i = 0; i < _loads.Length; i++)
        {
            if (!_on[i])
            {
                // Deallocated, the bank is gone.
                bank = 0;
                continue;
            }
            var wanted = _loads[i].Vcpus;
            var got = Math.Min(Math.Min(wanted, size.Vcpus), earned + (bank / minutes));
            bank = Math.Clamp(bank + ((earned - got) * minutes), 0, most);
            if (got >= wanted && Fits(_loads[i], size))
                carried++;
        }
        return carried;
    }

    private static bool Fits(in Load load, VmSize size) =>
        load.Vcpus <= size.Vcpus && load.MemoryGiB <= size.MemoryGiB && load.DiskIops <= size.DiskIops && load.DiskMBps <= size.DiskMBps
        && load.NetworkInMbps <= size.NetworkMbps && load.NetworkOutMbps <= size.NetworkMbps;

    private static Load Higher(in Load a, in Load b) => new(
        Math.Max(a.Vcpus, b.Vcpus), Math.Max(a.MemoryGiB, b.MemoryGiB), Math.Max(a.DiskIops, b.DiskIops), Math.Max(a.DiskMBps, b.DiskMBps),
        Math.Max(a.NetworkInMbps, b.NetworkInMbps), Math.Max(a.NetworkOutMbps, b.NetworkOutMbps));
}
