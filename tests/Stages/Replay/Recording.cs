using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpsFunctions.Stages.Replay;

/// <summary>What Azure was asked and what it answered, in order.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="IsWhole">Whether answers are there with everything they had, so that what they lack Azure did not tell.</param>
/// <param name="KeepsRetryAfter">Whether the recorder kept Retry-After, so that where it lacks Azure sent none.</param>
/// <param name="Steps">The requests.</param>
internal sealed record Recording(string Name, bool IsWhole, bool KeepsRetryAfter, IReadOnlyList<RecordedStep> Steps)
{
    /// <summary>All of it as a text, to look for spellings in.</summary>
    public string Text =>
        _text ??= string.Join(
            '\n', Steps.Select(static step => $"{step.Path}\n{step.Body?.ToJsonString()}\n{step.Answer?.ToJsonString()}"));

    private string? _text;

    /// <summary>The recordings in a folder and below, in order of their names.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static IReadOnlyList<string> FilesIn(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        var files = Directory.GetFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new FileNotFoundException($"There is no recording (*.json) in {folder}.");
    }

    /// <exception cref="FormatException">It is no recording; the message names file and reason.</exception>
    public static Recording Read(string path)
    {
        var name = Path.GetFileName(path);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(File.ReadAllText(path));
        }
        catch (JsonException e)
        {
            throw new FormatException($"{name} is no JSON: {e.Message}", e);
        }
        if (root is not JsonObject file)
            throw new FormatException($"{name}: expected an object with «steps» or «interactions».");
        var (steps, isWhole) = (file["steps"] as JsonArray, false);
        if (steps is null)
            (steps, isWhole) = (file["interactions"] as JsonArray, true);
        if (steps is null)
            throw new FormatException($"{name}: expected an object with «steps» or «interactions».");
        var origin = file["origin"]?.ToJsonString() ?? "";
        var isCut = origin.Contains("removes Retry-After", StringComparison.OrdinalIgnoreCase);
        var read = steps.Select((step, i) => RecordedStep.Read(name, i, step)).OfType<RecordedStep>().ToList();
        return new Recording(name, isWhole, !isCut && read.Exists(static step => step.Headers.ContainsKey("retry-after")), read);
    }
}

/// <summary>A request and its answer.</summary>
internal sealed record RecordedStep
{
    /// <summary>Its place in the file, from 1.</summary>
    public required int Number { get; init; }

    public required string Method { get; init; }

    public required string Host { get; init; }

    /// <summary>Path and query, as they were sent.</summary>
    public required string Path { get; init; }

    /// <summary>Null: none, or not recorded.</summary>
    public JsonNode? Body { get; init; }

    /// <summary>Whether the request had a body that the recorder did not keep, or kept in part.</summary>
    public bool LacksBody { get; init; }

    public required int Status { get; init; }

    /// <summary>When it was answered; null: not recorded.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>By name in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Null: empty, or not recorded.</summary>
    public JsonNode? Answer { get; init; }

    /// <summary>Method and path without the query.</summary>
    public string Title => $"{Method} {Path.Split('?')[0]}";

    public string? ErrorCode =>
        ((Answer as JsonObject)?["error"] as JsonObject)?["code"]?.ToString() ?? (Answer as JsonObject)?["code"]?.ToString();

    public string Message => ((Answer as JsonObject)?["error"] as JsonObject)?["message"]?.ToString() ?? "";

    /// <summary>Null: it has no request (a table of facts).</summary>
    /// <exception cref="FormatException">It cannot be read.</exception>
    public static RecordedStep? Read(string file, int index, JsonNode? step)
    {
        if ((step as JsonObject)?["request"] is not JsonObject request)
            return null;
        if (step["response"] is not JsonObject response || request["method"] is null || response["status"] is null)
            throw new FormatException($"{file}, step {index + 1}: expected request (method, path or uri) and response (status).");
        // Cut at the front, where only the end tells.
        var address = (request["path"] ?? request["uri"])?.ToString().TrimStart('…') ?? "";
        var uri = address.StartsWith('/') ? new Uri("https://management.azure.com") : new Uri(address);
        var body = request["body"];
        var isKept = body is JsonObject kept && !kept.ContainsKey("…");
        return new RecordedStep
        {
            Number = index + 1,
            Method = request["method"]!.ToString(),
            Host = uri.Host,
            Path = address.StartsWith(
                '/') ? address : address[(address.IndexOf(uri.Host, StringComparison.OrdinalIgnoreCase) + uri.Host.Length)..].TrimStart(
                    ':', '4', '3'),
            Body = body is JsonObject or JsonArray ? body.DeepClone() : null,
            LacksBody = !isKept && (body is not null || request["method"]!.ToString() is "PUT" or "PATCH"),
            Status = (int)response["status"]!.AsValue(),
            At = Moment(response["date"]?.ToString() ?? (response["headers"] as JsonObject)?["date"]?.ToString()),
            Headers = Named(response["headers"] as JsonObject),
            Answer = AnswerOf(response["body"]),
        };
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                && moment.Year is >= 2010 and <= 2100 ? moment : null;

    private static Dictionary<string, string> Named(JsonObject? headers)
    {
        var named = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers ?? [])
            named[name.ToLowerInvariant()] = value is JsonArray { Count: > 0 } list ? list[0]!.ToString() : value?.ToString() ?? "";
        return named;
    }

    // A recorder writes what it could not read as an object with one text.
    private static JsonNode? AnswerOf(JsonNode? body)
    {
        if (body is not JsonObject { Count: 1 } only || only["string"] is not JsonValue text)
            return body?.DeepClone();
        try
        {
            return JsonNode.Parse(text.ToString());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
