using Microsoft.AspNetCore.Http;

namespace OpsFunctions.Simulator.Http;

/// <summary>What is asked for and understood by nobody here. The answer looks like none of Azure's: 501, without a request id.</summary>
internal static class NotSimulated
{
    // What a client may send without changing what is asked: names of the client, of the call, of the trace.
    private static readonly HashSet<string> Harmless = new(StringComparer.OrdinalIgnoreCase)
    {
        LoopbackTransport.HostHeader, "x-ms-client-request-id", "x-ms-return-client-request-id", "x-ms-correlation-request-id", "x-ms-date",
        "x-ms-version", "x-ms-useragent", "x-ms-command-name", "x-ms-parameter-set-name",
    };

    /// <summary>
    /// Refuses an option of the query that the operation does not understand, and a header that would change what is meant.
    /// </summary>
    /// <param name="exchange">The request.</param>
    /// <param name="options">Names, each alone (any value) or with the values that are understood: $expand=instanceView|userData.</param>
    /// <param name="headers">Headers that are understood.</param>
    /// <exception cref="NotSimulatedException">There is one.</exception>
    public static void CheckOptions(Exchange exchange, IReadOnlyList<string> options, IReadOnlyList<string> headers)
    {
        foreach (var (name, value) in exchange.Request.Query)
        {
            if (!IsUnderstood(options, name, value.ToString()))
                throw new NotSimulatedException($"the query option {name}={value}");
        }
        foreach (var (name, value) in exchange.Request.Headers)
        {
            if (Matters(name) && !IsKnown(headers, name))
                throw new NotSimulatedException($"the header {name}: {value}");
        }
    }

    /// <summary>Answers that it is not simulated.</summary>
    public static async Task Answer(Exchange exchange, string what)
    {
        var version = exchange.Query("api-version") ?? exchange.Header("x-ms-version") ?? "none";
        exchange.Response.Headers.Clear();
        // Storage clients read the code from a header.
        exchange.SetHeader("x-ms-error-code", "NotSimulated");
        await exchange.Json(StatusCodes.Status501NotImplemented, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("code", "NotSimulated");
            writer.WriteString(
                "message",
                $"Simulated Azure does not simulate {what} ({exchange.Method} https://{exchange.Host}{exchange.Path}, api-version {version}). Azure itself may well answer this.");
            writer.WriteString("notSimulated", what);
            writer.WriteString("method", exchange.Method);
            writer.WriteString("path", exchange.Path);
            writer.WriteString("apiVersion", version);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private static bool IsUnderstood(IReadOnlyList<string> options, string name, string value)
    {
        if (name.Equals("api-version", StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var option in options)
        {
            var at = option.IndexOf('=', StringComparison.Ordinal);
            if (!name.Equals(at < 0 ? option : option[..at], StringComparison.OrdinalIgnoreCase))
                continue;
            return at < 0 || value.Length == 0 || option[(at + 1)..].Split('|').Contains(value, StringComparer.OrdinalIgnoreCase);
        }
        return false;
    }

    // One that ends with a star stands for all that begin so.
    private static bool IsKnown(IReadOnlyList<string> headers, string name) => headers.Any(one => one.EndsWith('*')
        ? name.StartsWith(one[..^1], StringComparison.OrdinalIgnoreCase)
        : name.Equals(one, StringComparison.OrdinalIgnoreCase));

    // Asked of every header of every call: most are told by their first letter.
    private static bool Matters(string name) => (name[0] | 0x20) switch
    {
        'x' => name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase) && !Harmless.Contains(name),
        'i' => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase),
        'p' => name.Equals("Prefer", StringComparison.OrdinalIgnoreCase),
        'r' => name.Equals("Range", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
