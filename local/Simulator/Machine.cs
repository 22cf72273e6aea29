using OpsFunctions.Simulator.Guests;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Metrics;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Simulator.Power;
using OpsFunctions.Simulator.Recordings;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator;

/// <summary>One virtual machine and the truth about it: what it needs is a pure function of its seed and the time.</summary>
public sealed class Machine
{
    private const double CustomerKeyShare = 0.04;
    private const double WriteCachingShare = 0.04;

    private static readonly MachineTraits None = new();
    private static readonly SimulatedGuests Working = new(FaultLevel.None, 0);

    private readonly LoadCurve _curve;
    private readonly History<IReadOnlyDictionary<string, string>> _tags = null!;
    private volatile LongOperation[] _operations = [];
    private volatile DiskReplacement[] _replacements = [];
    private volatile MachineDeletion? _deletion;
    private volatile MachineParts? _parts;
    private volatile long[] _versions = [];
    private volatile Outage[] _outages = [];
    private string? _id;
    private string? _listedId;

    internal Machine(VmSize size, LoadCurve curve)
    {
        _curve = curve;
        Sizes = new(size);
        Power = new(curve);
        Credits = new CreditLedger(this);
        Guest = new Guest(this, Working);
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

    /// <summary>Tags it has now, in order of their names.</summary>
    public required IReadOnlyDictionary<string, string> Tags
    {
        get => _tags.Last;
        init => _tags = new(value);
    }

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

    /// <summary>When somebody deleted it; null: it is there. The truth about it stays.</summary>
    public DateTimeOffset? DeletedAt => _deletion is { } deletion && !(deletion.At > Time?.GetUtcNow()) ? deletion.At : null;

    /// <summary>False: its platform does not report free memory.</summary>
    public bool ReportsMemory { get; init; } = true;

    /// <summary>What it was built with.</summary>
    public required MachinePlatform Platform
    {
        get;
        init
        {
            field = value;
            Reservation = new(value.CapacityReservationGroup);
        }
    }

    /// <summary>Resource id of the capacity reservation group it is associated with now; null: none.</summary>
    public string? CapacityReservationGroup => Reservation.Last;

    /// <summary>Its OS disk lives on the host and does not survive a deallocation.</summary>
    public bool HasEphemeralOsDisk => Platform.EphemeralPlacement is not null;

    /// <summary>Name of the availability set it is in; null: none.</summary>
    public string? AvailabilitySet { get; init; }

    /// <summary>
    /// Resource id of the disk encryption set, in its group and region, with whose key its disks are encrypted; null, for most: with the
    /// platform's.
    /// </summary>
    public string? DiskEncryptionSet =>
        Made is { } made ? made.Disk(null).Disk.Last.EncryptionSet : Traits.EncryptionSet ?? (TraceFile is null
            && Noise.Unit(Noise.Mix(Seed ^ Noise.Of("customer key"))) < CustomerKeyShare
        ? $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}/providers/Microsoft.Compute/diskEncryptionSets/des-{Region}"
        : null);

    /// <summary>How many data disks it has.</summary>
    public int DataDisks => Platform.DataDiskTypes.Count;

    /// <summary>The file it replays; null: its load is made up.</summary>
    public string? TraceFile { get; init; }

    /// <summary>How many steps of five minutes its recording spans; 0: its load is made up.</summary>
    public int RecordedSamples => Recorded?.Count ?? 0;

    /// <summary>Where its recording begins: within the 7 days that begin 93 days before the start. Null: its load is made up.</summary>
    public DateTimeOffset? RecordedFrom =>
        Recorded is { } curve ? new DateTimeOffset(LoadCurve.StartOf(curve.FirstStep), TimeSpan.Zero) : null;

    private RecordedCurve? Recorded => ((_curve as SurgingCurve)?.Before ?? _curve) as RecordedCurve;

    /// <summary>From when on it needs far more, for good; null: it goes on as before.</summary>
    public DateTimeOffset? SurgeAt { get; init; }

    /// <summary>Azure's time, by which its deletion ends.</summary>
    internal TimeProvider? Time { get; set; }

    /// <summary>What a request made it of; null: it came with the fleet.</summary>
    internal MadeMachine? Made { get; init; }

    /// <summary>What calls changed about its parts; null: nothing.</summary>
    internal MachineParts? Parts => _parts;

    internal ulong Seed { get; init; }

    /// <summary>What was said of it beyond what was drawn.</summary>
    internal MachineTraits Traits { get; set; } = None;

    /// <summary>TrustedLaunch, ConfidentialVM; null: neither.</summary>
    internal string? SecurityType => Made is { } made
        ? made.Get("securityProfile")?["securityType"]?.GetValue<string>() : Traits.SecurityType;

    /// <summary>Writes to its first data disk wait on the host, where no restore point sees them.</summary>
    internal bool HasWriteCaching => TraceFile is null && Noise.Unit(Noise.Mix(Seed ^ Noise.Of("write caching"))) < WriteCachingShare;

    /// <summary>Where its credit bank is counted from: older than this, a bank has long forgotten what it once held.</summary>
    internal DateTimeOffset CreditsFrom { get; init; }

    internal CreditLedger Credits { get; }

    /// <summary>The resource's id.</summary>
    public string Id =>
        _id ??= $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}/providers/Microsoft.Compute/virtualMachines/{Name}";

    /// <summary>The same as lists write it.</summary>
    internal string ListedId => _listedId ??= ComputeNames.AsListed(Id);

    /// <summary>The size it has been given, also by a resize that is still under way.</summary>
    public VmSize Size => Sizes.Last;

    /// <summary>What it needs in the five minutes of that moment; nothing while it is off.</summary>
    public Load LoadAt(DateTimeOffset time) => LoadAt(LoadCurve.StepOf(time));

    /// <summary>Whether it is on at that moment.</summary>
    public bool IsRunning(DateTimeOffset time) => PowerAt(time) is MachinePower.Running;

    /// <summary>What is wrong with its operating system at that moment; none while it is off.</summary>
    public GuestTrouble TroubleAt(DateTimeOffset time) => Guest.At(time.UtcTicks);

    /// <summary>What it is doing at that moment.</summary>
    public MachinePower PowerAt(DateTimeOffset time) => Power.At(time.UtcTicks);

    /// <summary>The size it has at that moment: a resize takes effect when it is done.</summary>
    public VmSize SizeAt(DateTimeOffset time) => Sizes.At(time.UtcTicks);

    internal PowerTimeline Power { get; }

    /// <summary>Its operating system; it works until simulated Azure says otherwise.</summary>
    internal Guest Guest { get; set; }

    internal History<VmSize> Sizes { get; }

    /// <summary>The capacity reservation group's id.</summary>
    internal History<string?> Reservation { get; private init; } = null!;

    /// <summary>Its long-running operations, oldest first.</summary>
    internal IReadOnlyList<LongOperation> Operations => _operations;

    internal Load LoadAt(long step) => IsOn(step) ? _curve.At(step) : default;

    internal bool IsOn(long step) => Power.IsOn(step);

    // A step in which the size changes is wholly of the new one.
    internal VmSize SizeAt(long step) => Sizes.At(LoadCurve.StartOf(step + 1) - 1);

    internal IReadOnlyDictionary<string, string> TagsAt(DateTimeOffset time) => _tags.At(time.UtcTicks);

    internal bool WasEverBurstable => Sizes.Entries.Any(static change => change.Value.BaselinePercent is not null);

    internal void ChangeSize(VmSize size, DateTimeOffset at, string? caller = null)
    {
        Sizes.Set(size, at.UtcTicks, caller);
        Credits.Forget();
        SizeSeen?.Invoke(size, at, caller);
    }

    internal void ChangePower(PowerChange change)
    {
        Power.Add(change);
        Credits.Forget();
        PowerSeen?.Invoke(change);
    }

    internal void ChangeTags(IReadOnlyDictionary<string, string> tags, DateTimeOffset at, string? caller) =>
        _tags.Set(tags, at.UtcTicks, caller);

    internal void Add(LongOperation operation)
    {
        _operations = [.. _operations, operation];
        if (operation.Blocks)
            _versions = [.. _versions, operation.Start.UtcTicks, operation.End.UtcTicks];
        else if (operation.OnlyShows)
            CountVersion(operation.Start);
    }

    /// <summary>It counts up with each change, and again when a long one is over: 1 while it is made, then 2.</summary>
    internal int VersionAt(DateTimeOffset time) => (Made is null ? 2 : 0) + _versions.Count(ticks => ticks <= time.UtcTicks);

    internal void CountVersion(DateTimeOffset at) => _versions = [.. _versions, at.UtcTicks];

    /// <summary>Written while nothing else changes.</summary>
    internal MachineParts EnsureParts() => _parts ??= new MachineParts();

    internal MachineDeletion? Deletion => _deletion;

    /// <summary>Disks that another of the same name took the place of, oldest first.</summary>
    internal IReadOnlyList<DiskReplacement> DiskReplacements => _replacements;

    internal bool Exists(DateTimeOffset at) => CreatedAt <= at && !(_deletion?.At <= at);

    internal void Delete(MachineDeletion deletion) => _deletion = deletion;

    /// <summary>What was wrong with it and what is, in order of their begin.</summary>
    internal Outage[] Outages => _outages;

    /// <summary>Sees each change of its power, as it is commanded.</summary>
    internal Action<PowerChange>? PowerSeen { get; set; }

    /// <summary>Sees each change of its size: which, when, by whom.</summary>
    internal Action<VmSize, DateTimeOffset, string?>? SizeSeen { get; set; }

    internal void Add(Outage outage) => _outages = [.. _outages, outage];

    /// <summary>The last that is there at that moment and is such a one; null: there is none.</summary>
    internal Outage? OutageAt(long ticks, Predicate<Outage> isSuch)
    {
        var outages = _outages;
        return outages.Length == 0 ? null : Array.FindLast(outages, one => one.IsAt(ticks) && isSuch(one));
    }

    internal void Replace(DiskReplacement replacement) => _replacements = [.. _replacements, replacement];
}
