using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpsFunctions.Simulator.Http;

/// <summary>Answers that several services write alike.</summary>
internal static class JsonAnswers
{
    // Azure does not escape what JSON does not require to be escaped.
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonSerializerOptions Text { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The error body of Azure Resource Manager.</summary>
    public static Task Error(Exchange exchange, int status, string code, string message)
    {
        exchange.SetHeader("x-ms-failure-cause", status >= 500 ? "service" : "gateway");
        return exchange.Json(status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("code", code);
            writer.WriteString("message", message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    public static string Timestamp(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
