using System.Globalization;

namespace OpsFunctions.Simulator.Graph;

/// <summary>
/// Reads the part of the query language that the suite uses: where (==, =~, in~, contains, isnotempty, and, or), project, extend,
/// summarize ... by (min, make_set, count), order by, take. Everything else is refused as the service refuses a query it cannot read.
/// </summary>
internal sealed class KqlParser
{
    private readonly IReadOnlyList<KqlToken> _tokens;
    private int _at;

    private KqlParser(string query) => _tokens = KqlTokenizer.Split(query);

    private KqlToken Current => _tokens[_at];

    public static KqlQuery Parse(string query)
    {
        var parser = new KqlParser(query);
        var table = parser.Word();
        var stages = new List<KqlStage>();
        while (parser.Accept("|"))
            stages.Add(parser.Stage());
        if (parser.Current.Kind is not KqlTokenKind.End)
            throw new KqlException(parser.Current);
        return new KqlQuery(table, stages);
    }

    private KqlStage Stage()
    {
        if (Accept("where"))
            return new WhereStage(Or());
        if (Accept("project"))
            return new ProjectStage(Columns());
        if (Accept("extend"))
            return new ExtendStage(Columns());
        if (Accept("summarize"))
        {
            var aggregates = List(Aggregate);
            Expect("by");
            return new SummarizeStage(aggregates, Columns());
        }
        if (Accept("take") || Accept("limit"))
            return new TakeStage((int)Number());
        if (Accept("order") || Accept("sort"))
        {
            Expect("by");
            return new OrderStage(List(OrderTerm));
        }
        throw new KqlException(Current);
    }

    private KqlTest Or()
    {
        var test = And();
        while (Accept("or"))
            test = new OrTest(test, And());
        return test;
    }

    private KqlTest And()
    {
        var test = Test();
        while (Accept("and"))
            test = new AndTest(test, Test());
        return test;
    }

    private KqlTest Test()
    {
        if (Accept("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }
        if (Current.Is("isnotempty") && _tokens[_at + 1].Is("("))
        {
            _at += 2;
            var value = Value();
            Expect(")");
            return new IsNotEmptyTest(value);
        }
        var left = Value();
        foreach (var comparison in (ReadOnlySpan<string>)["==", "=~", "contains"])
        {
            if (Accept(comparison))
                return new CompareTest(left, comparison, Value());
        }
        if (!Accept("in~"))
            throw new KqlException(Current);
        Expect("(");
        var choices = List(Value);
        Expect(")");
        return new InTest(left, choices);
    }

    private List<NamedValue> Columns() => List(() =>
    {
        var start = _at;
        if (Current.Kind is KqlTokenKind.Word && _tokens[_at + 1].Is("="))
        {
            var name = Word();
            Expect("=");
            return new NamedValue(name, Value());
        }
        var value = Value();
        return new NamedValue(NameOf(value) ?? throw new KqlException(_tokens[start]), value);
    });

    private Aggregate Aggregate()
    {
        var name = Word();
        Expect("=");
        var function = Current;
        if (!function.Is("min") && !function.Is("make_set") && !function.Is("count"))
            throw new KqlException(function);
        _at++;
        Expect("(");
        var value = function.Is("count") ? null : Value();
        Expect(")");
        return new Aggregate(name, function.Value, value);
    }

    // As the service names what has no name: the steps of the path, joined.
    private static string? NameOf(KqlValue value) => value switch
    {
        PathValue path => string.Join('_', path.Steps),
        ToStringValue text => NameOf(text.Inner),
        _ => null,
    };

    private OrderTerm OrderTerm()
    {
        var value = Value();
        if (Accept("asc"))
            return new OrderTerm(value, Descending: false);
        // Descending unless told otherwise.
        Accept("desc");
        return new OrderTerm(value, Descending: true);
    }

    private KqlValue Value()
    {
        var token = Current;
        switch (token.Kind)
        {
            case KqlTokenKind.Text:
                _at++;
                return new TextValue(token.Value);
            case KqlTokenKind.Number:
                return new NumberValue(Number());
            case KqlTokenKind.Word when token.Is("true") || token.Is("false"):
                _at++;
                return new FlagValue(token.Is("true"));
            case KqlTokenKind.Word when token.Is("tostring") && _tokens[_at + 1].Is("("):
                _at += 2;
                var inner = Value();
                Expect(")");
                return new ToStringValue(inner);
            case KqlTokenKind.Word when !_tokens[_at + 1].Is("("):
                return Path(token);
            default:
                throw new KqlException(token);
        }
    }

    private PathValue Path(KqlToken start)
    {
        var steps = new List<string> { Word() };
        while (true)
        {
            if (Accept("."))
            {
                steps.Add(Word());
            }
            else if (Accept("["))
            {
                steps.Add(Current.Kind is KqlTokenKind.Text or KqlTokenKind.Number
                    ? _tokens[_at++].Value
                    : throw new KqlException(Current));
                Expect("]");
            }
            else
            {
                return new PathValue(steps, start);
            }
        }
    }

    private List<T> List<T>(Func<T> item)
    {
        var items = new List<T> { item() };
        while (Accept(","))
            items.Add(item());
        return items;
    }

    private double Number()
    {
        var token = Current;
        if (token.Kind is not KqlTokenKind.Number
            || !double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw new KqlException(token);
        _at++;
        return number;
    }

    private string Word()
    {
        if (Current.Kind is not KqlTokenKind.Word)
            throw new KqlException(Current);
        return _tokens[_at++].Value;
    }

    private bool Accept(string symbolOrWord)
    {
        if (!Current.Is(symbolOrWord))
            return false;
        _at++;
        return true;
    }

    private void Expect(string symbolOrWord)
    {
        if (!Accept(symbolOrWord))
            throw new KqlException(Current);
    }
}
