using System.Text.RegularExpressions;

namespace OpsFunctions.Orchestrations.Access.Evaluating;

/// <summary>Reads a condition. Null: it is not of the language, and nothing is said about it.</summary>
internal sealed partial class ConditionParser
{
    // Azure's longest have a handful; what is deeper is not read.
    private const int Deepest = 100;

    private static readonly ConditionNode Unknown = new NotUnderstood();

    private readonly List<string> _tokens;
    private int _at;
    private int _depth;

    private ConditionParser(List<string> tokens) => _tokens = tokens;

    public static ConditionNode? Parse(string text)
    {
        var tokens = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var match = Token().Match(text, at);
            if (!match.Success || match.Index != at)
                return null;
            at += match.Length;
            if (match.Groups["token"].Success)
                tokens.Add(match.Groups["token"].Value);
        }
        var parser = new ConditionParser(tokens);
        try
        {
            var root = parser.Or();
            return parser._at == tokens.Count ? root : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private ConditionNode Or()
    {
        var node = And();
        while (TakesWord("OR") || Takes("||"))
            node = new OneOf(node, And());
        return node;
    }

    private ConditionNode And()
    {
        var node = Unary();
        while (TakesWord("AND") || Takes("&&"))
            node = new AllOf(node, Unary());
        return node;
    }

    private ConditionNode Unary()
    {
        if (++_depth > Deepest)
            throw new FormatException("too deep");
        try
        {
            if (TakesWord("NOT") || Takes("!"))
                return new NotSo(Unary());
            if (!Takes("("))
                return Atom();
            var inner = Or();
            Need(")");
            return inner;
        }
        finally
        {
            _depth--;
        }
    }

    private ConditionNode Atom()
    {
        if (TakesWord("ActionMatches"))
            return new ActionIs(Set());
        if (TakesWord("SubOperationMatches"))
        {
            Set();
            return Unknown;
        }
        if (TakesWord("Exists"))
        {
            Next();
            return Unknown;
        }
        var attribute = Next();
        var sign = Next();
        var values = Values();
        return values is not null && AttributeForm().Match(attribute) is { Success: true } named
            && OperatorForm().Match(sign) is { Success: true } compared
            ? Compared(named.Groups["name"].Value.ToLowerInvariant(), compared, values)
            : attribute.StartsWith('@') || attribute.StartsWith('\'') || attribute.StartsWith('{')
                ? Unknown
                : throw new FormatException(attribute);
    }

    private static AssignmentIs Compared(string attribute, Match sign, IReadOnlyList<string> values) => new(
        attribute, sign.Groups["not"].Success, sign.Groups["of"].Value.EndsWith("AllValues", StringComparison.OrdinalIgnoreCase),
        attribute == "principaltype" ? values : [.. values.Select(RoleCondition.Digits)]);

    // Null: it is compared with another attribute.
    private List<string>? Values()
    {
        if (_at < _tokens.Count && _tokens[_at] == "{")
            return Set();
        var single = Next();
        return single.StartsWith('@') ? null : [Unquoted(single)];
    }

    private List<string> Set()
    {
        Need("{");
        var values = new List<string>();
        while (!Takes("}"))
        {
            values.Add(Unquoted(Next()));
            Takes(",");
        }
        return values;
    }

    private bool Takes(string token)
    {
        if (_at >= _tokens.Count || _tokens[_at] != token)
            return false;
        _at++;
        return true;
    }

    private bool TakesWord(string word)
    {
        if (_at >= _tokens.Count || !_tokens[_at].Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        _at++;
        return true;
    }

    private void Need(string token)
    {
        if (!Takes(token))
            throw new FormatException($"{token} is missing");
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw new FormatException("it ends too early");

    private static string Unquoted(string token) => token is ['\'', .. var inner, '\''] ? inner : token;

    [GeneratedRegex(@"\s*(?<token>@\w+\s*\[[^\]]*\]|'[^']*'|&&|\|\||[(){},!]|[^\s(){},!'@&|]+)|\s+$", RegexOptions.ExplicitCapture
        | RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex(
        @"^@(request|resource)\s*\[\s*microsoft\.authorization/roleassignments:(?<name>roledefinitionid|principaltype|principalid)\s*\]$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AttributeForm();

    [GeneratedRegex(@"^((?<of>for(any|all)of(any|all)values):)?(guid|string)(?<not>not)?equals(ignorecase)?$", RegexOptions.ExplicitCapture
        | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OperatorForm();
}
