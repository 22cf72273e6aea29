namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>What is less than so much older than the newest good one stays, whatever the other rules say.</summary>
internal sealed class MinAgeRule(TimeSpan least) : IKeepRule
{
    private readonly string _reason = $"less than {Spans.Text(least)} older than the newest good one";

    public void Apply(GoodPoints good)
    {
        for (var index = 0; index < good.Count && good.Newest - good.At(index) < least; index++)
            good.Keep(index, _reason);
    }
}
