using System.Globalization;
using System.Text.Json;
using OpsFunctions.FunctionsHost.Queues;

namespace OpsFunctions.FunctionsHost;

/// <summary>What the host takes from <c>host.json</c>; where a figure is missing, the official default holds.</summary>
internal sealed record HostJson
{
    public const string FileName = "host.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public string RoutePrefix { get; init; } = "api";

    /// <summary>Activities at the same time.</summary>
    public int MaxConcurrentActivities { get; init; } = 10;

    /// <summary>Turns of orchestrators at the same time.</summary>
    public int MaxConcurrentTurns { get; init; } = 10;

    /// <summary>Longest run of an invocation; infinite where the file says -1.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    public QueueOptions Queues { get; init; } = new();

    public static HostJson Load(string? path, string appDirectory)
    {
        path ??= Above(appDirectory).Select(f => Path.Combine(f, FileName)).FirstOrDefault(File.Exists);
        return path is null ? new HostJson() : Read(path);
    }

    private static HostJson Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path), Lenient);
            return new HostJson
            {
                RoutePrefix = Text(json.RootElement, "extensions", "http", "routePrefix")?.Trim('/') ?? "api",
                MaxConcurrentActivities = Number(json.RootElement, "maxConcurrentActivityFunctions"),
                MaxConcurrentTurns = Number(json.RootElement, "maxConcurrentOrchestratorFunctions"),
                FunctionTimeout = Text(json.RootElement, "functionTimeout") is { } text ? Duration(text) : TimeSpan.FromMinutes(30),
                Queues = QueueOptions.Read(name => Text(json.RootElement, "extensions", "queues", name)),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new InvalidOperationException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static int Number(JsonElement root, string name) => Text(root, "extensions", "durableTask", name) is not { } text ? 10
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw new FormatException($"extensions.durableTask.{name} '{text}' is no whole number above 0");

    private static TimeSpan Duration(string text) => text is "-1"
        ? Timeout.InfiniteTimeSpan
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero
            ? value
            : throw new FormatException($"functionTimeout '{text}' is no duration such as 00:10:00");

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText();
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
