using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Graph;

/// <summary>What a query came to: its rows in order, each written as a JSON object, and whether it can be read in pages.</summary>
internal sealed record KqlResult(IReadOnlyList<byte[]> Rows, bool CanPage);

/// <summary>Runs a query over a table.</summary>
internal static class KqlRun
{
    /// <param name="query">What to do with the rows.</param>
    /// <param name="tableColumns">The table's columns.</param>
    /// <param name="rows">The rows, made one by one; only what they come to is kept.</param>
    /// <param name="inOrderOfId">Whether they already come in order of their ids.</param>
    public static KqlResult Run(KqlQuery query, IReadOnlyList<string> tableColumns, IEnumerable<GraphRow> rows, bool inOrderOfId)
    {
        var columns = tableColumns.ToList();
        var plain = columns.Except(GraphTables.DynamicColumns, StringComparer.Ordinal).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var stage in query.Stages)
        {
            switch (stage)
            {
                case WhereStage where:
                    Check(where.Test, columns);
                    rows = rows.Where(row => KqlValues.Holds(where.Test, row));
                    break;
                case ProjectStage project:
                    project.Columns.ToList().ForEach(column => Check(column.Value, columns));
                    rows = rows.Select(row => Project(row, project.Columns));
                    inOrderOfId &= KeepsId(project.Columns);
                    columns = [.. project.Columns.Select(column => column.Name)];
                    plain = [.. project.Columns.Where(column => IsPlain(column.Value, plain)).Select(column => column.Name)];
                    break;
                case ExtendStage extend:
                    extend.Columns.ToList().ForEach(column => Check(column.Value, columns));
                    rows = rows.Select(row => Extend(row, extend.Columns));
                    inOrderOfId &= !extend.Columns.Any(static column => IsId(column.Name)) || KeepsId(extend.Columns);
                    columns = [.. columns.Union(extend.Columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase)];
                    break;
                case OrderStage order:
                    order.Terms.ToList().ForEach(term => Check(term.Value, columns));
                    // Rows that are in order need not be gathered first.
                    if (!inOrderOfId || order.Terms is not [{ Descending: false, Value: PathValue { Steps: [var only] } }] || !IsId(only))
                        (rows, inOrderOfId) = (Order(rows, order.Terms), false);
                    break;
                case TakeStage take:
                    rows = rows.Take(take.Count);
                    break;
                default:
                    throw new InvalidOperationException(stage.GetType().Name);
            }
        }
        // Documented: no paging after take, nor where no column has a plain value to go on from.
        var canPage = plain.Count > 0 && !query.Stages.OfType<TakeStage>().Any();
        return new KqlResult(Write(rows, columns), canPage);
    }

    private static List<byte[]> Write(IEnumerable<GraphRow> rows, List<string> columns)
    {
        using var buffer = new PooledBuffer(4096);
        using var writer = new Utf8JsonWriter(buffer, JsonAnswers.Options);
        var written = new List<byte[]>();
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            foreach (var column in columns)
            {
                writer.WritePropertyName(column);
                if (row.Get(column) is { } value)
                    value.WriteTo(writer);
                else
                    writer.WriteNullValue();
            }
            writer.WriteEndObject();
            writer.Flush();
            written.Add(buffer.Written.ToArray());
            buffer.Clear();
            writer.Reset();
        }
        return written;
    }

    private static bool KeepsId(IReadOnlyList<NamedValue> columns) =>
        columns.Any(static column => IsId(column.Name) && column.Value is PathValue { Steps: [var step] } && IsId(step));

    private static bool IsId(string name) => name.Equals("id", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(KqlValue value, HashSet<string> plain) => value is not PathValue path || (path.Steps.Count == 1 && plain.Contains(path.Steps[0]));

    private static GraphRow Project(GraphRow row, IReadOnlyList<NamedValue> columns)
    {
        var projected = new GraphRow(source: null);
        foreach (var column in columns)
            projected.Set(column.Name, KqlValues.Of(column.Value, row));
        return projected;
    }

    private static GraphRow Extend(GraphRow row, IReadOnlyList<NamedValue> columns)
    {
        var values = columns.Select(column => KqlValues.Of(column.Value, row)).ToList();
        for (var i = 0; i < values.Count; i++)
            row.Set(columns[i].Name, values[i]);
        return row;
    }

    private static IEnumerable<GraphRow> Order(IEnumerable<GraphRow> rows, IReadOnlyList<OrderTerm> terms)
    {
        var order = Comparer<GraphRow>.Create((a, b) =>
        {
            foreach (var term in terms)
            {
                var compared = KqlValues.Compare(KqlValues.Of(term.Value, a), KqlValues.Of(term.Value, b));
                if (compared != 0)
                    return term.Descending ? -compared : compared;
            }
            return 0;
        });
        return rows.Order(order);
    }

    private static void Check(KqlTest test, List<string> columns)
    {
        switch (test)
        {
            case AndTest and:
                Check(and.Left, columns);
                Check(and.Right, columns);
                break;
            case OrTest or:
                Check(or.Left, columns);
                Check(or.Right, columns);
                break;
            case IsNotEmptyTest some:
                Check(some.Value, columns);
                break;
            case InTest any:
                Check(any.Value, columns);
                break;
            case CompareTest compare:
                Check(compare.Left, columns);
                Check(compare.Right, columns);
                break;
            default:
                break;
        }
    }

    // A column that does not exist is a mistake in the query; a property that does not exist is just empty.
    private static void Check(KqlValue value, List<string> columns)
    {
        if (value is ToStringValue text)
            Check(text.Inner, columns);
        else if (value is PathValue path && !columns.Contains(path.Steps[0], StringComparer.OrdinalIgnoreCase))
            throw new KqlException("InvalidQuery", path.Steps[0], path.At.Line, path.At.Position);
    }
}
