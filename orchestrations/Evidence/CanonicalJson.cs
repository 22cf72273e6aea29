using System.Globalization;
using System.Text;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>
/// JSON with one way to write each value, as RFC 8785 has it: properties in ordinal order, no white space, only what must be escaped
/// is. Strings, whole numbers and objects of strings are all that evidence is made of.
/// </summary>
internal static class CanonicalJson
{
    public static string Of(IEnumerable<KeyValuePair<string, object>> properties)
    {
        var json = new StringBuilder();
        Object(json, properties);
        return json.ToString();
    }

    private static void Object(StringBuilder json, IEnumerable<KeyValuePair<string, object>> properties)
    {
        json.Append('{');
        foreach (var (index, (name, value)) in properties.OrderBy(property => property.Key, StringComparer.Ordinal).Index())
        {
            if (index > 0)
                json.Append(',');
            String(json, name);
            json.Append(':');
            switch (value)
            {
                case long number:
                    json.Append(number.ToString(CultureInfo.InvariantCulture));
                    break;
                case IReadOnlyDictionary<string, string> inner:
                    Object(json, inner.Select(property => KeyValuePair.Create<string, object>(property.Key, property.Value)));
                    break;
                default:
                    String(json, (string)value);
                    break;
            }
        }
        json.Append('}');
    }

    private static void String(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var letter in text)
            _ = letter switch
            {
                '"' or '\\' => json.Append('\\').Append(letter),
                '\b' => json.Append("\\b"),
                '\t' => json.Append("\\t"),
                '\n' => json.Append("\\n"),
                '\f' => json.Append("\\f"),
                '\r' => json.Append("\\r"),
                < ' ' => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => json.Append(letter),
            };
        json.Append('"');
    }
}
