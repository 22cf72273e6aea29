using Azure;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Snapshots.Work;

/// <summary>
/// Works through a chunk's points, one that fails stopping no other, and keeps what became of each whatever happens in between.
/// </summary>
internal sealed class PointWork(WorkDocuments documents, SnapshotChunk chunk, WorkKind kind, Dictionary<string, ItemResult> results)
{
    // What a person or a rule put there, as against what went wrong.
    private static readonly HashSet<string> Refusals = new(StringComparer.OrdinalIgnoreCase) { "ScopeLocked", "RequestDisallowedByPolicy" };

    public static async Task<PointWork> OpenAsync(WorkDocuments documents, SnapshotChunk chunk, WorkKind kind, CancellationToken ct) =>
        new(documents, chunk, kind, await documents.ResultsAsync(chunk, kind, ct));

    public IReadOnlyDictionary<string, ItemResult> Results => results;

    /// <summary>When to ask again for what is still open, in seconds; 0: Azure did not throttle, and nothing may pass by itself.</summary>
    public double RetryAfterSeconds { get; private set; }

    public bool IsOpen(string pointId) => !results.ContainsKey(pointId);

    public void Set(string pointId, ItemState state, string reason, string? code = null) =>
        results[pointId] = new(pointId, state, Words.OneLine(reason)) { Code = code };

    public int Count(ItemState state) => results.Values.Count(item => item.State == state);

    /// <summary>
    /// Does something with each item that has no result yet. One that fails stops no other, whatever its cause and however many there are:
    /// in an order that never changes, those in front would leave the rest behind for ever. Only where Azure throttles it stops, since that
    /// is of all that follow, too; what else may pass by itself is left open, and asked for again after <see cref="RetryAfterSeconds"/>.
    /// </summary>
    /// <exception cref="Exception">Azure throttled the very first.</exception>
    public async Task EachAsync<T>(IEnumerable<T> items, Func<T, string> idOf, Func<T, Task> act, CancellationToken ct)
    {
        var before = results.Count;
        try
        {
            foreach (var item in items.Where(item => IsOpen(idOf(item))))
            {
                var id = idOf(item);
                try
                {
                    await act(item);
                }
                catch (RefusedException e) when (e.Code is ChangeGate.KillSwitchCode or ChangeGate.ClaimLostCode
                    or ChangeGate.TicketExpiredCode)
                {
                    // It holds for all that follow, too: each is asked about and says so.
                    Set(id, ItemState.Refused, $"{e.Code}: {e.Message}");
                }
                catch (Exception e) when (IsThrottled(e, ct) && results.Count == before)
                {
                    throw;
                }
                catch (Exception e) when (WaitOf(e, ct) is { } seconds)
                {
                    RetryAfterSeconds = Math.Max(RetryAfterSeconds, Math.Max(1, seconds));
                    if (IsThrottled(e, ct))
                        break;
                }
                catch (Exception e) when (RequestFailure.Of(e, ct) is { } failure)
                {
                    var state = Refusals.Contains(failure.Code) ? ItemState.Refused : ItemState.Failed;
                    Set(id, state, $"{failure.Code}: {failure.Words}", failure.Code);
                }
            }
        }
        finally
        {
            await documents.KeepAsync(chunk, kind, results, ct);
        }
    }

    private static bool IsThrottled(Exception e, CancellationToken ct) =>
        e is ThrottledException || RequestFailure.Of(e, ct) is { Kind: FailureKind.MayPass, IsThrottling: true };

    private static double? WaitOf(Exception e, CancellationToken ct) => e is ThrottledException throttled ? throttled.RetryAfterSeconds
        : RequestFailure.Of(e, ct) is { Kind: FailureKind.MayPass } failure ? failure.RetryAfterSeconds
        : null;
}
