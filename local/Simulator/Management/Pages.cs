using System.Globalization;
using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>A list in pages, the next of which is told by a link.</summary>
internal static class Pages
{
    /// <summary>What a link to the next page has in its query.</summary>
    public static IReadOnlyList<string> Option { get; } = ["$skiptoken"];

    public static Task Write<T>(Exchange exchange, IReadOnlyList<T> items, int pageSize, Action<Utf8JsonWriter, T> write)
    {
        var skip = int.TryParse(exchange.Query("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, items.Count) : 0;
        return exchange.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("value");
            var end = Math.Min(items.Count, skip + pageSize);
            for (var i = skip; i < end; i++)
                write(writer, items[i]);
            writer.WriteEndArray();
            if (end < items.Count)
                writer.WriteString("nextLink", Next(exchange, end));
            writer.WriteEndObject();
        });
    }

    private static string Next(Exchange exchange, int skip)
    {
        var query = exchange.Request.Query
            .Where(pair => !pair.Key.Equals("$skiptoken", StringComparison.OrdinalIgnoreCase))
            .Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value.ToString())}")
            .Append(string.Create(CultureInfo.InvariantCulture, $"$skiptoken={skip}"));
        return $"https://{exchange.Host}{exchange.Path}?{string.Join('&', query)}";
    }
}
