using OpsFunctions.Simulator.Changes;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator;

/// <summary>What people make and mark beside the suite: at once, past locks and limits, with a trace in the activity log alone.</summary>
public sealed class SimulatedPeople
{
    private readonly SimulatedAzure _azure;

    internal SimulatedPeople(SimulatedAzure azure) => (_azure, Access, Alerts) = (azure, new AccessMoves(azure), new AlertMoves(azure));

    /// <summary>What they do with access.</summary>
    public AccessMoves Access { get; }

    /// <summary>What they do about alerts and troubles.</summary>
    public AlertMoves Alerts { get; }

    /// <summary>A person makes a resource group, whatever its name and tags look like.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="ArgumentException">There is no such subscription or region, or the group is there.</exception>
    public string MakeGroup(string subscription, string name, string region, IReadOnlyDictionary<string, string>? tags = null)
    {
        if (!_azure.Fleet.Subscriptions.Any(one => one.Id.Equals(subscription, StringComparison.OrdinalIgnoreCase)))
            throw new ArgumentException($"There is no subscription {subscription}.", nameof(subscription));
        var location = AzureLocations.Find(region) ?? throw new ArgumentException($"There is no region {region}.", nameof(region));
        var group = new SimulatedResourceGroup(subscription, name, location.Name, Sorted(tags));
        lock (_azure.Changing)
        {
            if (_azure.Fleet.Groups.Find(subscription, name) is not null)
                throw new ArgumentException($"There is a resource group {group.Id}.", nameof(name));
            _azure.Fleet.Groups.Keep(group);
        }
        new SomebodyElse(_azure).Wrote(group.Id, "Microsoft.Resources/subscriptions/resourceGroups/write");
        return group.Id;
    }

    /// <summary>A person makes a resource in a group, also in one of the suite's: a disk, a network, or something of any other
    /// type.</summary>
    /// <param name="id">Its resource id; its group must be there.</param>
    /// <param name="tags">Null: none.</param>
    /// <exception cref="ArgumentException">There is no such group, or the resource is there.</exception>
    public void MakeResource(string id, IReadOnlyDictionary<string, string>? tags = null)
    {
        var parts = id.Split('/');
        if (parts.Length != 9 || _azure.Fleet.Groups.Find(parts[2], parts[4]) is not { } group)
            throw new ArgumentException($"{id} is no resource in a group that is there.", nameof(id));
        lock (_azure.Changing)
        {
            var now = _azure.Time.GetUtcNow();
            if (_azure.Contents.Exists(content => content.Find(id, now) is not null))
                throw new ArgumentException($"There is a resource {id}.", nameof(id));
            if (parts[7].Equals("disks", StringComparison.OrdinalIgnoreCase))
                _azure.Disks.Keep(Disk(id, group, tags, now), now, SomebodyElse.Name);
            else
                _azure.Resources.Store.Keep(ForeignType.Make(_azure.Resources.Store, id, group.Region, Sorted(tags)));
        }
        new SomebodyElse(_azure).Wrote(id, $"{parts[6]}/{parts[7]}/write");
    }

    /// <summary>A person sets a tag of a resource group, or takes it away where the value is null.</summary>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public void Tag(string groupId, string name, string? value)
    {
        var parts = groupId.Split('/');
        lock (_azure.Changing)
        {
            if (parts.Length != 5 || _azure.Fleet.Groups.Find(parts[2], parts[4]) is not { } group)
                throw new ArgumentException($"There is no resource group {groupId}.", nameof(groupId));
            var tags = Sorted(group.Tags);
            if (value is null)
                tags.Remove(name);
            else
                tags[name] = value;
            _azure.Fleet.Groups.Keep(group with { Tags = tags });
        }
        new SomebodyElse(_azure).Wrote(groupId, "Microsoft.Resources/tags/write");
    }

    /// <summary>
    /// A service, such as AKS or Databricks, manages a resource group with all that is in it; null: nothing does any more.
    /// </summary>
    /// <param name="groupId">Which.</param>
    /// <param name="by">Resource id of what manages it.</param>
    /// <exception cref="ArgumentException">There is no such group.</exception>
    public void Manage(string groupId, string? by)
    {
        var parts = groupId.Split('/');
        lock (_azure.Changing)
        {
            if (parts.Length != 5 || _azure.Fleet.Groups.Find(parts[2], parts[4]) is not { } group)
                throw new ArgumentException($"There is no resource group {groupId}.", nameof(groupId));
            _azure.Fleet.Groups.Keep(group with { ManagedBy = by });
        }
    }

    /// <summary>Says what a machine of the fleet is beyond what was drawn for it, in the place of what was said before.</summary>
    /// <exception cref="ArgumentException">There is no such machine in the fleet.</exception>
    public void Describe(string machineId, MachineTraits traits)
    {
        ArgumentNullException.ThrowIfNull(traits);
        lock (_azure.Changing)
        {
            if (_azure.Fleet.OfFleet(machineId) is not { DeletedAt: null } machine)
                throw new ArgumentException($"There is no machine {machineId} in the fleet.", nameof(machineId));
            machine.Traits = traits with { TenantId = _azure.TenantId };
            var encryption = TraitDocument.Encryption(machine);
            if (traits.HasAdeExtension)
                machine.EnsureParts().Extensions[encryption.Name] = encryption;
            else
                machine.Parts?.Extensions.TryRemove(encryption.Name, out _);
            if (traits.Plan is (var publisher, var product, var name))
                _azure.Marketplace.Accept(machine.SubscriptionId, publisher, product, name);
        }
    }

    private static ManagedDisk Disk(
        string id, SimulatedResourceGroup group, IReadOnlyDictionary<string, string>? tags, DateTimeOffset now) => new()
    {
        Id = id, SubscriptionId = group.SubscriptionId, Region = group.Region, SizeGiB = 32, CreatedAt = now,
        Creation = new() { ["createOption"] = "Empty" }, Tags = Sorted(tags), HasTags = tags is not null,
    };

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string>? tags)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in tags ?? new Dictionary<string, string>(StringComparer.Ordinal))
            sorted[name] = value;
        return sorted;
    }
}
