using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Access.Work;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Access.Watching;

/// <summary>Looks, and remembers what was told only when it was told.</summary>
public sealed class WatchActivities(WatchReader reader, AccessStore store, StateStore state, RunStore runs, TimeProvider time)
{
    /// <summary>Between two looks at what takes many calls.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(14);

    private const int MostNoted = 200;
    private const string Document = "memory";

    /// <summary>What events noted, and every 15 minutes the rest.</summary>
    [Function(nameof(LookAtAccess))]
    public Task<Outcome<Look>> LookAtAccess([ActivityTrigger] string watchId, CancellationToken ct) =>
        Outcome.OfAsync("access watch", async () =>
    {
        var (news, settled, problems) = (new List<News>(), new List<string>(), new List<string>());
        var noted = await state.ReadFolderAsync<NotedGrant>(NotedGrant.Folder, ct);
        var oldest = noted.Documents.OrderBy(one => one.NotedAt).Take(MostNoted).ToList();
        news.AddRange(await reader.SettleAsync(oldest, ct));
        settled.AddRange(oldest.Select(one => NotedGrant.NameOf(one.Key)));
        settled.AddRange(noted.Damaged.Select(one => one.Name));
        var (memory, now) = (await store.WatchAsync(ct), time.GetUtcNow());
        if (memory is null || now - memory.LookedAt >= Between)
        {
            var (next, seen, unread) = await reader.LookAsync(memory, now, ct);
            await runs.WriteAsync(watchId, Document, next, ct);
            news.AddRange(seen);
            problems.AddRange(unread);
        }
        return new Look([.. news.DistinctBy(one => one.Id, StringComparer.Ordinal)], settled, [.. problems.Take(20)]);
    }, ct);

    /// <summary>What was told is not told again.</summary>
    [Function(nameof(RememberAccess))]
    public Task<Outcome<bool>> RememberAccess([ActivityTrigger] WatchToRemember seen, CancellationToken ct) =>
        Outcome.OfAsync("access watch", async () =>
    {
        if (await runs.FindAsync<WatchMemory>(seen.WatchId, Document, ct) is { } memory)
            await store.KeepWatchAsync(memory, ct);
        foreach (var name in seen.Noted)
            await state.DeleteAsync(name, ct);
        await runs.ForgetAsync(seen.WatchId, ct);
        return true;
    }, ct);
}

/// <summary>A look that has been told.</summary>
public sealed record WatchToRemember(string WatchId, IReadOnlyList<string> Noted);
