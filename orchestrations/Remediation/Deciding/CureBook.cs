using System.Text.Json.Serialization;
using OpsFunctions.Orchestrations.State;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Deciding;

/// <summary>Why a machine counts as unhealthy.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Care>))]
public enum Care
{
    /// <summary>An alert about it is open, and nobody knows yet.</summary>
    Unknown,

    /// <summary>Something is being done to it.</summary>
    Cure,

    /// <summary>It works again, and is watched.</summary>
    Watch,
}

/// <summary>A machine that counts as unhealthy.</summary>
/// <param name="Resource">Resource id, lower case.</param>
/// <param name="Until">Then it counts no longer, whatever became of its incident.</param>
/// <param name="Circles">What it belongs to: <c>pool …</c>, <c>application …</c>, <c>subscription …</c>.</param>
public sealed record InCare(
    string Resource, string IncidentId, Care Care, DateTimeOffset Since, DateTimeOffset Until, IReadOnlyList<string> Circles);

/// <summary>All machines that count as unhealthy, in one document, so that of two that ask for the last place one gets it.</summary>
[StateDocument(
    Name,
    Loss = "machines in cure are not counted against the limits until their incidents write again",
    Damage = "nothing is begun until it is written anew, an hour later at most; people are called",
    Mend = "delete it")]
public sealed record CureBook(IReadOnlyList<InCare> Machines)
{
    public const string Name = "remediation/in-care";

    public static CureBook None { get; } = new([]);
}

/// <summary>How many machines there are of a circle.</summary>
/// <param name="Name">As in <see cref="InCare.Circles"/>.</param>
/// <param name="Limit">So many may be unhealthy, in cure or in watch at once, this one included.</param>
public sealed record Circle(string Name, int Limit);

/// <summary>Whether one more machine may be worked on. Pure.</summary>
public static class CureLimits
{
    public const string Fleet = "fleet";

    /// <summary>Name of the circle of a subscription.</summary>
    public static string SubscriptionOf(string id) => $"subscription {id.ToLowerInvariant()}";

    /// <summary>The circles of a machine with their limits.</summary>
    /// <param name="pools">Ids of the load balancers' pools it is in: of each, one machine at a time.</param>
    /// <param name="application">Name of its application; null: it bears none.</param>
    public static IReadOnlyList<Circle> CirclesOf(
        string subscription, string region, string? application, IReadOnlyList<string> pools, Population population,
        RemediationOptions options)
    {
        var circles = pools.Select(pool => new Circle($"pool {pool.ToLowerInvariant()}", 1)).ToList();
        if (application is not null)
        {
            var name = $"application {application.ToLowerInvariant()} in {region.ToLowerInvariant()}";
            circles.Add(new(name, Share(population.Of(name), options.ApplicationPercent)));
        }
        var ofSubscription = SubscriptionOf(subscription);
        circles.Add(new(ofSubscription, Share(population.Of(ofSubscription), options.SubscriptionPercent)));
        circles.Add(new(Fleet, Share(population.Of(Fleet), options.FleetPercent)));
        return circles;
    }

    /// <summary>Puts a machine into the book, if the limits of its circles leave a place; what is in it already keeps its place.</summary>
    /// <returns>The book, and the circle that is full; null: it is in.</returns>
    public static (CureBook Book, string? Full) Enter(CureBook book, InCare machine, IReadOnlyList<Circle> circles, DateTimeOffset now)
    {
        var others = book.Machines.Where(one => one.Until > now && one.Resource != machine.Resource).ToList();
        foreach (var circle in circles)
        {
            var many = others.Where(one => one.Circles.Contains(circle.Name, StringComparer.Ordinal)).Select(one => one.Resource)
                .Distinct(StringComparer.Ordinal).Count();
            if (many + 1 > circle.Limit)
                return (book, Invariant($"{circle.Name}: {many} others are unhealthy, in cure or in watch; {circle.Limit} may be at once"));
        }
        return (new([.. others, machine]), null);
    }

    /// <summary>Notes that a machine is unhealthy, whatever the limits.</summary>
    public static CureBook Note(CureBook book, InCare machine, DateTimeOffset now) =>
        new([.. book.Machines.Where(one => one.Until > now && one.Resource != machine.Resource), machine]);

    /// <summary>The machine of an incident counts no longer.</summary>
    public static CureBook Leave(CureBook book, string incidentId) => book.Machines.Any(one => one.IncidentId == incidentId)
        ? new([.. book.Machines.Where(one => one.IncidentId != incidentId)])
        : book;

    private static int Share(int machines, int percent) => Math.Max(1, machines * percent / 100);
}

/// <summary>How many machines there are, by circle; a document of the state.</summary>
/// <param name="Counts">By name of a circle.</param>
[StateDocument(
    Name,
    Loss = "it is read anew from Resource Graph",
    Damage = "the same",
    Mend = "nothing is needed")]
public sealed record Population(DateTimeOffset AsOf, IReadOnlyDictionary<string, int> Counts)
{
    public const string Name = "remediation/population";

    public int Of(string circle) => Counts.GetValueOrDefault(circle);
}
