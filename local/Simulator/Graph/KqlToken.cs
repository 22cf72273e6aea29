namespace OpsFunctions.Simulator.Graph;

internal enum KqlTokenKind
{
    Word,
    Text,
    Number,
    Symbol,
    End,
}

/// <summary>A token and where it stands, counted from 1 as the service counts.</summary>
internal sealed record KqlToken(KqlTokenKind Kind, string Value, int Line, int Position)
{
    // The language minds the case of its own words.
    public bool Is(string symbolOrWord) =>
        Kind is KqlTokenKind.Symbol or KqlTokenKind.Word && string.Equals(Value, symbolOrWord, StringComparison.Ordinal);
}

/// <summary>A query that the service would refuse; it is answered with a 400 that names the place.</summary>
internal sealed class KqlException(string code, string token, int line, int position)
    : Exception($"{code} at '{token}', line {line}, position {position}.")
{
    public KqlException(KqlToken at)
        : this("ParserFailure", at.Kind is KqlTokenKind.End ? "<EOF>" : at.Value, at.Line, at.Position)
    {
    }

    public string Code => code;

    public string Token => token;

    public int Line => line;

    public int Position => position;
}
