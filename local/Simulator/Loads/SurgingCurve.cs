using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Loads;

/// <summary>
/// Another load until a moment, and from then on far more CPU and memory, but no more than the machine's first size carries:
/// who has made it smaller before finds out.
/// </summary>
internal sealed class SurgingCurve(LoadCurve before, long fromStep, VmSize size) : LoadCurve
{
    private const double Cpu = 2.5;
    private const double Memory = 1.6;
    private const double MostCpu = 0.95;
    private const double MostMemory = 0.9;

    // A burstable size carries its baseline for ever.
    private readonly double _mostVcpus = size.BaselinePercent is { } baseline ? baseline / 100 * size.Vcpus : MostCpu * size.Vcpus;

    public LoadCurve Before => before;

    public override Load At(long step)
    {
        var load = before.At(step);
        return step < fromStep ? load : load with
        {
            Vcpus = Math.Min(load.Vcpus * Cpu, Math.Max(load.Vcpus, _mostVcpus)),
            MemoryGiB = Math.Min(load.MemoryGiB * Memory, Math.Max(load.MemoryGiB, MostMemory * size.MemoryGiB)),
        };
    }

    public override bool IsOn(long step) => before.IsOn(step);

    public override bool Switches(long first, long last) => before.Switches(first, last);
}
