using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Drills.Preflight;

/// <summary>
/// What a preflight has read so far. It is written down only where the reading stops: an application in many resource groups takes more
/// reads than Azure gives at once.
/// </summary>
internal sealed class KeptReads : IQueryPages
{
    private readonly Dictionary<string, JsonElement> _answers;

    private KeptReads(Dictionary<string, JsonElement>? answers) => _answers = answers ?? new(StringComparer.Ordinal);

    /// <summary>Reads, going on where an earlier try stopped.</summary>
    /// <param name="name">Name of the document among the run's.</param>
    public static async Task<T> ReadAsync<T>(RunStore store, string runId, string name, Func<IQueryPages, Task<T>> read, CancellationToken ct)
    {
        var kept = new KeptReads(await store.FindAsync<Dictionary<string, JsonElement>>(runId, name, ct));
        try
        {
            return await read(kept);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.MayPass })
        {
            await store.WriteAsync(runId, name, kept._answers, ct);
            throw;
        }
    }

    public Task<JsonDocument?> FindAsync(string query, int page, CancellationToken ct) =>
        Task.FromResult(_answers.TryGetValue(query, out var answer) ? JsonSerializer.SerializeToDocument(answer) : null);

    public Task KeepAsync(string query, int page, JsonDocument answer, CancellationToken ct)
    {
        _answers[query] = answer.RootElement.Clone();
        return Task.CompletedTask;
    }
}
