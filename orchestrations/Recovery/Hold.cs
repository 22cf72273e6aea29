using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Recovery;

/// <summary>Somebody needs a point, so nothing deletes it.</summary>
/// <param name="Id">Names the hold: 1 to 60 letters, digits and hyphens; the same id again renews it.</param>
/// <param name="Holder">Who: a person, or a capability with its instance.</param>
/// <param name="Source">Unique id of the disk or machine whose series it concerns.</param>
/// <param name="PointId">The point; null: all of the series.</param>
/// <param name="Until">Then it is void, UTC.</param>
public sealed record Hold(
    string Id, string Holder, string Reason, string Source, string? PointId, DateTimeOffset Since, DateTimeOffset Until)
{
    /// <summary>Whether it stands against deleting a point at a moment.</summary>
    public bool Covers(string pointId, DateTimeOffset now) =>
        now < Until && (PointId is null || string.Equals(PointId, pointId, StringComparison.OrdinalIgnoreCase));

    public override string ToString() =>
        FormattableString.Invariant($"held by {Holder} until {Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC: {Words.OneLine(Reason)}");
}

/// <summary>The holds of a series; a document of the state.</summary>
[StateDocument(
    "snapshots/holds/*",
    Loss = "points that were held may be deleted",
    Damage = "nothing of its series is deleted, and its holds can be neither put nor released; all else goes on",
    Mend = "restore an earlier version of the blob; deleting it ends every hold of the series")]
public sealed record SeriesHolds(string Source, IReadOnlyList<Hold> Holds) : ICheckedDocument
{
    /// <summary>Where they all lie.</summary>
    public const string Folder = "snapshots/holds/";

    public static string NameOf(string source) => Ids.Short(Folder, source);

    public string? ProblemAs(string name) =>
        name != NameOf(Source) || Holds.Any(hold => hold.Source != Source) ? "it is of another series"
        // One that covers nothing would let go what the whole series holds.
        : Holds.Any(hold => hold.PointId is { } point && !point.StartsWith('/')) ? "a hold is on what is no point"
        : Holds.Select(hold => hold.Id).Distinct(StringComparer.Ordinal).Count() < Holds.Count ? "two of its holds have one id"
        : null;
}
