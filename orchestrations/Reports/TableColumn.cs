namespace OpsFunctions.Orchestrations.Reports;

/// <summary>What a column of a report's table holds.</summary>
internal enum ColumnKind
{
    /// <summary>Sorted as text, numbers in it by their value; found by the text filter.</summary>
    Text,

    /// <summary>Sorted by value, the highest first.</summary>
    Number,

    /// <summary>One of a few words: sorted and found as text, and each of them is a filter of its own.</summary>
    Choice,

    /// <summary>For the eye only; its rows have no value.</summary>
    Picture,
}

/// <summary>A column of a report's table.</summary>
/// <param name="Label">Its head; of a column that is not shown, what the text filter says it looks at.</param>
/// <param name="IsShown">Whether it stands in the table; otherwise it is only searched.</param>
internal sealed record TableColumn(string Label, ColumnKind Kind = ColumnKind.Text, bool IsShown = true);
