using System.Globalization;
using System.Text.Json;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Fleet;

/// <summary>Keeps the pages of a run's inventory among its documents until the inventory is whole.</summary>
internal sealed class InventoryPages(RunStore store, string runId) : IQueryPages
{
    /// <summary>How the names of these documents begin.</summary>
    public const string Prefix = "page-";

    public async Task<JsonDocument?> FindAsync(string query, int page, CancellationToken ct) =>
        await store.FindAsync<JsonDocument>(runId, Name(query, page), ct);

    public Task KeepAsync(string query, int page, JsonDocument answer, CancellationToken ct) =>
        store.WriteAsync(runId, Name(query, page), answer, ct);

    private static string Name(string query, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Ids.Page(query)}-{page}");
}
