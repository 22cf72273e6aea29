namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>All that are at most so much older than the newest good one.</summary>
internal sealed class WithinRule(TimeSpan span) : IKeepRule
{
    private readonly string _reason = $"at most {Spans.Text(span)} older than the newest good one";

    public void Apply(GoodPoints good)
    {
        for (var index = 0; index < good.Count && good.Newest - good.At(index) <= span; index++)
            good.Keep(index, _reason);
    }
}
