using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Power;
using OpsFunctions.Simulator.Snapshotting;

namespace OpsFunctions.Simulator.Resources;

/// <summary>The fleet's machines with their disks, snapshots, collections of restore points and groups of reservations, as members of their
/// groups.</summary>
internal sealed class FleetContent(SimulatedAzure azure) : IGroupContent
{
    public IEnumerable<ResourceItem> In(string subscription, string? group, DateTimeOffset now)
    {
        var home = group is null ? $"/subscriptions/{subscription}/" : $"/subscriptions/{subscription}/resourceGroups/{group}/";
        foreach (var machine in azure.Fleet.Everything)
        {
            if (!machine.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)
                || (group is not null && !machine.ResourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }
            if (machine.DeletedAt is null)
                yield return Of(machine);
            if (machine.Made is not null)
                continue;
            foreach (var disk in MachineDisk.Of(machine).Where(disk => disk.Exists(now)))
                yield return Of(disk.At(now), now);
        }
        foreach (var disk in azure.Disks.Shelf.All.Where(one => one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase)))
            yield return Of(disk, now);
        foreach (var snapshot in azure.Snapshots.All.Where(one => one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase)))
            yield return Of(snapshot);
        foreach (
            var collection in azure.RestorePoints.Collections.Where(one => one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase)))
            yield return Of(collection);
        foreach (var reserved in azure.Reservations.Groups.Where(one => one.Id.StartsWith(home, StringComparison.OrdinalIgnoreCase)))
            yield return Of(reserved);
    }

    public ResourceItem? Find(string id, DateTimeOffset now)
    {
        if (azure.Fleet.Present(id) is { } machine)
            return Of(machine);
        if (azure.Disks.Find(id) is { } made)
            return Of(made, now);
        if (MachineDisk.Find(azure.Fleet, id, now) is { } disk)
            return Of(disk, now);
        if (azure.Snapshots.Find(id) is { } snapshot)
            return Of(snapshot.Last);
        if (azure.RestorePoints.CollectionShelf.Find(id) is { } collection)
            return Of(collection.Last);
        return azure.Reservations.FindGroup(id) is { } reserved ? Of(reserved) : null;
    }

    public OperationError? Keeps(ResourceItem item, IReadOnlySet<string> going, DateTimeOffset now)
    {
        if (azure.Reservations.FindGroup(item.Id) is { } reserved
            && azure.Reservations.InGroup(reserved.Id).FirstOrDefault(one => !going.Contains(one.Id)) is { } user)
            return new OperationError("OperationNotAllowed",
                $"Capacity reservation group '{reserved.Name}' cannot be deleted as it is associated with {user.Id}.");
        if (item.ManagedBy is { } owner && !going.Contains(owner))
            return new OperationError("OperationNotAllowed", $"Disk {item.Name} is attached to VM {owner}.");
        return null;
    }

    // Machines and disks go at once, whenever the operation ends: they are what Azure deletes first.
    public void Delete(ResourceItem item, LongOperation operation)
    {
        var (now, caller) = (operation.Start, operation.Caller);
        if (azure.Disks.Find(item.Id) is { } made)
        {
            if (!made.IsLeaving)
                azure.Disks.Shelf.Remove(made, now, now, caller);
        }
        else if (azure.Fleet.Present(item.Id) is { } machine)
        {
            machine.ChangePower(new PowerChange(
                now.UtcTicks, now.UtcTicks, MachinePower.Deallocating, MachinePower.Deallocated, "VirtualMachines_Delete", caller));
            machine.Delete(new MachineDeletion(now, WithDisks: true));
        }
        else if (MachineDisk.Find(azure.Fleet, item.Id, now) is { Machine: { DeletedAt: { } at } owner })
        {
            owner.Delete(new MachineDeletion(at, WithDisks: true));
        }
        else if (azure.Snapshots.Find(item.Id) is { } snapshot)
        {
            if (!snapshot.IsLeaving)
                azure.Snapshots.Remove(snapshot, now, now, caller);
        }
        else if (azure.RestorePoints.CollectionShelf.Find(item.Id) is { } collection)
        {
            if (!collection.IsLeaving)
                azure.RestorePoints.Remove(collection, now, now, caller);
        }
        else if (azure.Reservations.FindGroup(item.Id) is { } reserved)
        {
            foreach (var one in azure.Reservations.Of(reserved.Id))
                azure.Reservations.Keep(one with { Deletion = operation with { End = now } });
            azure.Reservations.RemoveGroup(reserved.Id);
        }
    }

    public bool SetTags(ResourceItem item, SortedDictionary<string, string> tags, DateTimeOffset now, string caller)
    {
        if (azure.Fleet.Present(item.Id) is { } machine)
            Change(machine, tags, now, caller);
        else if (azure.Snapshots.Find(item.Id) is { } snapshot)
            snapshot.Change(snapshot.Last with { Tags = tags }, now);
        else if (azure.Disks.Find(item.Id) is { } disk)
            disk.Change(disk.Last with { Tags = tags }, now);
        else if (azure.RestorePoints.CollectionShelf.Find(item.Id) is { } collection)
            collection.Change(collection.Last with { Tags = tags }, now);
        else
            return false;
        return true;
    }

    private static void Change(Machine machine, SortedDictionary<string, string> tags, DateTimeOffset now, string caller)
    {
        machine.ChangeTags(tags, now, caller);
        machine.CountVersion(now);
    }

    private static ResourceItem Of(Kept<ManagedDisk> entry, DateTimeOffset now)
    {
        var disk = entry.At(now);
        return new ResourceItem(ComputeNames.AsListed(disk.Id), "Microsoft.Compute/disks", disk.Region)
        {
            Tags = disk.Tags, Sku = DiskDocument.Sku(
                disk.Sku), ManagedBy = disk.ManagedBy, Zone = disk.Zone, CreatedAt = disk.CreatedAt, ChangedAt = disk.CreatedAt,
        };
    }

    private static ResourceItem Of(Machine machine) => new(machine.Id, "Microsoft.Compute/virtualMachines", machine.Region)
    {
        Tags = machine.Tags, Zone = machine.Zone, CreatedAt = machine.CreatedAt, ChangedAt = machine.CreatedAt,
    };

    // Recorded: their group comes in capitals.
    private static ResourceItem Of(MachineDisk disk, DateTimeOffset now)
    {
        var parts = disk.Id.Split('/');
        parts[4] = parts[4].ToUpperInvariant();
        return new ResourceItem(string.Join('/', parts), "Microsoft.Compute/disks", disk.Machine.Region)
        {
            Sku = DiskDocument.Sku(disk), ManagedBy = disk.ManagedBy(now), Zone = disk.Machine.Zone, CreatedAt = disk.CreatedAt,
                ChangedAt = disk.CreatedAt,
        };
    }

    private static ResourceItem Of(Snapshot snapshot) => new(snapshot.Id, "Microsoft.Compute/snapshots", snapshot.Region)
    {
        Tags = snapshot.Tags, CreatedAt = snapshot.CreatedAt, ChangedAt = snapshot.CreatedAt,
    };

    private static ResourceItem Of(RestorePointCollection collection) =>
        new(collection.Id, "Microsoft.Compute/restorePointCollections", collection.Region)
    {
        Tags = collection.Tags,
    };

    private static ResourceItem Of(CapacityReservationGroup group) =>
        new(group.Id, "Microsoft.Compute/capacityReservationGroups", group.Region)
    {
        Tags = group.Tags, CreatedAt = group.CreatedAt, ChangedAt = group.CreatedAt,
    };
}
