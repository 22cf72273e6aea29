namespace OpsFunctions.Simulator.Loads;

/// <summary>A reproducible sequence of draws: the n-th draw depends on the seed and on n only.</summary>
internal sealed class Dice(ulong seed)
{
    private long _draws;

    public double Next() => Noise.Unit(Noise.Mix(seed, ++_draws));

    public double Between(double from, double to) => from + (Next() * (to - from));

    public int Below(int count) => (int)(Next() * count);

    public bool Chance(double probability) => Next() < probability;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}
