using System.Buffers;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace OpsFunctions.Orchestrations.Reports;

/// <summary>
/// Markup. It comes from interpolated strings, whose every hole is encoded for content and for quoted attributes alike; only what is
/// <see cref="Html"/> already goes in as it is. Numbers and moments are written the invariant way, null as nothing.
/// </summary>
internal readonly struct Html
{
    private const int LongestFormatted = 128;

    private static readonly SearchValues<char> ToEncode = SearchValues.Create([.. Encoded()]);

    [ThreadStatic]
    private static StringBuilder? _spare;

    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    public static Html Of(ref Handler markup) => new(markup.Take());

    /// <summary>What the suite itself wrote and a browser does not read as text: style and script.</summary>
    public static Html Raw(string markup) => new(markup);

    public override string ToString() => _markup ?? "";

    // What WebUtility encodes, and line ends: a row of a table is one line.
    private static IEnumerable<char> Encoded() =>
    [
        '<', '>', '&', '"', '\'', '\n', '\r',
        .. Enumerable.Range(0xA0, 0x60).Select(code => (char)code), .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code),
    ];

    private static void Encode(StringBuilder to, ReadOnlySpan<char> text)
    {
        var clean = text.IndexOfAny(ToEncode);
        if (clean < 0)
        {
            to.Append(text);
            return;
        }
        to.Append(text[..clean]);
        to.Append(WebUtility.HtmlEncode(text[clean..].ToString())
            .Replace("\n", "&#10;", StringComparison.Ordinal)
            .Replace("\r", "&#13;", StringComparison.Ordinal));
    }

    /// <summary>Markup that is written piece by piece.</summary>
    internal sealed class Builder
    {
        internal StringBuilder Text { get; } = new();

        // The handler has written it when the call begins.
        public Builder Add([InterpolatedStringHandlerArgument("")] ref Handler markup) => this;

        /// <summary>Adds it and ends the line.</summary>
        public Builder AddLine([InterpolatedStringHandlerArgument("")] ref Handler markup)
        {
            Text.Append('\n');
            return this;
        }

        public Builder Add(Html markup)
        {
            Text.Append(markup._markup);
            return this;
        }

        public Html Build() => new(Text.ToString());
    }

    /// <summary>The compiler's way from an interpolated string to markup.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler
    {
        private readonly StringBuilder _to;

        // Markup nests: an inner one takes another builder while the outer one's is in use.
        public Handler(int literalLength, int holes)
        {
            _to = _spare ?? new StringBuilder(literalLength + (holes * 16));
            _spare = null;
        }

        public Handler(int literalLength, int holes, Builder to) => (_to, _, _) = (to.Text, literalLength, holes);

        public void AppendLiteral(string markup) => _to.Append(markup);

        public void AppendFormatted(string? text) => Encode(_to, text);

        public void AppendFormatted(Html markup) => _to.Append(markup._markup);

        public void AppendFormatted(IEnumerable<Html> markup)
        {
            foreach (var one in markup)
                _to.Append(one._markup);
        }

        public void AppendFormatted<T>(T value, string? format = null)
        {
            switch (value)
            {
                case null:
                    break;
                case Html markup:
                    _to.Append(markup._markup);
                    break;
                case ISpanFormattable formattable:
                    Span<char> buffer = stackalloc char[LongestFormatted];
                    if (formattable.TryFormat(buffer, out var written, format, CultureInfo.InvariantCulture))
                        Encode(_to, buffer[..written]);
                    else
                        Encode(_to, formattable.ToString(format, CultureInfo.InvariantCulture));
                    break;
                case IFormattable formattable:
                    Encode(_to, formattable.ToString(format, CultureInfo.InvariantCulture));
                    break;
                default:
                    Encode(_to, value.ToString());
                    break;
            }
        }

        internal string Take()
        {
            var markup = _to.ToString();
            _to.Clear();
            _spare = _to;
            return markup;
        }
    }
}

/// <summary>Writes markup into pages.</summary>
internal static class HtmlWriting
{
    public static Task WriteAsync(this TextWriter page, Html markup) => page.WriteAsync(markup.ToString());

    /// <summary>All of them, one behind the other.</summary>
    public static Html Join(this IEnumerable<Html> markup, string separator) =>
        markup.Aggregate(new Html.Builder(), (all, one) => all.Text.Length == 0 ? all.Add(one) : all.Add($"{separator}{one}")).Build();
}
