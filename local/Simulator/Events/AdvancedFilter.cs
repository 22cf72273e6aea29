using System.Globalization;
using System.Text.Json;

namespace OpsFunctions.Simulator.Events;

/// <summary>One advanced filter: an operator over a key, any of whose values will do.</summary>
internal sealed class AdvancedFilter
{
    /// <summary>Documented: of all filters of a subscription together.</summary>
    public const int MostValues = 25;

    private const int LongestValue = 512;

    private static readonly string[] Known =
    [
        "StringIn", "StringNotIn", "StringContains", "StringNotContains",
        "StringBeginsWith", "StringNotBeginsWith", "StringEndsWith", "StringNotEndsWith",
        "IsNotNull", "IsNullOrUndefined", "BoolEquals", "NumberIn", "NumberNotIn",
    ];

    private static readonly string[] OfEvent =
        ["id", "eventid", "topic", "source", "subject", "eventtype", "type", "dataversion", "eventtypeversion"];

    private readonly string _operator;
    private readonly string _key;
    private readonly string[] _path;
    private readonly IReadOnlyList<string> _values;

    private AdvancedFilter(string name, string key, IReadOnlyList<string> values)
    {
        (_operator, _key, _values) = (name, key.ToLowerInvariant(), values);
        _path = _key.StartsWith("data.", StringComparison.Ordinal) ? _key["data.".Length..].Split('.') : [];
    }

    /// <summary>The filter, or why it is refused: what is not known is never ignored.</summary>
    public static (AdvancedFilter? Filter, string? Problem) Of(string name, string key, IReadOnlyList<string> values)
    {
        if (Known.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } found)
            return (null, $"The operator type '{name}' of an advanced filter is not supported.");
        var filter = new AdvancedFilter(found, key, values);
        var isNull = found.StartsWith("Is", StringComparison.Ordinal);
        if (isNull != (values.Count == 0) || (found is "BoolEquals" && values.Count != 1))
            return (null, $"The advanced filter '{found}' over '{key}' does not have the values that its operator takes.");
        if (values.FirstOrDefault(value => value.Length > LongestValue) is not null)
            return (null, $"A value of the advanced filter over '{key}' is longer than {LongestValue} characters.");
        if (filter._path.Length > 2 || (filter._path.Length == 0 && !OfEvent.Contains(filter._key, StringComparer.Ordinal)))
            return (null, $"The key '{key}' of an advanced filter is neither of the event nor of its data, two levels deep at most.");
        if (found.StartsWith("Number", StringComparison.Ordinal) && values.Any(value => Number(value) is null))
            return (null, $"A value of the advanced filter over '{key}' is not a number.");
        return found is "BoolEquals" && !bool.TryParse(values[0], out _)
            ? (null, $"The value of the advanced filter over '{key}' is not a boolean.")
            : (filter, null);
    }

    public bool Passes(GridEvent happened)
    {
        if (happened.Quick(_key) is { } quick)
            return Passes(quick, kind: JsonValueKind.String);
        var value = _path.Length == 0 ? null : happened.Find(_path);
        return value is not { ValueKind: not JsonValueKind.Null } found ? Passes(text: null, JsonValueKind.Null)
            : found.ValueKind is JsonValueKind.String ? Passes(found.GetString(), JsonValueKind.String)
            : Passes(found.GetRawText(), found.ValueKind);
    }

    // Documented: what says "not" also passes where the key is missing; all else does not.
    private bool Passes(string? text, JsonValueKind kind) => _operator switch
    {
        "IsNotNull" => text is not null,
        "IsNullOrUndefined" => text is null,
        "BoolEquals" => kind is JsonValueKind.True or JsonValueKind.False && text!.Equals(_values[0], StringComparison.OrdinalIgnoreCase),
        "NumberIn" => kind is JsonValueKind.Number && IsIn(text!),
        "NumberNotIn" => kind is not JsonValueKind.Number || !IsIn(text!),
        _ when _operator.StartsWith("StringNot", StringComparison.Ordinal) => kind is not JsonValueKind.String || !Any(text!),
        _ => kind is JsonValueKind.String && Any(text!),
    };

    private bool Any(string text) => _values.Any(value => _operator switch
    {
        "StringIn" or "StringNotIn" => text.Equals(value, StringComparison.OrdinalIgnoreCase),
        "StringContains" or "StringNotContains" => text.Contains(value, StringComparison.OrdinalIgnoreCase),
        "StringBeginsWith" or "StringNotBeginsWith" => text.StartsWith(value, StringComparison.OrdinalIgnoreCase),
        _ => text.EndsWith(value, StringComparison.OrdinalIgnoreCase),
    });

    private bool IsIn(string text) => _values.Any(value => Number(value) == Number(text));

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
