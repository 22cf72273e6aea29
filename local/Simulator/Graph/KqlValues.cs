using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFunctions.Simulator.Graph;

/// <summary>Values and tests on one row.</summary>
internal static class KqlValues
{
    public static bool Holds(KqlTest test, GraphRow row) => test switch
    {
        AndTest and => Holds(and.Left, row) && Holds(and.Right, row),
        OrTest or => Holds(or.Left, row) || Holds(or.Right, row),
        IsNotEmptyTest some => Text(Of(some.Value, row)) is { Length: > 0 },
        InTest any => any.Choices.Any(choice => SameText(Of(any.Value, row), Of(choice, row), StringComparison.OrdinalIgnoreCase)),
        CompareTest { Operator: "=~" } same => SameText(Of(same.Left, row), Of(same.Right, row), StringComparison.OrdinalIgnoreCase),
        CompareTest { Operator: "contains" } part => Text(Of(part.Left, row)) is { } whole && Text(Of(part.Right, row)) is { } wanted
            && whole.Contains(wanted, StringComparison.OrdinalIgnoreCase),
        CompareTest equal => SameText(Of(equal.Left, row), Of(equal.Right, row), StringComparison.Ordinal),
        _ => throw new InvalidOperationException(test.GetType().Name),
    };

    public static JsonNode? Of(KqlValue value, GraphRow row) => value switch
    {
        PathValue path => Walk(path, row),
        TextValue text => JsonValue.Create(text.Text),
        NumberValue number => JsonValue.Create(number.Number),
        FlagValue flag => JsonValue.Create(flag.Flag),
        // Of nothing, tostring makes an empty text.
        ToStringValue text => JsonValue.Create(Text(Of(text.Inner, row)) ?? ""),
        _ => throw new InvalidOperationException(value.GetType().Name),
    };

    public static string? Text(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => node.ToJsonString(),
    };

    /// <summary>Nothing comes first, numbers by value, the rest by its text.</summary>
    public static int Compare(JsonNode? a, JsonNode? b)
    {
        if (a is null || b is null)
            return (a is null ? 0 : 1) - (b is null ? 0 : 1);
        if (a is JsonValue x && b is JsonValue y && x.GetValueKind() is JsonValueKind.Number && y.GetValueKind() is JsonValueKind.Number)
            return Number(x).CompareTo(Number(y));
        return string.CompareOrdinal(Text(a), Text(b));
    }

    private static double Number(JsonValue value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    // A missing value equals nothing, not even another missing one.
    private static bool SameText(JsonNode? a, JsonNode? b, StringComparison how) =>
        a is not null && b is not null && string.Equals(Text(a), Text(b), how);

    private static JsonNode? Walk(PathValue path, GraphRow row)
    {
        // Most paths go on with a name; a number may stand for a place in a list.
        var isName = path.Steps.Count > 1 && !char.IsAsciiDigit(path.Steps[1].FirstOrDefault());
        var node = isName ? row.Part(path.Steps[0], path.Steps[1]) : row.Get(path.Steps[0]);
        for (var i = isName ? 2 : 1; i < path.Steps.Count && node is not null; i++)
        {
            node = node switch
            {
                JsonObject inner => inner[path.Steps[i]],
                JsonArray list when int.TryParse(path.Steps[i], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                    && at < list.Count => list[at],
                _ => null,
            };
        }
        return node;
    }
}
