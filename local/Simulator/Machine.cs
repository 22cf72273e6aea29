using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator;

/// <summary>One virtual machine and the truth about it: what it needs is a pure function of its seed and the time.</summary>
public sealed class Machine
{
    private readonly LoadCurve _curve;
    private volatile SizeChange[] _sizes;
    private string? _id;

    internal Machine(VmSize size, LoadCurve curve)
    {
        _curve = curve;
        _sizes = [new SizeChange(long.MinValue, size)];
        Credits = new CreditLedger(this);
    }

    /// <summary>Its place in the fleet, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Name, unique in its resource group.</summary>
    public required string Name { get; init; }

    /// <summary>Subscription, a GUID in lower case.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Name of the resource group.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Name of the region, for example westeurope.</summary>
    public required string Region { get; init; }

    /// <summary>Zone, 1 to 3; null: regional.</summary>
    public string? Zone { get; init; }

    /// <summary>Tags in order of their names.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Windows, else Linux.</summary>
    public bool IsWindows { get; init; }

    /// <summary>Windows_Server where the owner brings the licence (Azure Hybrid Benefit); null: paid by the hour.</summary>
    public string? LicenseType { get; init; }

    /// <summary>Regular or Spot.</summary>
    public string Priority { get; init; } = "Regular";

    /// <summary>How its load behaves.</summary>
    public required Archetype Archetype { get; init; }

    /// <summary>When it was created: nothing is known from before.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>False: its platform does not report free memory.</summary>
    public bool ReportsMemory { get; init; } = true;

    /// <summary>What it was built with.</summary>
    public required MachinePlatform Platform { get; init; }

    /// <summary>Its OS disk lives on the host and does not survive a deallocation.</summary>
    public bool HasEphemeralOsDisk => Platform.EphemeralPlacement is not null;

    /// <summary>Name of the availability set it is in; null: none.</summary>
    public string? AvailabilitySet { get; init; }

    /// <summary>How many data disks it has.</summary>
    public int DataDisks => Platform.DataDiskTypes.Count;

    /// <summary>The file it replays; null: its load is made up.</summary>
    public string? TraceFile { get; init; }

    /// <summary>How many five-minute samples its recording has, the first of them 93 days before the start; 0: its load is made up.</summary>
    public int RecordedSamples => (_curve as RecordedCurve)?.Count ?? 0;

    internal ulong Seed { get; init; }

    /// <summary>Where its credit bank is counted from: older than this, a bank has long forgotten what it once held.</summary>
    internal DateTimeOffset CreditsFrom { get; init; }

    internal CreditLedger Credits { get; }

    /// <summary>The resource's id.</summary>
    public string Id => _id ??= $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}/providers/Microsoft.Compute/virtualMachines/{Name}";

    /// <summary>The size it has now.</summary>
    public VmSize Size => _sizes[^1].Size;

    /// <summary>What it needs in the five minutes of that moment; nothing while it is off.</summary>
    public Load LoadAt(DateTimeOffset time) => LoadAt(LoadCurve.StepOf(time));

    /// <summary>Whether it is on in the five minutes of that moment.</summary>
    public bool IsRunning(DateTimeOffset time) => IsOn(LoadCurve.StepOf(time));

    internal Load LoadAt(long step) => IsOn(step) ? _curve.At(step) : default;

    internal bool IsOn(long step) => _curve.IsOn(step);

    internal VmSize SizeAt(long step)
    {
        var sizes = _sizes;
        var last = sizes.Length - 1;
        while (sizes[last].FromStep > step)
            last--;
        return sizes[last].Size;
    }

    internal bool WasEverBurstable => Array.Exists(_sizes, static change => change.Size.BaselinePercent is not null);

    internal void ChangeSize(VmSize size, DateTimeOffset at)
    {
        _sizes = [.. _sizes, new SizeChange(LoadCurve.StepOf(at), size)];
        Credits.Forget();
    }

    private sealed record SizeChange(long FromStep, VmSize Size);
}
