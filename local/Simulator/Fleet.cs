using System.Collections.Concurrent;
using System.Collections.Frozen;
using OpsFunctions.Simulator.Making;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator;

/// <summary>A subscription of the simulated tenant.</summary>
/// <param name="Id">GUID in lower case.</param>
/// <param name="Name">Display name.</param>
public sealed record SimulatedSubscription(string Id, string Name);

/// <summary>A resource group.</summary>
public sealed record SimulatedResourceGroup(string SubscriptionId, string Name, string Region, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Id of what manages it; null: nothing does.</summary>
    public string? ManagedBy { get; init; }

    internal string Id => $"/subscriptions/{SubscriptionId}/resourceGroups/{Name}";
}

/// <summary>The truth: every machine, subscription and resource group there is.</summary>
public sealed class Fleet
{
    private readonly FrozenDictionary<string, Machine> _byId;

    internal Fleet(
        IReadOnlyList<SimulatedSubscription> subscriptions, IReadOnlyList<SimulatedResourceGroup> groups, IReadOnlyList<Machine> machines)
    {
        Subscriptions = subscriptions;
        Groups = new ResourceGroups(groups);
        Machines = machines;
        _byId = machines.ToFrozenDictionary(machine => machine.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What was found in the recordings and is worth telling, by file; most have nothing.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Subscriptions in order of their creation.</summary>
    public IReadOnlyList<SimulatedSubscription> Subscriptions { get; private set; }

    /// <summary>Resource groups in order of subscription and name: those of the machines and those that were made since, without what is
    /// gone.</summary>
    public IReadOnlyList<SimulatedResourceGroup> ResourceGroups => Groups.All;

    internal ResourceGroups Groups { get; }

    /// <summary>Tags of subscriptions, by id.</summary>
    internal ConcurrentDictionary<string, SortedDictionary<string, string>> SubscriptionTags { get; } = new(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Machines in order of their index.</summary>
    public IReadOnlyList<Machine> Machines { get; }

    /// <summary>
    /// The machine with that resource id, whose case does not matter, also one that somebody deleted; null: there never was one.
    /// </summary>
    public Machine? Find(string resourceId) => Made.Find(resourceId) ?? _byId.GetValueOrDefault(resourceId);

    /// <summary>Machines that requests made since the start: they are no part of what a run is judged by.</summary>
    internal MadeMachines Made { get; } = new();

    /// <summary>The fleet's and those that were made.</summary>
    internal IReadOnlyList<Machine> Everything => Made.Joined(Machines);

    /// <summary>Adds a subscription without machines; it comes last.</summary>
    internal void Add(SimulatedSubscription subscription) => Subscriptions = [.. Subscriptions, subscription];

    internal Machine? OfFleet(string resourceId) => _byId.GetValueOrDefault(resourceId);

    /// <summary>The same without those that were deleted.</summary>
    internal Machine? Present(string resourceId) => Find(resourceId) is { DeletedAt: null } machine ? machine : null;

    /// <summary>An availability set's members, in order of their index; names ignore case.</summary>
    internal List<Machine> MembersOf(string subscription, string group, string set) =>
    [
        .. Everything.Where(machine => machine.DeletedAt is null
            && string.Equals(machine.AvailabilitySet, set, StringComparison.OrdinalIgnoreCase)
            && machine.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)
            && machine.ResourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase)),
    ];
}
