using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator;

/// <summary>Resources of other kinds than machines and what hangs on them: networks, addresses, web apps.</summary>
public sealed class SimulatedResources
{
    internal SimulatedResources(SimulatedAzure azure) => Store = new ResourceStore(azure);

    internal ResourceStore Store { get; }

    /// <summary>Whether there is a resource with that id, whose case does not matter.</summary>
    public bool Exists(string id) => Store.Find(id) is not null;

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
