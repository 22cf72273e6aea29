namespace OpsFunctions.Orchestrations.Guard.Calendar;

/// <summary>
/// The time zone whose clock windows and freezes of a resource go by: that of its tag, else that of its region. One place decides.
/// </summary>
/// <param name="Name">IANA name; empty: not known, so that its windows stay closed and what may be frozen is.</param>
/// <param name="Problem">Why it is not known, in words; null: it is.</param>
public sealed record ResourceZone(string Name, string? Problem)
{
    public const string Tag = "ops:timezone";

    /// <param name="tags">Tags of the resource, names in any case.</param>
    /// <param name="region">As Azure names it; empty: not known.</param>
    public static ResourceZone Of(IEnumerable<KeyValuePair<string, string>> tags, string region)
    {
        var tagged = tags.FirstOrDefault(tag => string.Equals(tag.Key, Tag, StringComparison.OrdinalIgnoreCase));
        return tagged.Key is not null ? OfTag(tagged.Value) : OfRegion(region);
    }

    /// <summary>Of regions that should all tell the same, such as those of a machine's points when the machine is gone.</summary>
    public static ResourceZone OfRegions(IEnumerable<string> regions)
    {
        var zones = regions.Select(OfRegion).Distinct().Take(2).ToList();
        return zones.Count == 1 ? zones[0] : new("", "its points lie in several time zones, or in none that is known");
    }

    private static ResourceZone OfTag(string tagged) => WallClock.Find(tagged.Trim()) is null
        ? new("", $"{Tag}={Words.OneLine(tagged)} is no IANA time zone")
        : new(tagged.Trim(), null);

    private static ResourceZone OfRegion(string region) => RegionTimeZones.Find(region) is { } zone
        ? new(zone, null)
        : new("", $"the time zone of the region '{Words.OneLine(region)}' is not known: set the tag {Tag}");
}
