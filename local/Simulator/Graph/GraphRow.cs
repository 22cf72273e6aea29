using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Graph;

/// <summary>A row: its columns are made when they are asked for, since most queries look at few.</summary>
internal sealed class GraphRow(Func<string, JsonNode?>? source)
{
    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.OrdinalIgnoreCase);

    public JsonNode? Get(string column)
    {
        // Two pages of one result may be written at the same time.
        lock (_values)
        {
            if (!_values.TryGetValue(column, out var value))
                _values[column] = value = source?.Invoke(column);
            return value;
        }
    }

    public void Set(string column, JsonNode? value) => _values[column] = value;
}
