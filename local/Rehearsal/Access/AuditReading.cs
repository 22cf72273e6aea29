using System.Text.Json;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Rehearsal.Access;

/// <summary>An audit or a look of the watch, as it ended.</summary>
/// <param name="Problem">Why it has no good end; null: it has.</param>
/// <param name="Report">The report for programs; undefined: there is none.</param>
internal sealed record SeenRun(string RunId, DateTimeOffset EndedAt, string? Problem, JsonElement Report)
{
    public bool HasReport => Report.ValueKind == JsonValueKind.Object;

    /// <summary>Checks that something was missing for.</summary>
    public IReadOnlySet<string> Unknown => List("checks").Where(one => Text(one, "state") == "Unknown").Select(one => Text(one, "id"))
        .ToHashSet(StringComparer.Ordinal);

    /// <summary>Findings, and of escalations the way.</summary>
    public ILookup<string, string> Findings => List("findings").ToLookup(
        one => ExpectedAudit.Key(Text(one, "check"), Text(one, "subject"), Text(one, "scope")),
        one => one.TryGetProperty("through", out var way) ? string.Join(" > ", way.EnumerateArray().Select(step => step.GetString())) : "",
        StringComparer.Ordinal);

    public bool HasBefore => Report.GetProperty("comparedWithAnAuditBefore").GetBoolean();

    public bool HasRight(string principal) => List("rights").Any(one => Is(Text(one, "principal"), principal));

    public bool HasRight(string principal, string role, string scope) => List("rights").Any(one => IsRight(one, principal, role, scope));

    /// <summary>The right is shown as one that the audit before had not.</summary>
    public bool HasNew(string principal, string role, string scope) => List("changes").Any(one =>
        Text(one, "kind") is "New" or "Changed" && IsRight(one.GetProperty("right"), principal, role, scope));

    private JsonElement.ArrayEnumerator List(string name) => Report.GetProperty(name).EnumerateArray();

    private static bool IsRight(JsonElement right, string principal, string role, string scope) =>
        Is(Text(right, "principal"), principal) && Is(Text(right, "role"), role) && Is(Text(right, "scope"), scope);

    private static string Text(JsonElement one, string name) => one.GetProperty(name).GetString() ?? "";

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Something that was told of access.</summary>
/// <param name="At">When it arrived.</param>
internal sealed record Notice(string Id, bool IsPage, string Text, DateTimeOffset At);

/// <summary>Reads what the suite made of a tenant.</summary>
internal static class AuditReading
{
    /// <param name="folder">Where the reports lie.</param>
    public static async Task<IReadOnlyList<SeenRun>> AllAsync(DurableTaskClient client, string folder, CancellationToken ct)
    {
        var runs = new List<SeenRun>();
        await foreach (var run in client.GetAllInstancesAsync(new() { FetchInputsAndOutputs = true }).WithCancellation(ct))
            if (IsOf(AccessCapability.Name, run) || IsOf(AccessWatchOrchestrator.Prefix, run))
                runs.Add(new(run.InstanceId, run.LastUpdatedAt, ProblemOf(run), await ReportAsync(folder, run.InstanceId, ct)));
        return [.. runs.OrderBy(run => run.RunId, StringComparer.Ordinal)];
    }

    public static IReadOnlyList<Notice> Notices(SimulatedAzure azure) =>
        [.. azure.Deliveries.All.Where(one => one.Path == RehearsedTenant.Path).Select(NoticeOf)];

    private static bool IsOf(string name, OrchestrationMetadata run) => run.InstanceId.StartsWith(name + "-", StringComparison.Ordinal);

    private static string? ProblemOf(OrchestrationMetadata run) => run.RuntimeStatus != OrchestrationRuntimeStatus.Completed
        ? $"{run.InstanceId} is {run.RuntimeStatus}: {run.FailureDetails?.ErrorMessage ?? "not finished at the end"}"
        : IsOf(AccessCapability.Name, run) ? run.ReadOutputAs<AuditSummary>()?.Problem : null;

    private static async Task<JsonElement> ReportAsync(string folder, string runId, CancellationToken ct)
    {
        var file = Path.Combine(folder, AccessCapability.Name, runId + ".json");
        return File.Exists(file) ? JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(file, ct)) : default;
    }

    private static Notice NoticeOf(Simulator.Notifications.RecordedDelivery one)
    {
        var body = JsonSerializer.Deserialize<JsonElement>(one.Body);
        return new(
            body.GetProperty("id").GetString()!, body.GetProperty("kind").GetString() == "page",
            $"{body.GetProperty("title").GetString()}: {body.GetProperty("text").GetString()}", one.Time);
    }
}
