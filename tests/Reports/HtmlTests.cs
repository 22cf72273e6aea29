using System.Globalization;
using System.Text.RegularExpressions;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Reports;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Reports;

public partial class HtmlTests
{
    private const string Hostile = "\"><script>alert('1')</script>&\r\n";
    private const string Harmless = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&#13;&#10;";

    [Fact]
    public void A_text_is_encoded() => Equal($"<p>{Harmless}</p>", Html.Of($"<p>{Hostile}</p>"));

    [Fact]
    public void Quotes_do_not_end_an_attribute() => Equal($"<b title=\"{Harmless}\">", Html.Of($"<b title=\"{Hostile}\">"));

    [Fact]
    public void Markup_is_not_encoded_twice()
    {
        var inner = Html.Of($"<b>{Hostile}</b>");

        Equal($"<p><b>{Harmless}</b></p>", Html.Of($"<p>{inner}</p>"));
        Equal($"<p><b>{Harmless}</b></p>", Html.Of($"<p>{(Html?)inner}</p>"));
        Equal($"<b>{Harmless}</b>, <b>{Harmless}</b>", new[] { inner, inner }.Join(", "));
        Equal($"<b>{Harmless}</b><b>{Harmless}</b>", Html.Of($"{new[] { inner, inner }.Select(one => one)}"));
    }

    [Fact]
    public void Markup_nests_within_the_hole_of_markup() =>
        Equal("<ul><li><b>&lt;</b></li></ul>", Html.Of($"<ul>{Html.Of($"<li>{Html.Of($"<b>{"<"}</b>")}</li>")}</ul>"));

    [Fact]
    public void Whatever_is_no_text_is_encoded_too()
    {
        Equal("&lt;", Html.Of($"{'<'}"));
        Equal("&lt;3", Html.Of($"{3:\\<0}"));
        Equal("&lt;host&gt;", Html.Of($"{new Shown("<host>")}"));
    }

    [Fact]
    public void Null_is_nothing() =>
        Equal("<p></p>", Html.Of($"<p>{(string?)null}{(object?)null}{(int?)null}{(Html?)null}{default(Html)}</p>"));

    [Fact]
    public void Numbers_and_moments_are_invariant()
    {
        var before = CultureInfo.CurrentCulture;
        // Made by hand: the app knows no culture but the invariant one.
        CultureInfo.CurrentCulture = new("") { NumberFormat = new() { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            var moment = new DateTime(2026, 3, 1, 4, 5, 0, DateTimeKind.Utc);
            Equal("-1.5 1,234.50 1 Mar 2026, 04:05 Apply", Html.Of($"{-1.5} {1234.5:#,##0.00} {moment:d MMM yyyy, HH:mm} {Mode.Apply}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("ends in <")]
    [InlineData("München · 5 €")]
    [InlineData("\U0001F600 and \uD800 alone")]
    [InlineData("a\u00A0b")]
    public void A_text_is_encoded_as_the_framework_does(string text) => Equal(System.Net.WebUtility.HtmlEncode(text), Html.Of($"{text}"));

    [Fact]
    public void A_long_text_that_is_formatted_is_not_cut() => Equal(new string('0', 300), Html.Of($"{new BigNumber()}"));

    [Fact]
    public void Pieces_and_lines_follow_each_other() =>
        Equal(
            "<i>1</i><b>2</b>\n<u>&lt;</u>",
            new Html.Builder().Add($"<i>{1}</i>").AddLine($"<b>{2}</b>").Add(Html.Of($"<u>{"<"}</u>")).Build());

    [Fact]
    public void Only_Html_encodes_and_only_reports_take_markup_as_it_is()
    {
        string[] parts = ["orchestrations", "functions"];
        var files = parts.SelectMany(SourceTree.Files).Where(file => Path.GetFileName(file) != "Html.cs").ToList();

        Assert.DoesNotContain(files, file => Encoder().IsMatch(File.ReadAllText(file)));
        Assert.DoesNotContain(
            files.Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "Reports"),
            file => File.ReadAllText(file).Contains("Html.Raw", StringComparison.Ordinal));
    }

    [Fact]
    public void All_markup_is_written_by_Html()
    {
        var calls = SourceTree.Files("orchestrations")
            .SelectMany(file => WithWhatOpens(File.ReadAllLines(file)).Select(line => $"{file}: {line}"));

        Assert.DoesNotContain(calls, line => MarkupText().IsMatch(line) && !Written().IsMatch(line));
    }

    // What is given to a call may begin a line of its own.
    private static IEnumerable<string> WithWhatOpens(string[] lines) => lines.Select((line, i) =>
        i > 0 && lines[i - 1].EndsWith('(') ? lines[i - 1].Trim() + line.Trim() : line.Trim());

    private static void Equal(string expected, Html actual) => Assert.Equal(expected, actual.ToString());

    [GeneratedRegex("HtmlEncode|WebUtility|HtmlEncoder", RegexOptions.None, 1000)]
    private static partial Regex Encoder();

    [GeneratedRegex(
        "\"\\s*</?(b|br|code|details|div|g|h[1-6]|li|nav|p|path|script|section|span|svg|t[dhr]|table|ul)\\b",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MarkupText();

    [GeneratedRegex("\\b(Html\\.Of|Add|AddLine)\\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    private sealed record Shown(string Text)
    {
        public override string ToString() => Text;
    }

    private readonly struct BigNumber : ISpanFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => new('0', 300);

        public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            charsWritten = 0;
            return false;
        }
    }
}
