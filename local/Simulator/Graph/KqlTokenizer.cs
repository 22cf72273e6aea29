using System.Text;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Splits a query into words, quoted text, numbers and symbols.</summary>
internal sealed class KqlTokenizer(string query)
{
    private static readonly string[] Symbols = ["==", "=~", "|", ",", "(", ")", "[", "]", ".", "="];

    private readonly List<KqlToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public static IReadOnlyList<KqlToken> Split(string query)
    {
        var tokenizer = new KqlTokenizer(query);
        while (tokenizer.Next())
        {
        }
        tokenizer.Add(KqlTokenKind.End, "", query.Length);
        return tokenizer._tokens;
    }

    private bool Next()
    {
        while (_at < query.Length && char.IsWhiteSpace(query[_at]))
        {
            if (query[_at++] == '\n')
            {
                _line++;
                _lineStart = _at;
            }
        }
        if (_at >= query.Length)
            return false;
        var c = query[_at];
        if (c is '\'' or '"')
            Quoted(c);
        else if (char.IsAsciiLetter(c) || c == '_')
            Word();
        else if (char.IsAsciiDigit(c))
            Take(KqlTokenKind.Number, static c => char.IsAsciiDigit(c) || c == '.');
        else
            Symbol();
        return true;
    }

    private void Word()
    {
        var start = _at;
        while (_at < query.Length && (char.IsAsciiLetterOrDigit(query[_at]) || query[_at] == '_'))
            _at++;
        // "in~" is one operator.
        if (query.AsSpan(start, _at - start).Equals("in", StringComparison.Ordinal) && _at < query.Length && query[_at] == '~')
            _at++;
        Add(KqlTokenKind.Word, query[start.._at], start);
    }

    private void Quoted(char quote)
    {
        var start = _at++;
        var text = new StringBuilder();
        while (_at < query.Length && query[_at] != quote)
        {
            if (query[_at] == '\\' && _at + 1 < query.Length)
                _at++;
            text.Append(query[_at++]);
        }
        if (_at++ >= query.Length)
            throw new KqlException("ParserFailure", query[start..], _line, start - _lineStart + 1);
        Add(KqlTokenKind.Text, text.ToString(), start);
    }

    private void Symbol()
    {
        foreach (var symbol in Symbols)
        {
            if (!query.AsSpan(_at).StartsWith(symbol, StringComparison.Ordinal))
                continue;
            Add(KqlTokenKind.Symbol, symbol, _at);
            _at += symbol.Length;
            return;
        }
        throw new KqlException("ParserFailure", query[_at].ToString(), _line, _at - _lineStart + 1);
    }

    private void Take(KqlTokenKind kind, Predicate<char> belongs)
    {
        var start = _at;
        while (_at < query.Length && belongs(query[_at]))
            _at++;
        Add(kind, query[start.._at], start);
    }

    private void Add(KqlTokenKind kind, string value, int start) => _tokens.Add(new KqlToken(kind, value, _line, start - _lineStart + 1));
}
