using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>
/// What a preflight has read so far: an application in many resource groups takes more reads than Azure gives at once.
/// </summary>
internal sealed class KeptReads(Dictionary<string, JsonElement> answers) : IQueryPages
{
    /// <summary>Reads, going on where an earlier try stopped.</summary>
    /// <param name="name">Name of the document among the run's.</param>
    public static Task<T> ReadAsync<T>(RunStore store, string runId, string name, Func<IQueryPages, Task<T>> read, CancellationToken ct) =>
        ResumedRead.OfAsync<Dictionary<string, JsonElement>, T>(store, runId, name, answers => read(new KeptReads(answers)), ct);

    public Task<JsonDocument?> FindAsync(string query, int page, CancellationToken ct) =>
        Task.FromResult(answers.TryGetValue(query, out var answer) ? JsonSerializer.SerializeToDocument(answer) : null);

    public Task KeepAsync(string query, int page, JsonDocument answer, CancellationToken ct)
    {
        answers[query] = answer.RootElement.Clone();
        return Task.CompletedTask;
    }
}
