using System.Text.Json;

namespace OpsFunctions.Simulator.Graph;

/// <summary>What a query comes to: its rows in order, made one by one as they are looked at, and whether it can be read in pages.</summary>
internal sealed record KqlResult(IEnumerable<GraphRow> Rows, IReadOnlyList<string> Columns, bool CanPage)
{
    /// <summary>Whether its rows come as the table's do, so that a page can begin after the last resource of the one before.</summary>
    public bool KeepsOrder { get; init; }

    /// <summary>Whether every row of the table is in it.</summary>
    public bool HasAll { get; init; }

    /// <summary>Begins a table: its columns, and the list of its rows.</summary>
    public void WriteHead(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("data");
        writer.WriteStartArray("columns");
        foreach (var column in Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column);
            writer.WriteString("type", GraphTables.DynamicColumns.Contains(column, StringComparer.OrdinalIgnoreCase) ? "object" : "string");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("rows");
    }

    public void Write(Utf8JsonWriter writer, GraphRow row, bool isTable)
    {
        if (isTable)
            writer.WriteStartArray();
        else
            writer.WriteStartObject();
        foreach (var column in Columns)
        {
            if (!isTable)
                writer.WritePropertyName(column);
            if (row.Get(column) is { } value)
                value.WriteTo(writer);
            else
                writer.WriteNullValue();
        }
        if (isTable)
            writer.WriteEndArray();
        else
            writer.WriteEndObject();
    }
}

/// <summary>Runs a query over a table.</summary>
internal static class KqlRun
{
    /// <param name="query">What to do with the rows.</param>
    /// <param name="tableColumns">The table's columns.</param>
    /// <param name="rows">The rows, made one by one.</param>
    /// <param name="inOrderOfId">Whether they already come in order of their ids.</param>
    public static KqlResult Run(KqlQuery query, IReadOnlyList<string> tableColumns, IEnumerable<GraphRow> rows, bool inOrderOfId)
    {
        var columns = tableColumns.ToList();
        var (keepsOrder, hasAll) = (true, true);
        var plain = columns.Except(GraphTables.DynamicColumns, StringComparer.Ordinal).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var stage in query.Stages)
        {
            switch (stage)
            {
                case WhereStage where:
                    Check(where.Test, columns);
                    rows = rows.Where(row => KqlValues.Holds(where.Test, row));
                    hasAll = false;
                    break;
                case ProjectStage project:
                    project.Columns.ToList().ForEach(column => Check(column.Value, columns));
                    rows = rows.Select(GraphRow (row) => new DerivedRow(row, project.Columns, keepsOthers: false));
                    inOrderOfId &= KeepsId(project.Columns);
                    columns = [.. project.Columns.Select(column => column.Name)];
                    plain = [.. project.Columns.Where(column => IsPlain(column.Value, plain)).Select(column => column.Name)];
                    break;
                case ExtendStage extend:
                    extend.Columns.ToList().ForEach(column => Check(column.Value, columns));
                    rows = rows.Select(GraphRow (row) => new DerivedRow(row, extend.Columns, keepsOthers: true));
                    inOrderOfId &= !extend.Columns.Any(static column => IsId(column.Name)) || KeepsId(extend.Columns);
                    columns = [.. columns.Union(extend.Columns.Select(column => column.Name), StringComparer.OrdinalIgnoreCase)];
                    break;
                case OrderStage order:
                    order.Terms.ToList().ForEach(term => Check(term.Value, columns));
                    // Rows that are in order need not be gathered first.
                    if (!inOrderOfId || order.Terms is not [{ Descending: false, Value: PathValue { Steps: [var only] } }] || !IsId(only))
                        (rows, inOrderOfId, keepsOrder) = (Order(rows, order.Terms), false, false);
                    break;
                case SummarizeStage summarize:
                    summarize.By.ToList().ForEach(column => Check(column.Value, columns));
                    summarize.Aggregates.Select(one => one.Value).OfType<KqlValue>().ToList().ForEach(value => Check(value, columns));
                    rows = KqlGroups.Of(rows, summarize);
                    inOrderOfId = keepsOrder = hasAll = false;
                    plain = [.. summarize.By.Where(column => IsPlain(column.Value, plain))
                        .Select(column => column.Name),
                        .. summarize.Aggregates.Where(one => one.Function is not "make_set").Select(one => one.Name)];
                    columns = [.. summarize.By.Select(column => column.Name), .. summarize.Aggregates.Select(one => one.Name)];
                    break;
                case TakeStage take:
                    rows = rows.Take(take.Count);
                    keepsOrder = hasAll = false;
                    break;
                default:
                    throw new InvalidOperationException(stage.GetType().Name);
            }
        }
        // Documented: no paging after take or summarize, nor where no column has a plain value to go on from.
        var canPage = plain.Count > 0 && !query.Stages.Any(stage => stage is TakeStage or SummarizeStage);
        return new KqlResult(rows, columns, canPage) { KeepsOrder = keepsOrder, HasAll = hasAll };
    }

    private static bool KeepsId(IReadOnlyList<NamedValue> columns) =>
        columns.Any(static column => IsId(column.Name) && column.Value is PathValue { Steps: [var step] } && IsId(step));

    private static bool IsId(string name) => name.Equals("id", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlain(KqlValue value, HashSet<string> plain) =>
        value is not PathValue path || (path.Steps.Count == 1 && plain.Contains(path.Steps[0]));

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
