namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>
/// The newest of each of the latest so many periods that have one. Where fewer have one, the oldest point is kept, too: it is the one
/// from which the missing periods will once be counted, as in restic.
/// </summary>
internal sealed class PeriodRule(Period period, int count) : IKeepRule
{
    private readonly string[] _reasons = [.. Enumerable.Range(1, count).Select(number => $"newest of its {Periods.Name(period)}, {number} of {count}")];
    private readonly string _oldest = $"the oldest, while fewer than {count} {Periods.Name(period)}s have a point";

    public void Apply(GoodPoints good)
    {
        var (found, last) = (0, 0L);
        for (var index = 0; index < good.Count; index++)
        {
            var number = Periods.Number(period, good.At(index));
            if (found > 0 && number == last)
            {
                if (index == good.Count - 1)
                    good.Keep(index, _oldest);
                continue;
            }
            good.Keep(index, _reasons[found++]);
            if (found == count)
                return;
            last = number;
        }
    }
}
