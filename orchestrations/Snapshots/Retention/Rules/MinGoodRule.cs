namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>So many of the newest good ones stay, whatever the other rules say; one at least.</summary>
internal sealed class MinGoodRule(int least) : IKeepRule
{
    private readonly int _least = Math.Max(1, least);
    private readonly string _reason = $"one of the {Math.Max(1, least)} newest good ones, which always stay";

    public void Apply(GoodPoints good)
    {
        for (var index = 0; index < Math.Min(_least, good.Count); index++)
            good.Keep(index, _reason);
    }
}
