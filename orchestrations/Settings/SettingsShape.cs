using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace OpsFunctions.Orchestrations.Settings;

/// <summary>
/// Holds a section against what its type has, before it is bound: names that are none, texts where a list or a section belongs, values
/// that are of another kind. The binder takes an enum by its number and overlooks a text above a list; here neither passes.
/// </summary>
internal static class SettingsShape
{
    /// <returns>One sentence a wrong setting, with what is allowed; no value of a secret is in it.</returns>
    public static IEnumerable<string> Problems(Type type, IConfigurationSection section) => OfSection(type, section, isSecret: false);

    /// <summary>Names that a section of this type may hold.</summary>
    public static IEnumerable<string> Names(Type type) => Settable(type).Select(property => property.Name);

    private static IEnumerable<PropertyInfo> Settable(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is not null);

    private static IEnumerable<string> OfSection(Type type, IConfigurationSection section, bool isSecret)
    {
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{section.Path} is {Shown(section, isSecret)}; it must be a section with {List(Names(type))}";
        foreach (var child in section.GetChildren())
        {
            var property = Settable(type).FirstOrDefault(one => one.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
                yield return Unknown(type, child);
            else
                foreach (var problem in OfProperty(property, child, isSecret || property.IsDefined(typeof(SecretSettingAttribute))))
                    yield return problem;
        }
    }

    private static string Unknown(Type type, IConfigurationSection child)
    {
        var meant = Spelling.Nearest(child.Key, Names(type)) is { } near ? $"did you mean {near}? " : "";
        return $"{Words.Shown(child.Path)} is no setting; {meant}what may stand there: {List(Names(type))}";
    }

    private static IEnumerable<string> OfProperty(PropertyInfo property, IConfigurationSection section, bool isSecret) =>
        ValueOfNames(property.PropertyType) is { } named ? OfNames(named, section, isSecret)
        : ElementOf(property.PropertyType) is { } element ? OfList(element, section, isSecret)
        : OfOne(property.PropertyType, section, isSecret, property.GetCustomAttribute<RangeAttribute>());

    private static IEnumerable<string> OfOne(Type type, IConfigurationSection section, bool isSecret, RangeAttribute? range)
    {
        if (type.IsClass && type.Assembly == typeof(SettingsShape).Assembly)
            return OfSection(type, section, isSecret);
        if (section.GetChildren().FirstOrDefault() is { } inner)
            return [$"{section.Path} holds {Words.Shown(inner.Key)}, and is one value: {Allowed(type, range)}"];
        return IsOf(type, section.Value) ? [] : [$"{section.Path} is {Shown(section, isSecret)}; it must be {Allowed(type, range)}"];
    }

    private static IEnumerable<string> OfList(Type element, IConfigurationSection section, bool isSecret)
    {
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{section.Path} is {Shown(section, isSecret)} where a list belongs: {section.Path}:0, {section.Path}:1 and so on";
        foreach (var child in section.GetChildren())
            if (!child.Key.All(char.IsAsciiDigit))
                yield return $"{Words.Shown(child.Path)} is no place in a list: {section.Path}:0, {section.Path}:1 and so on";
            else
                foreach (var problem in OfOne(element, child, isSecret, range: null))
                    yield return problem;
    }

    private static IEnumerable<string> OfNames(Type value, IConfigurationSection section, bool isSecret)
    {
        if (!string.IsNullOrEmpty(section.Value))
            yield return $"{section.Path} is {Shown(section, isSecret)} where names belong: {section.Path}:{{name}}";
        foreach (var problem in section.GetChildren().SelectMany(child => OfOne(value, child, isSecret, range: null)))
            yield return problem;
    }

    // The text is shown where it is no secret: what was written is what has to be found.
    private static string Shown(IConfigurationSection section, bool isSecret) =>
        isSecret ? "another text" : string.IsNullOrEmpty(section.Value) ? "empty" : $"'{Words.Shown(section.Value)}'";

    private static string Allowed(Type type, RangeAttribute? range)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var kind = inner.IsEnum ? $"one of {List(Enum.GetNames(inner))}"
            : inner == typeof(bool) ? "true or false"
            : inner == typeof(int) || inner == typeof(long) ? "a whole number"
            : inner == typeof(double) || inner == typeof(decimal) ? "a number"
            : inner == typeof(TimeOnly) ? "a time such as 01:30"
            : inner == typeof(TimeSpan) ? "a length of time such as 00:30:00"
            : inner == typeof(Uri) ? "an address" : "a text";
        return range is null ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind} from {range.Minimum} to {range.Maximum}");
    }

    private static bool IsOf(Type type, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return text is null || type == typeof(string) || !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        var culture = CultureInfo.InvariantCulture;
        return inner.IsEnum ? Enum.GetNames(inner).Contains(text, StringComparer.OrdinalIgnoreCase)
            : inner == typeof(bool) ? bool.TryParse(text, out _)
            : inner == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out _)
            : inner == typeof(long) ? long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out _)
            : inner == typeof(double) ? double.TryParse(text, NumberStyles.Float, culture, out var number) && double.IsFinite(number)
            : inner == typeof(decimal) ? decimal.TryParse(text, NumberStyles.Float, culture, out _)
            : inner == typeof(TimeOnly) ? TimeOnly.TryParse(text, culture, out _)
            : inner != typeof(TimeSpan) || TimeSpan.TryParse(text, culture, out _);
    }

    private static Type? ElementOf(Type type) =>
        type != typeof(string) && type.IsGenericType && type.GetGenericArguments() is [var element]
            && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? element : null;

    private static Type? ValueOfNames(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var name, var value] && name == typeof(string) ? value : null;

    private static string List(IEnumerable<string> names) => string.Join(", ", names);
}
