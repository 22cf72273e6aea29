namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>When changes may be made, by the clock on the wall where the resource lies.</summary>
public sealed record ChangeWindow
{
    /// <summary>IANA name, <c>Europe/Amsterdam</c>; null: that of the resource's region.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Days on which the window begins; empty: every day.</summary>
    public IList<DayOfWeek> Days { get; init; } = [];

    /// <summary>When it begins, local time.</summary>
    public TimeOnly From { get; init; }

    /// <summary>
    /// When it ends, local time, itself outside; not later than <see cref="From"/>: on the next day. Equal: the whole day, from midnight.
    /// </summary>
    public TimeOnly To { get; init; }

    /// <summary>Whether it does not begin on holidays.</summary>
    public bool SkipHolidays { get; init; }

    /// <summary>It is open at every moment, in whatever zone.</summary>
    internal bool IsAlways => From == To && Days.Count == 0 && !SkipHolidays;

    /// <summary>What is wrong with it, for the settings' check.</summary>
    internal IEnumerable<string> Problems(string name)
    {
        if (!string.IsNullOrWhiteSpace(TimeZone) && WallClock.Find(TimeZone) is null)
            yield return $"{name}:TimeZone is '{Words.OneLine(TimeZone)}'; it must be an IANA name such as Europe/Amsterdam";
        if (!Days.All(Enum.IsDefined))
            yield return $"{name}:Days holds an unknown day; days are {string.Join(", ", Enum.GetNames<DayOfWeek>())}";
    }
}

/// <summary>Whether a window is open.</summary>
/// <param name="OpensAt">The first open instant from now, UTC, where it is closed; null: never within 400 days.</param>
/// <param name="ClosesAt">The first closed instant from now, UTC, where it is open; null: not within 400 days.</param>
public sealed record WindowVerdict(bool IsOpen, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, string Reason);
