using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>
/// Says whether changes are frozen. What is in doubt is frozen: an unknown time zone, a resource whose environment is unknown.
/// </summary>
public static class FreezePolicy
{
    /// <param name="timeZone">IANA name of the resource's zone, for freezes that name none; empty: not known.</param>
    /// <param name="environment">The resource's environment, in any case; null: unknown.</param>
    public static FreezeVerdict At(IReadOnlyList<Freeze> freezes, string timeZone, string? environment, DateTimeOffset now)
    {
        var spans = new List<(Freeze Freeze, DateTimeOffset From, DateTimeOffset To)>();
        foreach (var freeze in freezes.Where(freeze => Holds(freeze, environment)))
        {
            var name = string.IsNullOrWhiteSpace(freeze.TimeZone) ? timeZone : freeze.TimeZone;
            if (WallClock.Find(name) is not { } zone)
                return new(true, null, $"frozen: '{Words.OneLine(name)}' of the freeze {freeze.Name} is no time zone this machine knows");
            // Of an hour that the clock repeats, all of it.
            spans.Add((freeze, WallClock.First(zone, freeze.From), WallClock.Last(zone, freeze.To)));
        }

        var current = spans.Where(span => span.From <= now && now < span.To).OrderBy(span => span.To)
            .ThenBy(span => span.Freeze.Name, StringComparer.Ordinal).ToList();
        if (current.Count == 0)
            return new(false, null, "no freeze holds")
            {
                NextFrom = spans.Where(span => span.From > now && span.To > span.From).Select(span => (DateTimeOffset?)span.From).Min()
            };
        var until = current[^1].To;
        // One freeze may begin before the other has ended.
        while (spans.Where(span => span.From <= until && span.To > until).Select(span => (DateTimeOffset?)span.To).Max() is { } later)
            until = later;
        return new(
            true, until,
            Invariant(
                $"frozen until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {string.Join(", ", current.Select(span => span.Freeze.Name))}"));
    }

    private static bool Holds(Freeze freeze, string? environment) =>
        freeze.Environments.Count == 0 || string.IsNullOrWhiteSpace(environment)
            || freeze.Environments.Contains(environment, StringComparer.OrdinalIgnoreCase);
}
