using System.Globalization;
using System.Text;

namespace OpsFunctions.Benchmarks.Events;

/// <summary>Messages that are no events, each another.</summary>
internal static class UnreadableMessages
{
    public static string Of(int number)
    {
        var n = number.ToString(CultureInfo.InvariantCulture);
        return (number % 8) switch
        {
            0 => $"no event {n}",
            1 => $$"""{"id":{{n}},"eventType":[],"subject":{},"eventTime":"yesterday"}""",
            2 => $"[[[{n}]]]",
            3 => string.Concat(Enumerable.Repeat("{\"a\":", 500)) + n + new string('}', 500),
            4 => Convert.ToBase64String(Encoding.UTF8.GetBytes($"<script>alert({n})</script>")),
            5 => $$"""{"specversion":"1.0","type":"t{{n}}","source":7}""",
            6 => $"{{\"id\":\"{n}\",\"data\":\"{new string('x', 60_000)}\"}}",
            _ => $"[{{}},{n}]",
        };
    }
}
