using OpsFunctions.Simulator.Loads;
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
            var tags = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (present, text) in machine.Tags)
                tags[present] = text;
            if (value is null)
                tags.Remove(name);
            else
                tags[name] = value;
            machine.ChangeTags(tags, azure.Time.GetUtcNow(), Name);
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
            if (lun < 0 || lun >= machine.DataDisks)
                throw new ArgumentException($"{machine.Name} has no disk {lun}.", nameof(lun));
            snapshot = SnapshotMaker.Of(
                new MachineDisk(machine, lun), SnapshotMaker.IdOf(machine.SubscriptionId, machine.ResourceGroup, name),
                new SnapshotRequest("", IsIncremental: true, "AllowAll", "Standard_LRS", tags), createdAt ?? now);
            if (azure.Snapshots.Find(snapshot.Id) is not null)
                throw new ArgumentException($"There is a snapshot {snapshot.Id}.", nameof(name));
            azure.Snapshots.Keep(snapshot, now);
        }
        Write(snapshot.Id, "Microsoft.Compute/snapshots/write");
        return snapshot;
    }

    private void Write(Machine machine, string action) => Write(machine.Id, action, machine.Seed);

    private void Write(string id, string action, ulong? seed = null)
    {
        var now = azure.Time.GetUtcNow();
        var correlation = Noise.Id((seed ?? Noise.Of(id)) ^ (ulong)now.UtcTicks, action).ToString();
        azure.Activity.Add(new ActivityEntry(now, Name, action, id, "Succeeded", correlation, Code: null));
    }
}
