using Azure;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>Works through a chunk's points, one that fails stopping no other, and keeps what became of each whatever happens in between.</summary>
internal sealed class PointWork(WorkDocuments documents, SnapshotChunk chunk, WorkKind kind, Dictionary<string, ItemResult> results)
{
    // So many in a row are no accident of single points.
    private const int MostFailures = 5;

    // What a person or a rule put there, as against what went wrong.
    private static readonly HashSet<string> Refusals = new(StringComparer.OrdinalIgnoreCase) { "ScopeLocked", "RequestDisallowedByPolicy" };

    public static async Task<PointWork> OpenAsync(WorkDocuments documents, SnapshotChunk chunk, WorkKind kind, CancellationToken ct) =>
        new(documents, chunk, kind, await documents.ResultsAsync(chunk, kind, ct));

    public IReadOnlyDictionary<string, ItemResult> Results => results;

    /// <summary>When Azure, which throttled in the middle, wants to be asked again, in seconds; 0: it did not.</summary>
    public double RetryAfterSeconds { get; private set; }

    public bool IsOpen(string pointId) => !results.ContainsKey(pointId);

    public void Set(string pointId, ItemState state, string reason) => results[pointId] = new(pointId, state, Words.OneLine(reason));

    public int Count(ItemState state) => results.Values.Count(item => item.State == state);

    /// <summary>Does something with each item that has no result yet. Throttled after some, it stops there and says so.</summary>
    /// <exception cref="Exception">Azure throttled the very first.</exception>
    public async Task EachAsync<T>(IEnumerable<T> items, Func<T, string> idOf, Func<T, Task> act, CancellationToken ct)
    {
        var (failures, before) = (0, results.Count);
        try
        {
            foreach (var item in items.Where(item => IsOpen(idOf(item))))
            {
                var id = idOf(item);
                if (failures >= MostFailures)
                {
                    Set(id, ItemState.Failed, $"not tried: {MostFailures} before it failed one after the other");
                    continue;
                }
                try
                {
                    await act(item);
                    failures = 0;
                }
                catch (RefusedException e) when (e.Code is ChangeGate.KillSwitchCode or ChangeGate.ClaimLostCode or ChangeGate.TicketExpiredCode)
                {
                    // It holds for all that follow, too: each is asked about and says so.
                    Set(id, ItemState.Refused, $"{e.Code}: {e.Message}");
                }
                catch (Exception e) when (results.Count > before && WaitOf(e, ct) is { } seconds)
                {
                    RetryAfterSeconds = Math.Max(1, seconds);
                    break;
                }
                catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: not FailureKind.MayPass } failure)
                {
                    var isRefusal = Refusals.Contains(failure.Code);
                    failures = isRefusal ? failures : failures + 1;
                    Set(id, isRefusal ? ItemState.Refused : ItemState.Failed, $"{failure.Code}: {failure.Words}");
                }
            }
        }
        finally
        {
            await documents.KeepAsync(chunk, kind, results, ct);
        }
    }

    private static double? WaitOf(Exception e, CancellationToken ct) => e is ThrottledException throttled ? throttled.RetryAfterSeconds
        : RequestFailure.Of(e, ct) is { Kind: FailureKind.MayPass } failure ? failure.RetryAfterSeconds
        : null;
}
