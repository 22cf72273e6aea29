using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Graph;

/// <summary>All rows of one type of resource, in order of their ids.</summary>
/// <param name="type">As Resource Graph writes it, in lower case.</param>
/// <param name="action">What the caller must be allowed to see one.</param>
internal abstract class GraphSource(string type, string action)
{
    public string Type => type;

    protected string Action => action;

    public abstract IEnumerable<GraphRow> Rows(GraphView view);

    /// <summary>How many rows there are, without making them; what was shown already counts.</summary>
    public abstract int Count(GraphView view);
}

/// <summary>Rows that are made from things in order of their ids.</summary>
internal abstract class GraphSource<T>(string type, string action, string tenantId) : GraphSource(type, action)
{
    protected abstract IReadOnlyList<T> Items { get; }

    protected abstract string IdOf(T item);

    protected abstract string SubscriptionOf(T item);

    protected abstract bool Exists(T item, DateTimeOffset at);

    protected virtual IReadOnlyDictionary<string, string>? TagsOf(T item, DateTimeOffset at) => null;

    protected abstract JsonNode? Column(T item, string column, DateTimeOffset at);

    public override IEnumerable<GraphRow> Rows(GraphView view)
    {
        foreach (var item in Seen(view, Items))
            yield return new Row(this, item, view.At);
    }

    public override int Count(GraphView view) => Seen(view with { After = null }, Items).Count();

    private IEnumerable<T> Seen(GraphView view, IReadOnlyList<T> items)
    {
        var (subscription, shown, whole) = ("", false, false);
        for (var i = view.After is null ? 0 : FirstAfter(items, view.After); i < items.Count; i++)
        {
            var item = items[i];
            // In order of their ids, so those of one subscription follow each other.
            if (SubscriptionOf(item) is var own && own != subscription)
                (subscription, shown, whole) = (own, view.Includes(own), view.MaySee(Action, $"/subscriptions/{own}"));
            if (shown && Exists(item, view.At) && (whole || view.MaySee(Action, IdOf(item))))
                yield return item;
        }
    }

    private int FirstAfter(IReadOnlyList<T> items, string id)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(IdOf(items[middle]), id) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private JsonNode? Common(T item, string column, DateTimeOffset at) => column.ToLowerInvariant() switch
    {
        "id" => IdOf(item),
        "name" => IdOf(item)[(IdOf(item).LastIndexOf('/') + 1)..],
        "type" => Type,
        "subscriptionid" => SubscriptionOf(item),
        "resourcegroup" => IdOf(item).Split('/')[4].ToLowerInvariant(),
        "tenantid" => tenantId,
        "tags" => TagsOf(item, at) is { } tags ? TagText.Of(tags) : null,
        "kind" or "managedby" or "location" => "",
        _ => null,
    };

    private sealed class Row(GraphSource<T> source, T item, DateTimeOffset at) : GraphRow(source.IdOf(item))
    {
        public override JsonNode? Part(string column, string property)
        {
            if (!column.Equals("tags", StringComparison.OrdinalIgnoreCase) || source.TagsOf(item, at) is not { } tags)
                return base.Part(column, property);
            // Here their names mind case.
            foreach (var (name, value) in tags)
                if (name == property)
                    return value;
            return null;
        }

        protected override JsonNode? Make(string column) => source.Column(item, column, at) ?? source.Common(item, column, at);
    }
}
