namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>Somebody needs a point, so nothing deletes it.</summary>
/// <param name="Id">Names the hold: 1 to 60 letters, digits and hyphens; the same id again renews it.</param>
/// <param name="Holder">Who: a person, or a capability with its instance.</param>
/// <param name="Source">Unique id of the disk or machine whose series it concerns.</param>
/// <param name="PointId">The point; null: all of the series.</param>
/// <param name="Until">Then it is void, UTC.</param>
public sealed record Hold(string Id, string Holder, string Reason, string Source, string? PointId, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>Whether it stands against deleting a point at a moment.</summary>
    public bool Covers(string pointId, DateTimeOffset now) => now < Until && (PointId is null || string.Equals(PointId, pointId, StringComparison.OrdinalIgnoreCase));

    public override string ToString() => FormattableString.Invariant($"held by {Holder} until {Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Words.OneLine(Reason)}");
}

/// <summary>The holds of a series; a document of the state.</summary>
public sealed record SeriesHolds(string Source, IReadOnlyList<Hold> Holds)
{
    /// <summary>Where they all lie.</summary>
    public const string Folder = "snapshots/holds/";

    public static string NameOf(string source) => Ids.Short(Folder, source);
}
