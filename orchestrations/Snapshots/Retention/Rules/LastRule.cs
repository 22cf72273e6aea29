namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>The newest so many, whenever they were taken.</summary>
internal sealed class LastRule(int count) : IKeepRule
{
    private readonly string _reason = $"one of the newest {count}";

    public void Apply(GoodPoints good)
    {
        for (var index = 0; index < Math.Min(count, good.Count); index++)
            good.Keep(index, _reason);
    }
}
