namespace OpsFunctions.Orchestrations.Snapshots.Retention.Rules;

/// <summary>
/// The newest of each of the latest so many periods that have one. Where fewer have one, the oldest point is kept, too: it is the one
/// from which the missing periods will once be counted, as in restic.
/// </summary>
internal sealed class PeriodRule(Period period, int count) : IKeepRule
{
    // Said to many points, so written once each.
    private readonly string?[] _reasons = new string?[count];

    public void Apply(GoodPoints good)
    {
        var (found, last) = (0, 0L);
        for (var index = 0; index < good.Count; index++)
        {
            var number = Periods.Number(period, good.At(index));
            if (found > 0 && number == last)
            {
                if (index == good.Count - 1)
                    good.Keep(index, $"the oldest, while fewer than {count} {Periods.Name(period)}s have a point");
                continue;
            }
            good.Keep(index, _reasons[found] ??= $"newest of its {Periods.Name(period)}, {found + 1} of {count}");
            found++;
            if (found == count)
                return;
            last = number;
        }
    }
}
