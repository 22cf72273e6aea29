using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Claims on resources: documents that are replaced only in the version that was read, so of two who ask one gets it.</summary>
public sealed class Claims(StateStore state, GuardOptions options, TimeProvider time)
{
    public async Task<ResourceState> ReadAsync(string resourceId, CancellationToken ct) =>
        (await state.FindAsync(ResourceState.NameOf(resourceId), written => Damaged(resourceId, written), ct)).Value ?? new(resourceId);

    /// <summary>Takes or renews a claim.</summary>
    /// <returns>Null where the owner has it now; else who has it.</returns>
    public async Task<Claim?> TakeAsync(string resourceId, string owner, string capability, CancellationToken ct)
    {
        Claim? other = null;
        await ChangeAsync(resourceId, known =>
        {
            var now = time.GetUtcNow();
            other = OfAnother(known.Claim, owner, now);
            return other is not null
                ? known
                : known with { Claim = new(owner, capability, OwnedSince(known.Claim, owner, now), now.AddMinutes(options.ClaimMinutes)) };
        }, ct);
        return other;
    }

    /// <summary>Renews a claim that its owner still has.</summary>
    /// <returns>False where it has expired and somebody else may have taken it in between.</returns>
    public async Task<bool> RenewAsync(string resourceId, string owner, CancellationToken ct)
    {
        var isHeld = false;
        await ChangeAsync(resourceId, known =>
        {
            var now = time.GetUtcNow();
            isHeld = known.Claim is { } claim && claim.Owner == owner && claim.ExpiresAt > now;
            // A document a minute, not one a call.
            return isHeld && known.Claim!.ExpiresAt < now.AddMinutes(options.ClaimMinutes - 1)
                ? known with { Claim = known.Claim with { ExpiresAt = now.AddMinutes(options.ClaimMinutes) } }
                : known;
        }, ct);
        return isHeld;
    }

    /// <summary>Gives a claim back, and notes that the resource was changed; somebody else's claim stays.</summary>
    public Task ReleaseAsync(string resourceId, string owner, string? changedBy, CancellationToken ct) =>
        ChangeAsync(resourceId, known => changedBy is null && known.Claim?.Owner != owner ? known : known with
    {
        Claim = known.Claim?.Owner == owner ? null : known.Claim,
        ChangedAt = changedBy is null ? known.ChangedAt : time.GetUtcNow(),
        ChangedBy = changedBy ?? known.ChangedBy,
    }, ct);

    internal static Claim? OfAnother(Claim? claim, string owner, DateTimeOffset now) =>
        claim is not null && claim.Owner != owner && claim.ExpiresAt > now ? claim : null;

    private static DateTimeOffset OwnedSince(Claim? claim, string owner, DateTimeOffset now) =>
        claim?.Owner == owner && claim.ExpiresAt > now ? claim.Since : now;

    private Task ChangeAsync(string resourceId, Func<ResourceState, ResourceState> change, CancellationToken ct) =>
        state.ChangeAsync(ResourceState.NameOf(resourceId), new(resourceId), change, ct, written => Damaged(resourceId, written));

    // At worst somebody had just taken it, and had just changed the resource.
    private ResourceState Damaged(string resourceId, DateTimeOffset written) => new(resourceId)
    {
        Claim = new(
            $"state/{ResourceState.NameOf(resourceId)}.json.gz, which cannot be read", "guard", written,
            written.AddMinutes(options.ClaimMinutes)),
        ChangedAt = written,
        ChangedBy = "guard",
    };
}
