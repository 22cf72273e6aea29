using System.Globalization;
using System.Text.Json;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Management;

/// <summary>A list in pages, the next of which is told by a link.</summary>
internal static class Pages
{
    /// <summary>What a link to the next page has in its query.</summary>
    public static IReadOnlyList<string> Option { get; } = ["$skiptoken"];

    /// <param name="exchange">The request.</param>
    /// <param name="items">All of them.</param>
    /// <param name="pageSize">How many come at once.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="end">What the last page has besides its rows; null: nothing.</param>
    public static Task Write<T>(
        Exchange exchange, IReadOnlyList<T> items, int pageSize, Action<Utf8JsonWriter, T> write, Action<Utf8JsonWriter>? end = null)
    {
        var skip = int.TryParse(exchange.Query("$skiptoken"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, items.Count)
            : 0;
        return exchange.Json(200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("value");
            var until = Math.Min(items.Count, skip + pageSize);
            for (var i = skip; i < until; i++)
                write(writer, items[i]);
            writer.WriteEndArray();
            if (until < items.Count)
                writer.WriteString("nextLink", Next(exchange, until));
            else
                end?.Invoke(writer);
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
