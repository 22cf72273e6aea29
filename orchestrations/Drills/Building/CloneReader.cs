using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Drills.Building;

/// <summary>Reads what a drill made.</summary>
public sealed class CloneReader(DrillReads reads)
{
    /// <summary>The resource's answer, to be disposed; null: 404.</summary>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    internal Task<JsonDocument?> FindAsync(Uri address, CancellationToken ct) =>
        reads.Pipeline.FindAsync(RequestMethod.Get, address, null, ct);

    /// <summary>The entries of a list; null: 404.</summary>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    internal async Task<IReadOnlyList<T>?> ListAsync<T>(Uri address, Func<JsonElement, T> read, CancellationToken ct)
    {
        var all = new List<T>();
        try
        {
            await reads.Pipeline.ListAsync(address, row => all.Add(read(row)), ct);
            return all;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Answer of a read that Azure wants as a POST, to be disposed; null: 404.</summary>
    /// <exception cref="RequestFailedException">Azure refused or throttled.</exception>
    internal Task<JsonDocument?> AskAsync(Uri address, CancellationToken ct) =>
        reads.Pipeline.FindAsync(RequestMethod.Post, address, BinaryData.FromString("{}"), ct);
}
