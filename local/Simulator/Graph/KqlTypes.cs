namespace OpsFunctions.Simulator.Graph;

/// <summary>Takes what a query asks of the type off its beginning, so that rows of other types are never made.</summary>
internal static class KqlTypes
{
    /// <summary>The query without those tests, and the types that are left, in lower case; null: all.</summary>
    public static (KqlQuery Query, IReadOnlyList<string>? Types) Split(KqlQuery query)
    {
        IReadOnlyList<string>? types = null;
        var first = 0;
        var rest = new List<KqlStage>();
        for (; first < query.Stages.Count && query.Stages[first] is WhereStage where; first++)
        {
            KqlTest? left = null;
            foreach (var test in Parts(where.Test))
            {
                if (TypesOf(test) is { } some)
                    types = types is null ? some : [.. types.Intersect(some, StringComparer.Ordinal)];
                else
                    left = left is null ? test : new AndTest(left, test);
            }
            if (left is not null)
                rest.Add(new WhereStage(left));
        }
        return (query with { Stages = [.. rest, .. query.Stages.Skip(first)] }, types);
    }

    private static IEnumerable<KqlTest> Parts(KqlTest test) => test is AndTest and ? Parts(and.Left).Concat(Parts(and.Right)) : [test];

    private static IReadOnlyList<string>? TypesOf(KqlTest test) => test switch
    {
        CompareTest { Operator: "=~", Left: PathValue { Steps: [var column] }, Right: TextValue type } when IsType(
            column) => [type.Text.ToLowerInvariant()],
        // Minds case, and types are told in lower case.
        CompareTest { Operator: "==", Left: PathValue { Steps: [var column] }, Right: TextValue type } when IsType(column) => [type.Text],
        InTest { Value: PathValue { Steps: [var column] } } any when IsType(column)
            && any.Choices.All(static choice => choice is TextValue) =>
            [.. any.Choices.Cast<TextValue>().Select(static choice => choice.Text.ToLowerInvariant())],
        _ => null,
    };

    private static bool IsType(string column) => column.Equals("type", StringComparison.OrdinalIgnoreCase);
}
