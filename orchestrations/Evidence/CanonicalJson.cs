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
        var first = true;
        foreach (var (name, value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            if (!first)
                json.Append(',');
            first = false;
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
            switch (letter)
            {
                case '"' or '\\':
                    json.Append('\\').Append(letter);
                    break;
                case '\b':
                    json.Append("\\b");
                    break;
                case '\t':
                    json.Append("\\t");
                    break;
                case '\n':
                    json.Append("\\n");
                    break;
                case '\f':
                    json.Append("\\f");
                    break;
                case '\r':
                    json.Append("\\r");
                    break;
                case < ' ':
                    json.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
                    break;
                default:
                    json.Append(letter);
                    break;
            }
        json.Append('"');
    }
}
