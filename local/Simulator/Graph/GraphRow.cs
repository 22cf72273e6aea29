using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Graph;

/// <summary>
/// A row: its columns are made when they are asked for, since most queries look at few, and of most rows a page shows none.
/// </summary>
/// <param name="key">Id of the resource that it began as, whatever became of its columns.</param>
internal abstract class GraphRow(string key)
{
    private readonly List<(string Column, JsonNode? Value)> _made = [];

    public string Key => key;

    public JsonNode? Get(string column)
    {
        foreach (var (name, made) in _made)
            if (name.Equals(column, StringComparison.OrdinalIgnoreCase))
                return made;
        var value = Make(column);
        _made.Add((column, value));
        return value;
    }

    /// <summary>One property of a column, where that can be had without making the whole of it.</summary>
    public virtual JsonNode? Part(string column, string property) => (Get(column) as JsonObject)?[property];

    protected abstract JsonNode? Make(string column);
}

/// <summary>A row whose columns are told by a function.</summary>
internal sealed class MadeRow(string key, Func<string, JsonNode?> make) : GraphRow(key)
{
    protected override JsonNode? Make(string column) => make(column);
}

/// <summary>A row with other columns, made from one's own or taken over from it.</summary>
/// <param name="from">What it is made from.</param>
/// <param name="columns">What is made.</param>
/// <param name="keepsOthers">Whether the columns that are not named stay.</param>
internal sealed class DerivedRow(GraphRow from, IReadOnlyList<NamedValue> columns, bool keepsOthers) : GraphRow(from.Key)
{
    public override JsonNode? Part(string column, string property) =>
        keepsOthers && Find(column) is null ? from.Part(column, property) : base.Part(column, property);

    protected override JsonNode? Make(string column) =>
        Find(column) is { } one ? KqlValues.Of(one.Value, from) : keepsOthers ? from.Get(column) : null;

    private NamedValue? Find(string column)
    {
        foreach (var one in columns)
            if (one.Name.Equals(column, StringComparison.OrdinalIgnoreCase))
                return one;
        return null;
    }
}
