using System.Collections.Immutable;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>
/// Things in order of their ids: read by anybody, written by one at a time. What had an id before and what has it now may both be in it.
/// </summary>
internal sealed class InOrderOfId<T>
    where T : class
{
    // Above every character that an id may have.
    private const string End = "\uFFFF";

    private static readonly Comparer<Place> Order = Comparer<Place>.Create(static (a, b) =>
        string.CompareOrdinal(a.Id, b.Id) is not 0 and var compared ? compared : a.Nth.CompareTo(b.Nth));

    private volatile ImmutableSortedSet<Place> _places = ImmutableSortedSet<Place>.Empty.WithComparer(Order);
    private volatile Reading? _reading;

    public IReadOnlyList<T> All => Read().Items;

    /// <param name="id">Resource id.</param>
    /// <param name="nth">Later for what takes the id over.</param>
    /// <param name="item">What to keep.</param>
    public void Add(string id, long nth, T item) => _places = _places.Add(new Place(id, nth, item));

    public void Remove(string id, long nth) => _places = _places.Remove(new Place(id, nth, null));

    /// <summary>Those whose id begins so; case matters.</summary>
    public IReadOnlyList<T> Under(string start)
    {
        var reading = Read();
        var from = First(reading.Places, start);
        return new ArraySegment<T>(reading.Items, from, First(reading.Places, start + End) - from);
    }

    private static int First(Place[] places, string id)
    {
        var found = Array.BinarySearch(places, new Place(id, long.MinValue, null), Order);
        return found < 0 ? ~found : found;
    }

    // A change costs little, and so does reading while nothing changes.
    private Reading Read()
    {
        var (places, reading) = (_places, _reading);
        if (reading?.Of != places)
        {
            Place[] all = [.. places];
            _reading = reading = new Reading(places, all, Array.ConvertAll(all, static place => place.Item!));
        }
        return reading;
    }

    private sealed record Place(string Id, long Nth, T? Item);

    private sealed record Reading(ImmutableSortedSet<Place> Of, Place[] Places, T[] Items);
}
