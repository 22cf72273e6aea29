using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator.Metrics;

/// <summary>
/// What the platform sees of a machine, step by step: its load laid on the size it has at that time, so that a size too small
/// shows as saturation. Steps must be asked for in order.
/// </summary>
internal sealed class MetricSampler(Machine machine)
{
    private const double BytesPerGiB = 1024.0 * 1024 * 1024;
    private const double BytesPerMinutePerMbps = 1_000_000 / 8.0 * 60;
    // What the system itself always keeps free.
    private const double LeastFreeMemory = 0.015;

    private readonly bool _burstable = machine.WasEverBurstable;
    private long _nextStep = long.MinValue;
    private double _before;
    private double _credits;

    /// <summary>False: the machine was off and reports nothing.</summary>
    public bool Sample(long step, Span<double> values) => Sample(step, values, LoadCurve.StartOf(step + 1) - 1);

    /// <param name="step">Whose load.</param>
    /// <param name="values">By metric.</param>
    /// <param name="at">The moment within the step whose troubles show.</param>
    public bool Sample(long step, Span<double> values, long at)
    {
        var load = machine.LoadAt(step);
        var on = machine.IsOn(step);
        var size = machine.SizeAt(step);
        var vcpus = Math.Min(load.Vcpus, size.Vcpus);
        if (_burstable)
        {
            // Grains shorter than a step look at the same step again.
            if (step != _nextStep - 1)
                _before = step == _nextStep ? _credits : machine.Credits.Before(step);
            (_credits, vcpus) = machine.Credits.Step(_before, step, load.Vcpus);
            _nextStep = step + 1;
        }
        if (!on)
            return false;
        var free = Math.Max(LeastFreeMemory, 1 - (load.MemoryGiB / size.MemoryGiB));
        values[MetricDefinition.Cpu] = vcpus / size.Vcpus * 100;
        values[MetricDefinition.MemoryPercent] = free * 100;
        values[MetricDefinition.MemoryBytes] = free * size.MemoryGiB * BytesPerGiB;
        values[MetricDefinition.Credits] = _credits;
        values[MetricDefinition.NetworkIn] = Math.Min(load.NetworkInMbps, size.NetworkMbps) * BytesPerMinutePerMbps;
        values[MetricDefinition.NetworkOut] = Math.Min(load.NetworkOutMbps, size.NetworkMbps) * BytesPerMinutePerMbps;
        values[MetricDefinition.Iops] = Math.Min(100, load.DiskIops / size.DiskIops * 100);
        values[MetricDefinition.Bandwidth] = Math.Min(100, load.DiskMBps / size.DiskMBps * 100);
        values[MetricDefinition.Availability] = 1;
        if (machine.Guest.At(at) is var trouble and not (
            GuestTrouble.None or GuestTrouble.ServiceDoesNotStart or GuestTrouble.DisksOffline))
            Silence(values, trouble);
        if (machine.Outages.Length > 0)
            Show(values, at);
        return true;
    }

    private void Show(Span<double> values, long at)
    {
        if (machine.OutageAt(at, OutageRules.IsSilent) is not null)
            values[MetricDefinition.Availability] = 0;
        else if (machine.OutageAt(at, static one => one.Kind is OutageKind.Runaway or OutageKind.Undersized) is not null)
            values[MetricDefinition.Cpu] = 100;
    }

    // The host goes on counting what a guest without network or without a system does: next to nothing.
    private static void Silence(Span<double> values, GuestTrouble trouble)
    {
        values[MetricDefinition.NetworkIn] = values[MetricDefinition.NetworkOut] = 0;
        if (trouble is not GuestTrouble.DoesNotComeUp)
            return;
        values[MetricDefinition.Cpu] = 0.5;
        values[MetricDefinition.Iops] = values[MetricDefinition.Bandwidth] = 0;
        values[MetricDefinition.MemoryPercent] = values[MetricDefinition.MemoryBytes] = double.NaN;
    }
}
