using System.Globalization;
using System.Text;
using System.Text.Json;
using static OpsFunctions.Orchestrations.Reports.ReportPage;

namespace OpsFunctions.Orchestrations.Reports;

/// <summary>
/// A table of any length on a report's page: the script shows 50 rows at a time, sorted and filtered over all of them. The first
/// 50 stand in the page itself, so that it says the most important things without script. Written row by row; what is kept
/// in memory is the index (the values to sort and to search by), about 150 bytes a row.
/// </summary>
/// <param name="what">What a row is, in the plural: «machines».</param>
/// <param name="sortedBy">The column by which the first rows are the first, highest first.</param>
internal sealed class PagedTable(TextWriter page, string what, IReadOnlyList<TableColumn> columns, int sortedBy) : IDisposable
{
    public const int RowsPerPage = 50;

    private readonly MemoryStream _index = new();
    private readonly RowBlock _block = new();
    private Utf8JsonWriter? _values;
    private int _blocks;

    /// <param name="rows">How many rows the table is going to have.</param>
    /// <param name="first">The rows that stand in the page itself, each a <c>tbody</c>.</param>
    /// <param name="elsewhere">Says where a reader without script finds the rest.</param>
    public async Task BeginAsync(int rows, IEnumerable<Html> first, Html elsewhere)
    {
        var (searched, head) = (Searched(), new Html.Builder());
        head.AddLine($"""<section class="paged" data-sort="{sortedBy}" data-size="{RowsPerPage}" data-what="{what}">""");
        head.Add($"""<div class="tools" hidden><input type="search" placeholder="{searched}" aria-label="Filter by {searched}">""");
        head.AddLine($"""<span class="choices"></span></div>""");
        head.Add($"<table><thead><tr>");
        foreach (var (index, column) in columns.Index().Where(one => one.Item.IsShown))
            Head(head, index, column);
        head.AddLine($"</tr></thead>");
        await page.WriteAsync(head.Build());
        foreach (var row in first)
            await page.WriteAsync(Html.Of($"{row}\n"));
        await page.WriteAsync(Html.Of($"""
            </table>
            <nav class="pages" hidden></nav>

            """));
        if (rows > RowsPerPage)
            await page.WriteAsync(new Html.Builder()
                .Add($"""<noscript><p class="small">The first {RowsPerPage} of {rows:#,##0} {what}; """)
                .AddLine($"without script the rest is not shown here. {elsewhere}</p></noscript>")
                .Build());
    }

    /// <param name="html">The row: one <c>tbody</c>, on one line.</param>
    /// <param name="values">A text, a number or nothing for each column; of a picture nothing.</param>
    public async Task AddAsync(Html html, params IReadOnlyList<object?> values)
    {
        if (_values is null)
        {
            // The default encoder writes no character that could end a script element.
            _values = new Utf8JsonWriter(_index);
            _values.WriteStartArray();
        }
        _values.WriteStartArray();
        foreach (var value in values)
            Write(_values, value);
        _values.WriteEndArray();
        _block.Add(html);
        if (_block.Rows == RowsPerPage)
            await WriteBlockAsync();
    }

    public async Task EndAsync()
    {
        if (_block.Rows > 0)
            await WriteBlockAsync();
        if (_values is not null)
        {
            _values.WriteEndArray();
            await _values.FlushAsync();
        }
        var kinds = JsonSerializer.Serialize(columns.Select(column => column.Kind.ToString().ToLowerInvariant()));
        await page.WriteAsync(Html.Of($$"""<script type="application/json">{"kinds":{{Html.Raw(kinds)}},"rows":"""));
        await page.WriteAsync(_values is null ? "[]" : Encoding.UTF8.GetString(_index.GetBuffer(), 0, (int)_index.Length));
        await page.WriteAsync(Html.Of($$"""
            }</script>
            </section>

            """));
    }

    public void Dispose()
    {
        _values?.Dispose();
        _index.Dispose();
        _block.Dispose();
    }

    private string Searched() => string.Join(", ", columns
        .Where(column => column.Kind is ColumnKind.Text or ColumnKind.Choice).Select(column => column.Label.ToLowerInvariant()));

    private void Head(Html.Builder head, int index, TableColumn column)
    {
        if (column.Kind == ColumnKind.Picture)
        {
            head.Add($"""<th scope="col">{column.Label}</th>""");
            return;
        }
        var number = column.Kind == ColumnKind.Number ? Html.Of($" class=\"number\"") : default;
        var sorted = index == sortedBy ? Html.Of($" aria-sort=\"descending\"") : default;
        head.Add($"""<th scope="col" data-column="{index}"{number}{sorted}><button type="button">{column.Label}</button></th>""");
    }

    private async Task WriteBlockAsync() => await page.WriteAsync(Html.Of(
        $"""
        <script type="application/gzip" data-block="{_blocks++}">{_block.Take()}</script>

        """));

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
