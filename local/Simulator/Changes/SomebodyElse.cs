using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Power;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Changes;

/// <summary>A person who changes machines behind the suite's back: at once, and with a trace in the activity log alone.</summary>
internal sealed class SomebodyElse(SimulatedAzure azure)
{
    public const string Name = "somebody.else@contoso.example";

    public void SetSize(Machine machine, VmSize size)
    {
        lock (azure.Changing)
        {
            machine.ChangeSize(size, azure.Time.GetUtcNow(), Name);
        }
        Write(machine, "Microsoft.Compute/virtualMachines/write");
    }

    public void SetTag(Machine machine, string name, string? value)
    {
        lock (azure.Changing)
        {
            machine.ChangeTags(Changed(machine.Tags, name, value), azure.Time.GetUtcNow(), Name);
        }
        Write(machine, "Microsoft.Resources/tags/write");
    }

    public void SetPower(Machine machine, bool isOn)
    {
        lock (azure.Changing)
        {
            var now = azure.Time.GetUtcNow().UtcTicks;
            machine.ChangePower(isOn
                ? new PowerChange(now, now, MachinePower.Starting, MachinePower.Running, "VirtualMachines_Start", Name)
                : new PowerChange(now, now, MachinePower.Deallocating, MachinePower.Deallocated, "VirtualMachines_Deallocate", Name));
        }
        Write(machine, isOn ? "Microsoft.Compute/virtualMachines/start/action" : "Microsoft.Compute/virtualMachines/deallocate/action");
    }

    public Snapshot AddSnapshot(Machine machine, int? lun, string name, IReadOnlyDictionary<string, string> tags, DateTimeOffset? createdAt)
    {
        Snapshot snapshot;
        lock (azure.Changing)
        {
            var now = azure.Time.GetUtcNow();
            snapshot = SnapshotMaker.Of(
                DiskFacts.Of(DiskOf(machine, lun, now)), SnapshotMaker.IdOf(machine.SubscriptionId, machine.ResourceGroup, name),
                new SnapshotRequest { IsIncremental = true, Tags = tags, EncryptionSet = machine.DiskEncryptionSet }, createdAt ?? now);
            if (azure.Snapshots.Find(snapshot.Id) is not null)
                throw new ArgumentException($"There is a snapshot {snapshot.Id}.", nameof(name));
            azure.Snapshots.Keep(snapshot, now, Name);
        }
        Write(snapshot.Id, "Microsoft.Compute/snapshots/write");
        return snapshot;
    }

    public void DeleteMachine(Machine machine, bool withDisks)
    {
        lock (azure.Changing)
        {
            if (machine.DeletedAt is not null)
                throw new ArgumentException($"{machine.Name} is gone already.", nameof(machine));
            var now = azure.Time.GetUtcNow();
            machine.ChangePower(new PowerChange(
                now.UtcTicks, now.UtcTicks, MachinePower.Deallocating, MachinePower.Deallocated, "VirtualMachines_Delete", Name));
            machine.Delete(new MachineDeletion(now, withDisks));
            azure.Locks.Remove(machine.Id);
        }
        Write(machine, "Microsoft.Compute/virtualMachines/delete");
    }

    public void ReplaceDisk(Machine machine, int? lun)
    {
        MachineDisk disk;
        lock (azure.Changing)
        {
            var now = azure.Time.GetUtcNow();
            disk = DiskOf(machine, lun, now);
            machine.Replace(new DiskReplacement(lun, now));
        }
        Write(disk.Id, "Microsoft.Compute/disks/write");
    }

    public void DeleteSnapshot(string id)
    {
        lock (azure.Changing)
        {
            azure.Snapshots.Remove(Find(id), azure.Time.GetUtcNow(), azure.Time.GetUtcNow(), Name);
        }
        Write(id, "Microsoft.Compute/snapshots/delete");
    }

    public void SetSnapshotTag(string id, string name, string? value)
    {
        lock (azure.Changing)
        {
            var entry = Find(id);
            entry.Change(entry.Last with { Tags = Changed(entry.Last.Tags, name, value) }, azure.Time.GetUtcNow());
        }
        Write(id, "Microsoft.Resources/tags/write");
    }

    /// <summary>The trace of what somebody did elsewhere.</summary>
    public void Wrote(string id, string action) => Write(id, action);

    private Kept<Snapshot> Find(string id) =>
        azure.Snapshots.Find(id) ?? throw new ArgumentException($"There is no snapshot {id}.", nameof(id));

    private static MachineDisk DiskOf(Machine machine, int? lun, DateTimeOffset now) =>
        (lun is null or >= 0) && !(lun >= machine.DataDisks) && new MachineDisk(machine, lun).Exists(now)
        ? new MachineDisk(machine, lun).At(now)
        : throw new ArgumentException(
            $"{machine.Name} has no disk {lun?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "of its system"}.",
            nameof(lun));

    private static SortedDictionary<string, string> Changed(IReadOnlyDictionary<string, string> tags, string name, string? value)
    {
        var changed = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (present, text) in tags)
            changed[present] = text;
        if (value is null)
            changed.Remove(name);
        else
            changed[name] = value;
        return changed;
    }

    private void Write(Machine machine, string action) => Write(machine.Id, action, machine.Seed);

    private void Write(string id, string action, ulong? seed = null)
    {
        var now = azure.Time.GetUtcNow();
        var correlation = Noise.Id((seed ?? Noise.Of(id)) ^ (ulong)now.UtcTicks, action).ToString();
        azure.Activity.Add(new ActivityEntry(now, Name, action, id, "Succeeded", correlation, Code: null));
    }
}
