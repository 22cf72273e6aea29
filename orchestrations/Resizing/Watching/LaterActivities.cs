using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Resizing.Watching;

/// <summary>Machines of one subscription and region, as many as one call for metrics takes.</summary>
/// <param name="Number">Which of them, from 0.</param>
public sealed record LaterBatch(string Capability, string Subscription, string Region, int Number);

/// <summary>What is to be looked at.</summary>
/// <param name="Problems">What cannot be: documents that are damaged.</param>
public sealed record LaterList(IReadOnlyList<LaterBatch> Batches, IReadOnlyList<string> Problems);

/// <summary>What a look at a batch found.</summary>
/// <param name="Problems">Machines that could not be judged.</param>
public sealed record LaterLooked(IReadOnlyList<LaterFinding> Found, IReadOnlyList<string> Problems);

/// <summary>A machine that has become too small after its watch.</summary>
/// <param name="Id">Of its change: <see cref="LaterWatched.Id"/>.</param>
/// <param name="HasBegun">Its take-back has begun before: it goes on, whatever the machine looks like.</param>
public sealed record LaterFinding(string Subscription, string Region, string Id, string Reason, bool HasBegun = false);

/// <summary>A take-back that begins to act.</summary>
public sealed record LaterBeginning(LaterFinding Finding, LaterBegun Begun);

/// <summary>A take-back that began and whose orchestration ended before it did.</summary>
/// <param name="Attempt">Tells it from the attempts before and after.</param>
public sealed record BrokenTakeBack(ChangePlan Plan, string Attempt);

/// <summary>Keeps which machines are looked at after their watch, and looks at them. Nothing here changes a machine.</summary>
public sealed class LaterActivities(
    MetricsReader metrics, MachineReader machines, StateStore state, LedgerStore ledger, KillSwitch killSwitch,
    ResizeSettingsTable settings, TimeProvider time)
{
    // A load that works comes within a day.
    private const int DaysLookedAt = 1;

    /// <summary>Keeps a machine to be looked at; one a machine, the newest.</summary>
    [Function(nameof(KeepForLater))]
    public Task<Outcome<bool>> KeepForLater([ActivityTrigger] LaterWatched watched, CancellationToken ct) =>
        Outcome.OfAsync("later watch", async () =>
    {
        if (settings.Of(watched.Plan.Capability).Changes.LaterWatchDays == 0)
            return false;
        await state.ChangeAsync(
            LaterBook.NameOf(watched.Plan.Subscription, watched.Plan.Region), LaterBook.None,
            known => new([.. known.Machines.Where(one => !IsSame(one.Plan.MachineId, watched.Plan.MachineId)).Append(watched)
                .OrderBy(one => one.Plan.MachineId, StringComparer.Ordinal)]), ct, damaged: _ => LaterBook.None);
        return true;
    }, ct);

    /// <summary>What is to be looked at now; what is over is forgotten. Asks nothing of Azure but its own storage.</summary>
    [Function(nameof(ListLater))]
    public Task<Outcome<LaterList>> ListLater([ActivityTrigger] string capability, CancellationToken ct) =>
        Outcome.OfAsync("later watch", async () =>
    {
        var limits = settings.Of(capability);
        // What could not be taken back now must not use up its one attempt.
        var isOff = limits.Mode < Mode.Approve || limits.Changes.LaterWatchDays == 0;
        if (isOff || (await killSwitch.ReadAsync(ct)).Level >= KillSwitchLevel.Hard)
            return new LaterList([], []);
        var batches = new List<LaterBatch>();
        var books = await state.ReadFolderAsync<LaterBook>(LaterBook.Folder, ct);
        var problems = books.Damaged.Select(one => one.Problem).ToList();
        foreach (var plan in books.Documents.Where(book => book.Machines.Count > 0).Select(book => book.Machines[0].Plan))
        {
            var (left, problem) = await ForgetOverAsync(plan.Subscription, plan.Region, limits.Changes.LaterWatchDays, ct);
            if (problem is not null)
                problems.Add(problem);
            for (var number = 0; number < MetricsReader.Calls(left); number++)
                batches.Add(new(capability, plan.Subscription, plan.Region, number));
        }
        return new LaterList(batches, problems);
    }, ct);

    /// <summary>Judges the last 24 hours of a batch; those that are not as we made them are forgotten.</summary>
    [Function(nameof(LookAtLater))]
    public Task<Outcome<LaterLooked>> LookAtLater([ActivityTrigger] LaterBatch batch, CancellationToken ct) =>
        Outcome.OfAsync("metrics of machines after their watch", async () =>
    {
        var watched = (await ReadBookAsync(batch.Subscription, batch.Region, ct)).Machines
            .Skip(batch.Number * MetricsReader.MachinesPerCall).Take(MetricsReader.MachinesPerCall).ToList();
        // What has begun is not judged again: it may be off, and has no figures.
        var found = watched.Where(one => one.Begun is not null)
            .Select(one => new LaterFinding(batch.Subscription, batch.Region, one.Id, one.Begun!.Reason, HasBegun: true)).ToList();
        watched.RemoveAll(one => one.Begun is not null);
        var problems = new List<string>();
        var unread = new Dictionary<string, (LaterWatched Machine, string Reason)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (one, reason) in await JudgeInHalvesAsync(batch, watched, (one, why) => unread[one.Plan.MachineId] = (one, why), ct))
            if (await IsAsWeMadeItAsync(one, settings.Of(batch.Capability), problems, ct))
                found.Add(new(batch.Subscription, batch.Region, one.Id, reason));
        foreach (var (one, reason) in unread.Values)
            if (!ChangeCodes.IsGone((await ReadAsync(one, ct)).Code))
                problems.Add($"{one.Plan.Name}: {reason}");
        return new LaterLooked(found, problems);
    }, ct);

    /// <summary>Starts a take-back apart from the look, which does not wait for it; once, however often it is found.</summary>
    [Function(nameof(StartTakeBack))]
    public Task<bool> StartTakeBack(
        [ActivityTrigger] LaterFinding finding, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        client.StartOnceAsync(nameof(LaterTakeBackOrchestrator), finding.Id, finding, ct);

    /// <summary>A take-back that began and then broke off, to be told; null: it goes on, or has ended.</summary>
    [Function(nameof(FindBroken))]
    public Task<Outcome<BrokenTakeBack?>> FindBroken(
        [ActivityTrigger] LaterFinding finding, [DurableClient] DurableTaskClient client, CancellationToken ct) =>
        Outcome.OfAsync("take-back after the watch", async () =>
    {
        var instance = await client.GetInstanceAsync(finding.Id, ct);
        if (instance?.RuntimeStatus == OrchestrationRuntimeStatus.Completed)
            await ForgetAsync(finding.Subscription, finding.Region, one => one.Id == finding.Id, ct);
        var book = await ReadBookAsync(finding.Subscription, finding.Region, ct);
        return book.Machines.FirstOrDefault(one => one.Id == finding.Id) is { } watched && instance is not { IsCompleted: false }
            ? new BrokenTakeBack(watched.Plan, instance is null ? "gone" : $"{instance.CreatedAt.UtcDateTime:yyyyMMddHHmmss}")
            : null;
    }, ct);

    /// <summary>Writes down that a take-back begins to act; false: the machine is not in the book any more.</summary>
    [Function(nameof(NoteBegun))]
    public Task<Outcome<bool>> NoteBegun([ActivityTrigger] LaterBeginning beginning, CancellationToken ct) =>
        Outcome.OfAsync("later watch", async () =>
    {
        var (finding, isThere) = (beginning.Finding, false);
        await state.ChangeAsync(LaterBook.NameOf(finding.Subscription, finding.Region), LaterBook.None, known =>
        {
            isThere = known.Machines.Any(one => one.Id == finding.Id);
            return isThere
                ? new([.. known.Machines.Select(one => one.Id == finding.Id ? one with { Begun = beginning.Begun } : one)])
                : known;
        }, ct);
        return isThere;
    }, ct);

    /// <summary>What taking it back needs; null: it is not looked at any more.</summary>
    [Function(nameof(ReadLater))]
    public Task<Outcome<LaterWatched?>> ReadLater([ActivityTrigger] LaterFinding finding, CancellationToken ct) =>
        Outcome.OfAsync("later watch", async () =>
    {
        var book = await ReadBookAsync(finding.Subscription, finding.Region, ct);
        return book.Machines.FirstOrDefault(one => one.Id == finding.Id);
    }, ct);

    /// <summary>Looks at a machine no more.</summary>
    [Function(nameof(ForgetLater))]
    public Task<Outcome<bool>> ForgetLater([ActivityTrigger] LaterFinding finding, CancellationToken ct) =>
        Outcome.OfAsync("later watch", async () =>
    {
        await ForgetAsync(finding.Subscription, finding.Region, one => one.Id == finding.Id, ct);
        return true;
    }, ct);

    private async Task<LaterBook> ReadBookAsync(string subscription, string region, CancellationToken ct) =>
        (await state.FindAsync<LaterBook>(LaterBook.NameOf(subscription, region), ct))?.Value ?? LaterBook.None;

    // Where the ledger cannot be read, nobody knows what became of them meanwhile: an hour later, perhaps.
    private async Task<(int Left, string? Problem)> ForgetOverAsync(string subscription, string region, int days, CancellationToken ct)
    {
        try
        {
            var known = await ledger.ReadAsync(subscription, region, ct);
            return (await ForgetAsync(subscription, region, one => one.IsOver(known, days, time.GetUtcNow()), ct), null);
        }
        catch (DamagedDocumentException e)
        {
            return (0, e.Message);
        }
    }

    private async Task<int> ForgetAsync(string subscription, string region, Func<LaterWatched, bool> isOver, CancellationToken ct)
    {
        var left = 0;
        await state.ChangeAsync(LaterBook.NameOf(subscription, region), LaterBook.None, known =>
        {
            var kept = known.Machines.Where(one => !isOver(one)).ToList();
            left = kept.Count;
            return left == known.Machines.Count ? known : new(kept);
        }, ct);
        return left;
    }

    // One that is gone or cannot be read may cost the call for all.
    private async Task<List<(LaterWatched Machine, string Reason)>> JudgeInHalvesAsync(
        LaterBatch batch, List<LaterWatched> watched, Action<LaterWatched, string> isUnread, CancellationToken ct)
    {
        var found = new List<(LaterWatched, string)>();
        await InHalves.AskAsync(
            watched,
            async part =>
            {
                var judged = await Outcome.OfAsync("metrics", () => JudgeAsync(batch, part, isUnread, ct), ct);
                found.AddRange(judged.Value ?? []);
                return judged;
            },
            (part, refused) => part.ForEach(one => isUnread(one, refused.Reason ?? "refused")));
        return found;
    }

    private async Task<IReadOnlyList<(LaterWatched Machine, string Reason)>> JudgeAsync(
        LaterBatch batch, List<LaterWatched> watched, Action<LaterWatched, string> isUnread, CancellationToken ct)
    {
        if (watched.Count == 0)
            return [];
        var asked = watched.ToDictionary(one => one.Plan.MachineId, StringComparer.OrdinalIgnoreCase);
        var found = new List<(LaterWatched, string)>();
        var names = MetricNames.LimitsAsked(withCredits: watched.Exists(one => Size.IsBurstableName(one.To)));
        var window = LoadWindow.Ending(time.GetUtcNow(), DaysLookedAt);
        await metrics.ReadAsync(new(batch.Subscription, batch.Region, [.. asked.Keys], names, window), (id, series) =>
        {
            if (!asked.Remove(id, out var one))
                return;
            if (series.Error(LoadMetric.Cpu) is { } error)
                isUnread(one, error);
            var grains = WatchGrains.HighestOf(series, BurstableBaseline.PercentOf(one.To)).Where(grain => grain.Start >= one.ChangedAt);
            if (LaterPolicy.Judge([.. grains], one.Before) is { IsTooSmall: true } finding)
                found.Add((one, finding.Reason));
        }, ct);
        return found;
    }

    // Looked at in Azure itself, and only where something is to be done: the inventory lags.
    private async Task<bool> IsAsWeMadeItAsync(LaterWatched one, ResizeSettings limits, List<string> problems, CancellationToken ct)
    {
        var read = await ReadAsync(one, ct);
        if (read.Value is null && !ChangeCodes.IsGone(read.Code))
            problems.Add($"{one.Plan.Name} is too small and could not be looked at: {read.Reason}");
        if (read.Value is { } machine && !machine.Has(one.To))
            await ForgetUnbegunAsync(one, ct);
        return read.Value is { } known && known.Has(one.To)
            && OpsTags.ModeOf(known.TagsByName(), limits.Tag, limits.Mode) >= Mode.Approve;
    }

    // One that is gone is forgotten; one that may not be read costs the others nothing.
    private async Task<Outcome<MachineState>> ReadAsync(LaterWatched one, CancellationToken ct)
    {
        var read = await Outcome.OfAsync("machine", () => machines.ReadAsync(one.Plan.MachineId, ct), ct);
        if (read.Kind == OutcomeKind.Throttled)
            throw new ThrottledException(read.RetryAfterSeconds, read.Reason);
        if (ChangeCodes.IsGone(read.Code))
            await ForgetUnbegunAsync(one, ct);
        return read;
    }

    // A take-back may have begun since the book was read.
    private Task<int> ForgetUnbegunAsync(LaterWatched one, CancellationToken ct) =>
        ForgetAsync(one.Plan.Subscription, one.Plan.Region, other => other.Id == one.Id && other.Begun is null, ct);

    private static bool IsSame(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
