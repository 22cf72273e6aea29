using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Keeps a capability's places: one document, so that of two who ask for the last place one gets it.</summary>
public sealed class Breaker(StateStore state, GuardProfiles profiles, TimeProvider time)
{
    public async Task<BreakerState> ReadAsync(string capability, CancellationToken ct) =>
        (await state.FindAsync(BreakerState.NameOf(capability), BreakerState.Damaged, ct)).Value ?? await LostAsync(capability, ct);

    /// <summary>Takes a place; who has one keeps it.</summary>
    /// <param name="isUndo">What is taken back counts, but is never refused.</param>
    /// <returns>Null where it was taken.</returns>
    public async Task<BreakerRefusal?> EnterAsync(GuardRequest request, CancellationToken ct, bool isUndo = false)
    {
        BreakerRefusal? refusal = null;
        await ChangeAsync(request.Capability, known =>
        {
            var now = time.GetUtcNow();
            if (known.InFlight.Any(entry => entry.Owner == request.Owner))
                return known;
            refusal = isUndo ? null : BreakerPolicy.Check(known, request, profiles.Of(request.Capability), now);
            return refusal is not null
                ? known
                : known with { InFlight = [.. known.InFlight, new(request.Owner, request.ResourceId, request.Subscription, now)] };
        }, ct);
        return refusal;
    }

    /// <summary>Gives a place back; who had none changes nothing.</summary>
    public Task LeaveAsync(string capability, string owner, bool hasFailed, CancellationToken ct) => ChangeAsync(capability, known =>
    {
        if (known.InFlight.FirstOrDefault(entry => entry.Owner == owner) is not { } own)
            return known;
        return known with
        {
            InFlight = [.. known.InFlight.Where(entry => entry != own)],
            Failed = hasFailed ? [.. known.Failed, own with { At = time.GetUtcNow() }] : known.Failed,
        };
    }, ct);

    // What no longer counts goes with the next write.
    private async Task ChangeAsync(string capability, Func<BreakerState, BreakerState> change, CancellationToken ct)
    {
        var name = BreakerState.NameOf(capability);
        var none = await state.FindVersionAsync(name, ct) is null ? await LostAsync(capability, ct) : BreakerState.None;
        await state.ChangeAsync(name, none, known =>
        {
            var changed = change(known);
            return ReferenceEquals(changed, known)
                ? known
                : BreakerPolicy.Current(changed, profiles.Of(capability).BreakerHours, time.GetUtcNow());
        }, ct, BreakerState.Damaged);
    }

    // Where there is none, but the capability has changed or claimed something, there was one: what it knew may be anything.
    private async Task<BreakerState> LostAsync(string capability, CancellationToken ct)
    {
        var resources = await state.ReadFolderAsync<ResourceState>(ResourceState.Folder, ct);
        var claimed = resources.Documents.Where(one => one.Claim?.Capability == capability)
            .Select(one => (DateTimeOffset?)one.Claim!.Since);
        var changed = resources.Documents.Where(one => one.ChangedBy == capability).Select(one => one.ChangedAt);
        return claimed.Concat(changed).Max() is { } newest ? BreakerState.Damaged(newest) : BreakerState.None;
    }
}
