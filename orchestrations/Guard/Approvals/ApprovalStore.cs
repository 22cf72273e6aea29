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
    private const int Attempts = 5;
    private const int MostShown = 200;

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
        await store.WriteAsync(Open + request.Id, request.Deadline, ct);
        var approval = await ChangeAsync(
            request.Id,
            known => known is null || (known.Request.PlanHash != request.PlanHash && known.Answer is null && known.Request.AskedAt < request.AskedAt)
                ? new Approval(request, null)
                : known,
            ct) ?? throw new InvalidOperationException("what is asked stands there");
        if (IsOver(approval))
            await store.DeleteAsync(Open + request.Id, ct);
        return approval;
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

    /// <summary>The open ones, the first to end first; with <paramref name="all"/> behind them the latest others, 200 in all at most.</summary>
    public async Task<IReadOnlyList<Approval>> ListAsync(bool all, DateTimeOffset now, CancellationToken ct)
    {
        var open = await IdsAsync(Open, ct);
        var ids = all ? open.Concat(await IdsAsync(Folder, ct)).Distinct(StringComparer.Ordinal) : open;
        var approvals = new List<Approval>();
        foreach (var id in ids.Take(MostShown))
            if (await FindAsync(id, ct) is { } approval && (all || ApprovalPolicy.Decide(approval, now) is null))
                approvals.Add(approval);
        return
        [
            .. approvals.OrderBy(one => ApprovalPolicy.Decide(one, now) is not null)
                .ThenBy(one => ApprovalPolicy.Decide(one, now) is null ? one.Request.Deadline.UtcTicks : -one.Request.AskedAt.UtcTicks)
                .ThenBy(one => one.Request.Id, StringComparer.Ordinal),
        ];
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

    private async Task<IReadOnlyList<string>> IdsAsync(string folder, CancellationToken ct)
    {
        var names = await store.ListAsync(folder, ct).ToListAsync(ct);
        return [.. names.OrderByDescending(name => name.WrittenAt).Select(name => name.Name[folder.Length..])];
    }

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
