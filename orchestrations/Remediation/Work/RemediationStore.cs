using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Work;

/// <summary>What remediation remembers: episodes, who is in care, what was sent.</summary>
public sealed class RemediationStore(
    StateStore state, ResourceGraph graph, AzureSettings settings, RemediationOptions options, TimeProvider time)
{
    private const string Machines =
        "resources | where type =~ 'microsoft.compute/virtualmachines' | project id, subscriptionId, location, tags | order by id asc";

    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    // A document that cannot be read may be full: nothing is begun until the cures of its time are over.
    private static readonly TimeSpan LongestCare = TimeSpan.FromHours(1);

    public async Task<Episode> EpisodeAsync(string resource, CancellationToken ct) =>
        (await state.FindAsync<Episode>(Episode.NameOf(resource), ct))?.Value ?? new(resource, DateTimeOffset.MinValue, []);

    /// <summary>Counts an attempt; the same one again changes nothing.</summary>
    public Task NoteAttemptAsync(string resource, Attempt attempt, CancellationToken ct) => state.ChangeAsync(
        Episode.NameOf(resource), new Episode(resource, DateTimeOffset.MinValue, []),
        episode => EpisodePolicy.With(episode, attempt, options), ct);

    /// <summary>The resource is well since then.</summary>
    public Task NoteWellAsync(string resource, DateTimeOffset since, CancellationToken ct) => state.ChangeAsync(
        Episode.NameOf(resource), new Episode(resource, DateTimeOffset.MinValue, []),
        episode => EpisodePolicy.Well(episode, since), ct);

    /// <summary>Notes that people are told of the resource.</summary>
    /// <returns>False: they know already.</returns>
    public async Task<bool> NoteTellingAsync(string resource, Telling telling, CancellationToken ct)
    {
        var isNews = true;
        await state.ChangeAsync(Episode.NameOf(resource), new Episode(resource, DateTimeOffset.MinValue, []), episode =>
        {
            (var next, isNews) = EpisodePolicy.Tell(episode, telling);
            return next;
        }, ct);
        return isNews;
    }

    /// <summary>Takes a place in the limits.</summary>
    /// <returns>What is full; null: the place is taken.</returns>
    public async Task<string?> EnterAsync(InCare machine, IReadOnlyList<Circle> circles, CancellationToken ct)
    {
        string? full = null;
        await ChangeBookAsync(book =>
        {
            (var next, full) = CureLimits.Enter(book, machine, circles, time.GetUtcNow());
            return full is null ? next : book;
        }, ct);
        return full;
    }

    /// <summary>The machine counts as unhealthy, whatever the limits.</summary>
    public Task NoteCareAsync(InCare machine, CancellationToken ct) =>
        ChangeBookAsync(book => CureLimits.Note(book, machine, time.GetUtcNow()), ct);

    public Task LeaveAsync(string incidentId, CancellationToken ct) => ChangeBookAsync(book => CureLimits.Leave(book, incidentId), ct);

    /// <summary>How many machines there are; read anew once an hour.</summary>
    /// <exception cref="Azure.RequestFailedException">Azure refused or throttled.</exception>
    public async Task<Population> PopulationAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (known, _) = await state.FindAsync<Population>(Population.Name, static _ => null, ct);
        if (known is not null && known.AsOf > now - Fresh)
            return known;
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        await graph.QueryAsync([.. settings.Subscriptions], Machines, row =>
        {
            foreach (var circle in CirclesIn(row.Get("subscriptionId").Text() ?? "", row.Get("location").Text()
                ?? "", Fleet.ResourceTags.Read(row.Get("tags"))))
                counts[circle] = counts.GetValueOrDefault(circle) + 1;
        }, ct);
        var read = new Population(now, counts);
        await state.WriteAsync(Population.Name, read, ct);
        return read;
    }

    /// <summary>Name of the application that a machine belongs to; null: it bears none.</summary>
    public static string? ApplicationOf(IReadOnlyDictionary<string, string> tags) => ApplicationTags
        .Select(name => tags.FirstOrDefault(tag => string.Equals(tag.Key, name, StringComparison.OrdinalIgnoreCase)).Value?.Trim())
        .FirstOrDefault(value => value is { Length: > 0 and <= 100 });

    private static readonly string[] ApplicationTags = ["application", "app", "ops:group"];

    private static IEnumerable<string> CirclesIn(string subscription, string region, IReadOnlyDictionary<string, string> tags) =>
        CureLimits.CirclesOf(subscription, region, ApplicationOf(tags), [], Nobody, Standard).Select(circle => circle.Name);

    private static Population Nobody { get; } = new(DateTimeOffset.MinValue, new SortedDictionary<string, int>(StringComparer.Ordinal));

    private static RemediationOptions Standard { get; } = new();

    private Task ChangeBookAsync(Func<CureBook, CureBook> change, CancellationToken ct) => state.ChangeAsync(
        CureBook.Name, CureBook.None, change, ct,
        // Until the cures of its time are over, it counts as full.
        written => written + LongestCare > time.GetUtcNow()
            ? throw new RefusedException("CareUnread", "the list of machines in care cannot be read, so nothing is begun")
            : CureBook.None);
}
