using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Making;

/// <summary>A disk of a machine that a request made.</summary>
/// <param name="Lun">Number; null: that of the system.</param>
/// <param name="Disk">The disk.</param>
/// <param name="Entry">How the machine names it: createOption, caching, deleteOption.</param>
internal sealed record MadeMachineDisk(int? Lun, Kept<ManagedDisk> Disk, JsonObject Entry)
{
    public string Name => Disk.Last.Name;

    public string Caching => Entry["caching"]?.GetValue<string>() ?? "None";

    /// <summary>It goes with its machine.</summary>
    public bool IsDeletedToo => Entry["deleteOption"]?.GetValue<string>() is "Delete";
}

/// <summary>What a request made a machine of: its body, completed as Azure completes it. Azure tells back what it was told.</summary>
internal sealed class MadeMachine(JsonObject properties, IReadOnlyList<MadeMachineDisk> disks)
{
    private volatile JsonObject _properties = properties;

    /// <summary>Tags were sent, be they none.</summary>
    public bool HasTags { get; init; }

    /// <summary>What stands beside the properties: identity, plan.</summary>
    public JsonObject Beside { get; init; } = [];

    /// <summary>That of the system first.</summary>
    public IReadOnlyList<MadeMachineDisk> Disks => disks;

    public MadeMachineDisk Disk(int? lun) => disks.First(one => one.Lun == lun);

    /// <summary>Network interfaces: id, and whether they go with the machine.</summary>
    public IEnumerable<(string Id, bool IsDeletedToo)> Cards =>
        (_properties["networkProfile"]?["networkInterfaces"] as JsonArray ?? []).Select(one =>
            (one?["id"]?.GetValue<string>() ?? "", one?["properties"]?["deleteOption"]?.GetValue<string>() is "Delete"));

    /// <summary>Puts another value in the place of a part; null: takes it away.</summary>
    public void Set(string part, JsonNode? value)
    {
        var changed = (JsonObject)_properties.DeepClone();
        if (value is null)
            changed.Remove(part);
        else
            changed[part] = value.DeepClone();
        _properties = changed;
    }

    public JsonNode? Get(string part) => _properties[part];

    public JsonObject Properties(Machine machine, DateTimeOffset at)
    {
        var own = (JsonObject)_properties.DeepClone();
        own["hardwareProfile"] = new JsonObject { ["vmSize"] = machine.SizeAt(at).Name };
        own["provisioningState"] = ProvisioningState.Of(machine, at);
        own["vmId"] = MachineDocument.VmId(machine);
        if (machine.Parts?.Diagnostics is { } diagnostics)
            own["diagnosticsProfile"] = diagnostics.Profile();
        own.Remove("capacityReservation");
        if (machine.Reservation.At(at.UtcTicks) is { } group)
            own["capacityReservation"] = new JsonObject { ["capacityReservationGroup"] = new JsonObject { ["id"] = group } };
        own["storageProfile"] = Storage(machine, at);
        own["timeCreated"] = InstanceView.Time(machine.CreatedAt);
        return own;
    }

    private JsonObject Storage(Machine machine, DateTimeOffset at)
    {
        var storage = (JsonObject)(_properties["storageProfile"]?.DeepClone() ?? new JsonObject());
        var isAllocated = machine.PowerAt(at) is not MachinePower.Deallocated;
        // Recorded: a disk that is made with the machine has no id before it exists, which takes a moment.
        var isMaking = ProvisioningState.Of(machine, at) is "Creating" && at == machine.CreatedAt;
        storage["osDisk"] = Entry(disks[0], isAllocated, isMaking);
        storage["dataDisks"] = new JsonArray([.. disks.Skip(1).Select(one => Entry(one, isAllocated, isMaking))]);
        return storage;
    }

    private static JsonObject Entry(MadeMachineDisk one, bool isAllocated, bool isMaking)
    {
        var (entry, disk) = ((JsonObject)one.Entry.DeepClone(), one.Disk.Last);
        var managed = new JsonObject();
        if (isAllocated)
            managed["storageAccountType"] = disk.Sku;
        if (!isMaking || one.Entry["createOption"]?.GetValue<string>() is "Attach")
            managed["id"] = disk.Id;
        if (disk.EncryptionSet is { } set)
            managed["diskEncryptionSet"] = new JsonObject { ["id"] = set };
        if (one.Lun is null && disk.OsType is { } osType)
            entry["osType"] = osType;
        entry["name"] = disk.Name;
        entry["managedDisk"] = managed;
        if (isAllocated)
            entry["diskSizeGB"] = disk.SizeGiB;
        if (one.Lun is not null)
            entry["toBeDetached"] = false;
        return entry;
    }
}
