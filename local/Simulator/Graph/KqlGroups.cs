using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Graph;

/// <summary>summarize: one row for each group of rows that agree in the columns after «by».</summary>
internal static class KqlGroups
{
    public static IEnumerable<GraphRow> Of(IEnumerable<GraphRow> rows, SummarizeStage stage)
    {
        var groups = new Dictionary<string, Group>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var by = stage.By.Select(column => KqlValues.Of(column.Value, row)).ToList();
            var key = string.Join('\u0001', by.Select(value => value?.ToJsonString()));
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = new Group(by, stage.Aggregates);
            group.Add(row);
        }
        return groups.Select(group => new MadeRow(group.Key, column => group.Value.Column(stage.By, column)));
    }

    private sealed class Group(List<JsonNode?> by, IReadOnlyList<Aggregate> aggregates)
    {
        private readonly JsonNode?[] _least = new JsonNode?[aggregates.Count];
        private readonly SortedSet<string>[] _sets = [.. aggregates.Select(_ => new SortedSet<string>(StringComparer.Ordinal))];
        private int _rows;

        public void Add(GraphRow row)
        {
            _rows++;
            for (var i = 0; i < aggregates.Count; i++)
            {
                if (aggregates[i].Value is not { } wanted || KqlValues.Of(wanted, row) is not { } value)
                    continue;
                if (aggregates[i].Function is "make_set")
                    _sets[i].Add(KqlValues.Text(value)!);
                else if (_least[i] is not { } least || KqlValues.Compare(value, least) < 0)
                    _least[i] = value;
            }
        }

        public JsonNode? Column(IReadOnlyList<NamedValue> columns, string name)
        {
            for (var i = 0; i < columns.Count; i++)
                if (columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return by[i];
            for (var i = 0; i < aggregates.Count; i++)
                if (aggregates[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                    return aggregates[i].Function switch
                    {
                        "make_set" => new JsonArray([.. _sets[i].Select(text => (JsonNode?)text)]),
                        "min" => _least[i],
                        _ => JsonValue.Create(_rows),
                    };
            return null;
        }
    }
}
