using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>What was tried on a resource; a document of the state.</summary>
/// <param name="Resource">Resource id, lower case.</param>
/// <param name="BeganAt">When the episode began; attempts before count for how often a cure runs, and for nothing else.</param>
/// <param name="Attempts">Oldest first, at most 100.</param>
[StateDocument(
    Folder + "*",
    Loss = "attempts are counted anew: a cure that does not help is tried twice more before people are called",
    Damage = "people are called instead of another attempt",
    Mend = "delete it")]
public sealed record Episode(string Resource, DateTimeOffset BeganAt, IReadOnlyList<Attempt> Attempts)
{
    public const string Folder = "remediation/episodes/";

    /// <summary>Since when it has been well, after the last attempt; null: it has not.</summary>
    public DateTimeOffset? WellSince { get; init; }

    /// <summary>What people were told of it, the newest of each kind; what is well is told of anew.</summary>
    public IReadOnlyList<Telling> Told { get; init; } = [];

    public static string NameOf(string resource) => Ids.Long(Folder, resource);
}

/// <summary>A runbook that was begun on a resource.</summary>
/// <param name="Id">Of the incident and its number in it, so that the same is counted once.</param>
public sealed record Attempt(string Id, string Runbook, DateTimeOffset At);

/// <summary>People were told of a resource.</summary>
/// <param name="IsPage">They were called; else told that it is left alone.</param>
/// <param name="Id">Of the incident.</param>
public sealed record Telling(string Id, bool IsPage, DateTimeOffset At);

/// <summary>What comes next in an episode.</summary>
/// <param name="Runbook">Place of the runbook in the rule's list; null: none is left, people are called.</param>
/// <param name="NotBefore">When it may begin; null: now.</param>
public sealed record NextAttempt(int? Runbook, DateTimeOffset? NotBefore, string Reason);

/// <summary>How often what is tried, and when people are called. Pure.</summary>
public static class EpisodePolicy
{
    /// <param name="runbooks">Names, in the rule's order.</param>
    public static NextAttempt Next(Episode episode, IReadOnlyList<string> runbooks, RemediationOptions options, DateTimeOffset now)
    {
        if (runbooks.Count == 0)
            return new(null, null, "the rule names no runbook: people are to look");
        var since = now.AddDays(-options.MostCuresDays);
        var inEpisode = IsOver(episode, options, now) ? [] : episode.Attempts.Where(one => one.At >= episode.BeganAt).ToList();
        for (var index = 0; index < runbooks.Count; index++)
        {
            var name = runbooks[index];
            if (Tried(episode, name, options, now) >= options.AttemptsARunbook)
                continue;
            if (episode.Attempts.Count(one => one.Runbook == name && one.At > since) is var often && often >= options.MostCures)
                return new(null, null, Invariant($"{name} ran {often} times within {options.MostCuresDays} days: it does not cure"));
            var next = inEpisode.Count > 0 ? inEpisode[^1].At.AddMinutes(options.CooldownMinutes) : now;
            return next > now
                ? new(index, next, Invariant($"{options.CooldownMinutes} minutes after the last attempt"))
                : new(index, null, $"{name} is next");
        }
        return new(null, null, Invariant($"each of {string.Join(", ", runbooks)} was tried {options.AttemptsARunbook} times"));
    }

    /// <summary>How often a runbook was tried in this episode.</summary>
    public static int Tried(Episode episode, string runbook, RemediationOptions options, DateTimeOffset now) =>
        IsOver(episode, options, now)
        ? 0
        : episode.Attempts.Count(one => one.Runbook == runbook && one.At >= episode.BeganAt);

    /// <summary>Counts an attempt; the same twice is counted once.</summary>
    public static Episode With(Episode episode, Attempt attempt, RemediationOptions options)
    {
        if (episode.Attempts.Any(one => one.Id == attempt.Id))
            return episode;
        return episode with
        {
            BeganAt = IsOver(episode, options, attempt.At) || episode.Attempts.Count == 0 ? attempt.At : episode.BeganAt,
            Attempts = [.. episode.Attempts.TakeLast(MostKept - 1), attempt], WellSince = null,
        };
    }

    /// <summary>
    /// Whether people are to be told: several rules see the same trouble, and of it they are told once an hour, until it is well. Who was
    /// called need not be told that it is left alone.
    /// </summary>
    public static (Episode Episode, bool IsNews) Tell(Episode episode, Telling telling)
    {
        if (episode.Told.Any(one => one.Id == telling.Id && one.IsPage == telling.IsPage))
            return (episode, true);
        if (episode.Told.Any(one => (one.IsPage || !telling.IsPage) && one.At > telling.At - ToldFor))
            return (episode, false);
        return (episode with { Told = [.. episode.Told.Where(one => one.IsPage != telling.IsPage), telling] }, true);
    }

    /// <summary>The resource is well since then.</summary>
    public static Episode Well(Episode episode, DateTimeOffset since)
    {
        var untold = episode.Told.Count == 0 ? episode : episode with { Told = [] };
        return untold.Attempts.Count == 0 || untold.WellSince is not null ? untold : untold with { WellSince = since };
    }

    private static readonly TimeSpan ToldFor = TimeSpan.FromHours(1);

    private const int MostKept = 100;

    private static bool IsOver(Episode episode, RemediationOptions options, DateTimeOffset now) =>
        episode.WellSince is { } well && well.AddMinutes(options.HealthyMinutes) <= now;
}
