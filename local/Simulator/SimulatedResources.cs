using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator;

/// <summary>Resources of other kinds than machines and what hangs on them: networks, addresses, web apps.</summary>
public sealed class SimulatedResources
{
    private readonly SimulatedAzure _azure;

    internal SimulatedResources(SimulatedAzure azure) => (_azure, Store) = (azure, new ResourceStore(azure));

    internal ResourceStore Store { get; }

    /// <summary>Whether there is a resource with that id, whose case does not matter.</summary>
    public bool Exists(string id) => Store.Find(id) is not null;

    /// <summary>
    /// The truth for judges: ids of all that is in a resource group now, in order, whoever made it, managed run commands of its machines
    /// included. What a list still shows after its end is not there. Empty: nothing, or no such group.
    /// </summary>
    /// <param name="groupId">/subscriptions/{id}/resourceGroups/{name}.</param>
    public IReadOnlyList<string> Of(string groupId)
    {
        var (parts, now) = (groupId.TrimEnd('/').Split('/'), _azure.Time.GetUtcNow());
        if (parts.Length != 5)
            throw new ArgumentException($"{groupId} is no id of a resource group.", nameof(groupId));
        var commands = _azure.Fleet.Everything.Where(machine => machine.DeletedAt is null
                && machine.Id.StartsWith(string.Join('/', parts) + "/", StringComparison.OrdinalIgnoreCase))
            .SelectMany(machine => (machine.Parts?.RunCommands.Values ?? []).Where(one => one.Exists(now))
                .Select(one => $"{machine.Id}/runCommands/{one.Name}"));
        return
        [
            .. _azure.Contents.SelectMany(content => content.In(parts[2], parts[4], now)).Select(item => Spelled(item.Id)).Concat(commands)
                .Order(StringComparer.OrdinalIgnoreCase),
        ];
    }

    // Lists write the group of a disk in capitals.
    private string Spelled(string id)
    {
        var parts = id.Split('/');
        parts[4] = _azure.Fleet.Groups.Find(parts[2], parts[4])?.Name ?? parts[4];
        return string.Join('/', parts);
    }

    /// <summary>From now on a network interface is used by that machine, and cannot be deleted before it.</summary>
    /// <param name="id">The interface's resource id.</param>
    /// <param name="user">The machine's resource id.</param>
    public void Attach(string id, string user) => Store.Users[id] = user;

    /// <summary>From now on Azure Backup protects a machine.</summary>
    /// <param name="machine">Its resource id.</param>
    /// <param name="vault">Resource id of the vault.</param>
    /// <param name="policy">Name of the policy.</param>
    public void Protect(string machine, string vault, string policy = "DefaultPolicy") => Store.Protections[machine] = (vault, policy);

    /// <summary>From now on nothing uses it.</summary>
    public void Detach(string id) => Store.Users.TryRemove(id, out _);
}
