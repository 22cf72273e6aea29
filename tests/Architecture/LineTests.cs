using System.Text.RegularExpressions;
using Xunit;

namespace OpsFunctions.Tests.Architecture;

/// <summary>A line is read whole: 140 columns, and only a text that has no better place stands out.</summary>
public partial class LineTests
{
    private const int MostColumns = 140;
    private const int LongText = 60;

    [Theory]
    [InlineData("orchestrations")]
    [InlineData("functions")]
    [InlineData("local")]
    [InlineData("tests")]
    public void A_line_has_at_most_140_columns(string part) => Assert.Empty(SourceTree.Files(part).SelectMany(TooLong));

    [Theory]
    [InlineData("a comment", 0)]
    [InlineData("""var x = "a text";""", 0)]
    [InlineData("""var x = $"{a.Get("name")} is a text that is as long as it is and goes on and on and on";""", 1)]
    public void A_long_text_is_known_from_many_short_ones(string line, int expected)
    {
        Assert.Equal(expected, LongTexts(line).Count());
        Assert.Empty(LongTexts(string.Join(", ", Enumerable.Repeat("\"a text\"", 20))));
    }

    private static IEnumerable<string> TooLong(string file)
    {
        var isText = false;
        foreach (var (number, line) in File.ReadLines(file).Index())
        {
            // What stands between triple quotes on lines of its own is a text, too.
            var wasText = isText;
            isText ^= line.Split("\"\"\"").Length % 2 == 0;
            if (line.Length > MostColumns && !wasText && !isText && !LongTexts(line).Any())
                yield return $"{Path.GetRelativePath(SourceTree.Root, file)}:{number + 1}: {line.Length} columns";
        }
    }

    // Texts in the holes of a text belong to it.
    private static IEnumerable<string> LongTexts(string line) =>
        Text().Matches(line).Select(match => match.Value).Where(text => text.Length >= LongText);

    [GeneratedRegex(@"\$*""""""(?:.*?)""""""|\$""(?:\{[^}]*\}|\\.|[^""\\{])*""|""(?:\\.|[^""\\])*""", RegexOptions.None, 1000)]
    private static partial Regex Text();
}
