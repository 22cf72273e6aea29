using System.Globalization;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>How often callers were refused who wanted to send alerts, on one day; a document of the state.</summary>
/// <param name="Counts">A count an hour and reason.</param>
[StateDocument(
    "alerts/refused/*",
    Loss = "that day's refused callers are known by the app's log alone",
    Damage = "as if it were not there; the next refusal begins it anew",
    Mend = "nothing is needed; it goes after 30 days")]
public sealed record RefusedAlerts(IReadOnlyList<RefusedInHour> Counts)
{
    // A day has 24 hours and the app some ten reasons; more would be a mistake of the app.
    private const int MostCounts = 1000;

    /// <summary>Where the documents are.</summary>
    internal const string Folder = "alerts/refused/";

    public static string NameOf(DateTimeOffset now) => Folder + now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>With so many more of an hour and a reason.</summary>
    public RefusedAlerts With(int hour, string reason, int count)
    {
        var known = Counts.FirstOrDefault(one => one.Hour == hour && one.Reason == reason);
        if (known is null)
            return Counts.Count < MostCounts ? new([.. Counts, new(hour, reason, count)]) : this;
        return new([.. Counts.Select(one => ReferenceEquals(one, known) ? one with { Count = one.Count + count } : one)]);
    }
}

/// <param name="Hour">Hour of the day, UTC.</param>
/// <param name="Reason">In the app's own words: nothing that a caller sent.</param>
public sealed record RefusedInHour(int Hour, string Reason, int Count);
