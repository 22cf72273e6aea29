using System.Globalization;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Simulator;
using Size = OpsFunctions.Orchestrations.Machines.Sizes.Size;

namespace OpsFunctions.Benchmarks.Rightsizing;

/// <summary>What became of one adviser's advice.</summary>
internal sealed class AdviceScore(string name)
{
    private double _saving;

    public int Advised { get; private set; }

    /// <summary>Advice below the true need: a load that the old size carried, or more of it, and the new one does not.</summary>
    public List<string> Harm { get; } = [];

    /// <summary>Advice that Azure would refuse, or by which the machine would lose what it is built with.</summary>
    public List<string> Violations { get; } = [];

    public void Add(Size? target, TrueNeed need, IReadOnlyList<string> obstacles)
    {
        if (target is null)
            return;
        Advised++;
        var what = $"{need.Machine.Name} {need.Present.Name} -> {target.Name}";
        if (obstacles.Count > 0)
            Violations.Add($"{what}: {string.Join(", ", obstacles)}");
        var share = need.Truth.Share(target.Name);
        var isHarmful = share < Math.Min(Truth.Enough, need.Truth.Share(need.Present.Name));
        if (isHarmful)
            Harm.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: carries {share:P2}, {need.Truth.Machine.Archetype}"));
        if (!isHarmful && obstacles.Count == 0)
            _saving += need.Saving(target);
    }

    public double ShareOf(double possible) => possible > 0 ? _saving / possible : 1;

    public string Row(double withRoom, double toTheBrim) => string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {Advised:N0} | {Harm.Count:N0} | {Violations.Count:N0} | {_saving:N0} | {ShareOf(withRoom):P1} | {ShareOf(toTheBrim):P1} |");
}
