using System.Collections.Concurrent;

namespace OpsFunctions.Simulator.Making;

/// <summary>Machines that requests made, those included that are gone. Read by anybody, written by one at a time.</summary>
internal sealed class MadeMachines
{
    private readonly ConcurrentDictionary<string, Machine> _last = new(StringComparer.OrdinalIgnoreCase);
    private volatile Machine[] _all = [];
    private volatile Machine[]? _joined;
    private volatile Machine[] _ordered = [];

    /// <summary>In order of their making.</summary>
    public IReadOnlyList<Machine> All => _all;

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Machine> InOrderOfId => _ordered;

    /// <summary>The last of that id, also one that is gone.</summary>
    public Machine? Find(string id) => _all.Length == 0 ? null : _last.GetValueOrDefault(id);

    public IReadOnlyList<Machine> Joined(IReadOnlyList<Machine> fleet) => _all.Length == 0 ? fleet : _joined ??= [.. fleet, .. _all];

    public void Add(Machine machine)
    {
        _last[machine.Id] = machine;
        _all = [.. _all, machine];
        _ordered = [.. _all.OrderBy(one => one.Id, StringComparer.Ordinal).ThenBy(one => one.Index)];
        _joined = null;
    }
}
