using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard.Approvals;

/// <summary>
/// Questions and answers, a document each under <c>guard/approvals/</c>. The document decides; every change replaces exactly the version
/// that was read, so of an answer and a deadline at the same moment one counts, and both sides see which.
/// </summary>
public sealed class ApprovalStore(StateStore store)
{
    private const string Folder = "guard/approvals/";

    // A name for each that may be open, so that the list need not read the decided ones. It may name too many, never too few.
    private const string Open = "guard/approvals-open/";

    // The latest question of each topic.
    private const string Topics = "guard/approvals-topics/";
    private const int Attempts = 5;

    // Read at a time for a list.
    private const int AtOnce = 16;

    /// <summary>Approvals on a page of the list.</summary>
    public const int PageSize = 200;

    /// <summary>An approval's id: lower-case letters, digits and hyphens, at most 100.</summary>
    public static bool IsId(string text) => RunStore.IsRunId(text);

    /// <summary>The document of an approval; null where there is none.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage does not answer.</exception>
    public async Task<Approval?> FindAsync(string id, CancellationToken ct) => (await ReadAsync(id, ct))?.Value;

    /// <summary>
    /// Ensures that a question is asked. One that stands there stays, with its deadline and its answer, unless it is of another plan, was
    /// asked earlier and nobody has answered it.
    /// </summary>
    /// <returns>What stands there now; of another plan where that one was answered, or asked later.</returns>
    public async Task<Approval> AskAsync(ApprovalRequest request, CancellationToken ct)
    {
        Check(request.Id);
        await store.WriteAsync(Open + request.Id, new OpenApproval(request.Deadline), ct);
        var approval = await ChangeAsync(
            request.Id,
            known => known is null
                || (known.Request.PlanHash != request.PlanHash && known.Answer is null && known.Request.AskedAt < request.AskedAt)
                ? new Approval(request, null)
                : known,
            ct) ?? throw new InvalidOperationException("what is asked stands there");
        if (IsOver(approval))
        {
            await store.DeleteAsync(Open + request.Id, ct);
            return approval;
        }
        if (request.Topic is not { } topic)
            return approval;
        await CloseEarlierAsync(Ids.Long(Topics, topic), approval.Request, ct);
        return await FindAsync(request.Id, ct) ?? approval;
    }

    /// <summary>Ensures that no answer is taken any more.</summary>
    /// <exception cref="InvalidDataException">There is no such approval.</exception>
    public async Task<Approval> CloseAsync(string id, DateTimeOffset now, CancellationToken ct) => (await ChangeAsync(
        id,
        known => known is null ? throw new InvalidDataException($"there is no approval {id}")
            : known.Answer is null && known.ClosedAt is null ? known with { ClosedAt = now } : known,
        ct))!;

    /// <summary>Takes an answer where <see cref="ApprovalPolicy.Check"/> has nothing against it.</summary>
    /// <returns>Either what stands there now, or why the answer is not taken.</returns>
    public async Task<AnsweredApproval> AnswerAsync(string id, ApprovalAnswer answer, CancellationToken ct)
    {
        ApprovalRefusal? refusal = null;
        var approval = await ChangeAsync(
            id,
            known =>
            {
                refusal = ApprovalPolicy.Check(known, answer.By, answer.PlanHash, answer.Approved, answer.At);
                return refusal is not null || known!.Answer is not null ? known : known with { Answer = answer };
            },
            ct);
        return new(approval, refusal);
    }

    /// <summary>
    /// A page of the list: first those that cannot be read, then the open ones, the first to end first; with <paramref name="all"/> behind
    /// them the others, the last written first. All are in order before the page is cut.
    /// </summary>
    /// <param name="page">From 1; 200 on each.</param>
    public async Task<ApprovalPage> PageAsync(bool all, DateTimeOffset now, int page, CancellationToken ct)
    {
        var open = await OpenAsync(now, ct);
        var rest = all ? await OthersAsync(open, ct) : [];
        var skipped = (page - 1) * PageSize;
        var listed = open.Skip(skipped).Take(PageSize).ToList();
        var others = rest.Skip(Math.Max(0, skipped - open.Count)).Take(PageSize - listed.Count);
        return new([.. listed, .. await ReadAllAsync([.. others], ct)], open.Count + rest.Count, open.Count);
    }

    /// <summary>All that can be read: the open ones, the first to end first; with <paramref name="all"/> behind them the others.</summary>
    public async Task<IReadOnlyList<Approval>> ListAsync(bool all, DateTimeOffset now, CancellationToken ct)
    {
        var open = await OpenAsync(now, ct);
        var rest = all ? await ReadAllAsync(await OthersAsync(open, ct), ct) : [];
        return [.. open.Concat(rest).Select(one => one.Approval).OfType<Approval>()];
    }

    private async Task<List<ListedApproval>> OpenAsync(DateTimeOffset now, CancellationToken ct)
    {
        var read = await ReadAllAsync([.. (await NamesAsync(Open, ct)).Select(name => name.Name[Open.Length..])], ct);
        return
        [
            .. read.Where(one => one.Approval is not { } approval || ApprovalPolicy.Decide(approval, now) is null)
                .OrderBy(one => one.Approval?.Request.Deadline ?? DateTimeOffset.MinValue).ThenBy(one => one.Id, StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<string>> OthersAsync(IEnumerable<ListedApproval> open, CancellationToken ct)
    {
        var shown = open.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        var names = await NamesAsync(Folder, ct);
        var latest = names.OrderByDescending(name => name.WrittenAt).ThenBy(name => name.Name, StringComparer.Ordinal);
        return [.. latest.Select(name => name.Name[Folder.Length..]).Where(id => !shown.Contains(id))];
    }

    // One that cannot be read is listed as such: it hides none of the others.
    private async Task<List<ListedApproval>> ReadAllAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var all = new List<ListedApproval>();
        foreach (var some in ids.Chunk(AtOnce))
            all.AddRange((await Task.WhenAll(some.Select(id => ReadOneAsync(id, ct)))).OfType<ListedApproval>());
        return all;
    }

    private async Task<ListedApproval?> ReadOneAsync(string id, CancellationToken ct)
    {
        try
        {
            var found = await ReadAsync(id, ct);
            return found is null ? null : new(id, found.Value, null);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Unreadable } failure)
        {
            return new(id, null, failure.Words);
        }
    }

    // The same asked by a newer run: one answer is enough, and a yes to the older plan would be one to what is known no more.
    private async Task CloseEarlierAsync(string topic, ApprovalRequest request, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // One that cannot be read is replaced; the question it named stays open.
            var (known, version) = await store.FindAsync<ApprovalTopic>(topic, _ => null, ct);
            if (known?.Id == request.Id)
                return;
            if (known is not null && IsLater(known, request))
            {
                await CloseForAsync(request.Id, known.Id, request.AskedAt, ct);
                return;
            }
            if (known is not null)
                await CloseForAsync(known.Id, request.Id, request.AskedAt, ct);
            if (await store.TryWriteAsync(topic, new ApprovalTopic(request.Id, request.AskedAt), version, ct))
                return;
        }
        throw new IOException($"{topic} is being written by others");
    }

    private static bool IsLater(ApprovalTopic known, ApprovalRequest request) => known.AskedAt == request.AskedAt
        ? string.CompareOrdinal(known.Id, request.Id) > 0
        : known.AskedAt > request.AskedAt;

    // Who asked for the older has asked for the newer, too.
    private async Task CloseForAsync(string older, string newer, DateTimeOffset now, CancellationToken ct)
    {
        Approval? closed;
        try
        {
            closed = await ChangeAsync(
                older,
                known => known is { Answer: null, ClosedAt: null } && now < known.Request.Deadline
                    ? known with { ClosedAt = now, SupersededBy = newer }
                    : known,
                ct);
        }
        catch (Exception e) when (RequestFailure.Of(e, ct) is { Kind: FailureKind.Unreadable })
        {
            // It stays as it is, and is listed as damaged.
            return;
        }
        if (closed?.SupersededBy != newer)
            return;
        await ChangeAsync(
            newer, known => known is { Answer: null, ClosedAt: null } ? Joined(known, ApprovalPolicy.Requesters(closed)) : known, ct);
    }

    private static Approval Joined(Approval approval, IReadOnlyList<string> requesters)
    {
        var known = ApprovalPolicy.Requesters(approval);
        var joining = requesters.Except(known, StringComparer.OrdinalIgnoreCase).ToList();
        return joining.Count == 0 ? approval : approval with { AlsoRequestedBy = [.. approval.AlsoRequestedBy ?? [], .. joining] };
    }

    private async Task<Approval?> ChangeAsync(string id, Func<Approval?, Approval?> change, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var known = await ReadAsync(id, ct);
            var changed = change(known?.Value);
            if (changed is null || changed == known?.Value)
                return changed;
            if (!await store.TryWriteAsync(Folder + id, changed, known?.Version, ct))
                continue;
            if (IsOver(changed))
                await store.DeleteAsync(Open + id, ct);
            return changed;
        }
        throw new IOException($"approval {id} is being written by others");
    }

    private static bool IsOver(Approval approval) => approval is not { Answer: null, ClosedAt: null };

    private async Task<IReadOnlyList<StateName>> NamesAsync(string folder, CancellationToken ct) =>
        await store.ListAsync(folder, ct).ToListAsync(ct);

    private Task<StateDocument<Approval>?> ReadAsync(string id, CancellationToken ct)
    {
        Check(id);
        return store.FindAsync<Approval>(Folder + id, ct);
    }

    private static void Check(string id)
    {
        if (!IsId(id))
            throw new FormatException("an approval's id is lower-case letters, digits and hyphens, at most 100");
    }
}

/// <summary>What became of an answer.</summary>
/// <param name="Approval">The document as it stands; null where there is none.</param>
/// <param name="Refusal">Why the answer was not taken; null: it was.</param>
public sealed record AnsweredApproval(Approval? Approval, ApprovalRefusal? Refusal);

/// <summary>An approval in a list.</summary>
/// <param name="Id">As its document is named.</param>
/// <param name="Approval">Null where the document cannot be read.</param>
/// <param name="Problem">Why it cannot be.</param>
public sealed record ListedApproval(string Id, Approval? Approval, string? Problem)
{
    /// <summary>Blob in the container <c>state</c>.</summary>
    public string Document => $"guard/approvals/{Id}.json.gz";
}

/// <summary>A page of a list of approvals.</summary>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Open">How many of them are open, or cannot be read.</param>
public sealed record ApprovalPage(IReadOnlyList<ListedApproval> Items, int Total, int Open);
