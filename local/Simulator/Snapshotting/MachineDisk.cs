using System.Globalization;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>A managed disk of a machine; without a number it is the OS disk. Generation: how many there were of that name before.</summary>
internal sealed record MachineDisk(Machine Machine, int? Lun, int Generation = 0)
{
    private const string Type = "/providers/Microsoft.Compute/disks/";
    private const string OsSuffix = "_OsDisk_1";
    private const string DataInfix = "_DataDisk_";

    private static readonly Dictionary<string, string> NoTags = new(StringComparer.Ordinal);

    public string Name => MachineDocument.DiskName(Machine, Lun);

    public string Id => Own?.Id ?? $"/subscriptions/{Machine.SubscriptionId}/resourceGroups/{Machine.ResourceGroup}{Type}{Name}";

    public string UniqueId =>
        Own?.UniqueId ?? Noise.Id(
            Generation == 0 ? Machine.Seed ^ Noise.Of(Id) : Noise.Mix(Machine.Seed ^ Noise.Of(Id), Generation), "disk").ToString();

    public DateTimeOffset CreatedAt => Own?.CreatedAt ?? (Generation == 0 ? Machine.CreatedAt : Replacements.ElementAt(Generation - 1).At);

    public string Kind => Own?.Sku ?? Change?.Kind ?? (Lun is { } lun ? Machine.Platform.DataDiskTypes[lun] : Machine.Platform.OsDiskType);

    public string Caching => MachineDocument.Caching(Machine, Lun);

    public int SizeGiB => Own?.SizeGiB ?? Change?.SizeGiB ?? SizeAtFirst;

    public IReadOnlyDictionary<string, string> Tags => Own?.Tags ?? Change?.Tags ?? NoTags;

    public string? OsType => Lun is not null ? null : Machine.IsWindows ? "Windows" : "Linux";

    /// <summary>It lives on the host, so nothing can be made from it.</summary>
    public bool IsEphemeral => Lun is null && Machine.HasEphemeralOsDisk;

    private int SizeAtFirst => Lun is { } lun ? 128 << Math.Min(lun, 3) : Machine.IsWindows ? 127 : 30;

    // What a request made, or changed, where it did.
    private ManagedDisk? Own => Machine.Made?.Disk(Lun).Disk.Last;

    private DiskChange? Change => Machine.Parts is { } parts && parts.Disks.TryGetValue(Lun ?? -1, out var change) ? change : null;

    private IEnumerable<DiskReplacement> Replacements => Machine.DiskReplacements.Where(one => one.Lun == Lun);

    /// <summary>What has its name at that moment.</summary>
    public MachineDisk At(DateTimeOffset at) => this with { Generation = Replacements.Count(one => one.At <= at) };

    public bool Exists(DateTimeOffset at) =>
        Machine.CreatedAt <= at && !(Machine.Deletion is { } deletion && deletion.Takes(Lun) && deletion.At <= at)
            && !(Change?.GoneAt <= at);

    /// <summary>Id of the machine it is attached to; null: none any more.</summary>
    public string? ManagedBy(DateTimeOffset at) => Machine.Exists(at) ? Machine.Id : null;

    /// <summary>The data of its snapshots is copied in the background.</summary>
    public static bool IsSlow(string kind) => kind is "PremiumV2_LRS" or "UltraSSD_LRS";

    /// <summary>The machine's disks, that of the system first.</summary>
    public static IEnumerable<MachineDisk> Of(Machine machine) => machine.Made is { } made
        ? made.Disks.Select(one => new MachineDisk(machine, one.Lun))
        : Enumerable.Range(-1, machine.DataDisks + 1).Select(lun => new MachineDisk(machine, lun < 0 ? null : lun));

    /// <summary>
    /// The disk with that id, whose case does not matter, at that moment; null: there is none. Its name tells the machine, so nothing is
    /// searched.
    /// </summary>
    public static MachineDisk? Find(Fleet fleet, string id, DateTimeOffset at) =>
        Find(fleet, id) is { } disk && disk.Exists(at) ? disk.At(at) : null;

    private static MachineDisk? Find(Fleet fleet, string id)
    {
        var type = id.IndexOf(Type, StringComparison.OrdinalIgnoreCase);
        if (type < 0)
            return null;
        var (home, name) = (id[..type], id[(type + Type.Length)..]);
        if (name.EndsWith(OsSuffix, StringComparison.OrdinalIgnoreCase))
            return MachineOf(name[..^OsSuffix.Length]) is { Made: null } owner ? new MachineDisk(owner, null) : null;
        var data = name.LastIndexOf(DataInfix, StringComparison.OrdinalIgnoreCase);
        return data > 0 && int.TryParse(name[(data + DataInfix.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var lun)
            && MachineOf(name[..data]) is { Made: null } machine && lun < machine.DataDisks
                && MachineDocument.DiskName(machine, lun).Equals(name, StringComparison.OrdinalIgnoreCase)
            ? new MachineDisk(machine, lun)
            : null;

        Machine? MachineOf(string machineName) => fleet.OfFleet($"{home}/providers/Microsoft.Compute/virtualMachines/{machineName}");
    }
}
