using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Graph;

/// <summary>A row: its columns are made when they are asked for, since most queries look at few, and of most rows a page shows none.</summary>
internal sealed class GraphRow(Func<string, JsonNode?> source)
{
    private Dictionary<string, JsonNode?>? _values;

    public JsonNode? Get(string column)
    {
        _values ??= new(StringComparer.OrdinalIgnoreCase);
        if (!_values.TryGetValue(column, out var value))
            _values[column] = value = source(column);
        return value;
    }
}
