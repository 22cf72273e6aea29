using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Guard.Stop;

/// <summary>
/// Stops all changes of the suite. Throwing it only ever stops more, lifting it only ever less: so of two people at once the more careful
/// one has it, and nobody who throws it soft loosens what another has stopped hard.
/// </summary>
public sealed class KillSwitch(StateStore store, TimeProvider time)
{
    /// <summary>The document in <c>state</c>.</summary>
    public const string Document = "guard/kill-switch";

    // Others touch it rarely; after these the switch is thrown over whatever stands there.
    private const int Attempts = 5;

    /// <summary>How it stands. Without a document: off. Where it cannot be read, in whatever way: soft, and the reason says why.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async Task<KillSwitchState> ReadAsync(CancellationToken ct)
    {
        try
        {
            return (await store.FindAsync<KillSwitchState>(Document, ct))?.Value ?? Off;
        }
#pragma warning disable CA1031 // Whatever went wrong: what is not known to be off counts as on.
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new(
                KillSwitchLevel.Soft, "guard", time.GetUtcNow(),
                $"state/{Document}.json.gz could not be read and counts as on: {Words.OneLine(e.Message)}") { IsUnread = true };
        }
    }

    /// <summary>Stops at least as much as <paramref name="level"/>. Over a document that cannot be read, it writes its own.</summary>
    /// <returns>What is in force: what stood there before, where that stops as much or more.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<KillSwitchState> ThrowAsync(KillSwitchLevel level, string by, string reason, CancellationToken ct)
    {
        if (level == KillSwitchLevel.Off)
            throw new ArgumentOutOfRangeException(nameof(level), level, "Off is what LiftAsync is for");
        var thrown = new KillSwitchState(level, by, time.GetUtcNow(), reason);
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var (known, version) = await store.FindAsync<KillSwitchState>(Document, _ => null, ct);
            if (known?.Level >= level)
                return known;
            if (await store.TryWriteAsync(Document, thrown, version, ct))
                return thrown;
        }
        await store.WriteAsync(Document, thrown, ct);
        return thrown;
    }

    /// <summary>Stops at most as much as <paramref name="to"/>, unless somebody has touched it in the meantime.</summary>
    /// <returns>What is in force; more than <paramref name="to"/> where somebody threw it at the same moment.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<KillSwitchState> LiftAsync(string by, string reason, CancellationToken ct, KillSwitchLevel to = KillSwitchLevel.Off)
    {
        var (known, version) = await store.FindAsync<KillSwitchState>(Document, _ => null, ct);
        if (known?.Level <= to || (known is null && version is null))
            return known ?? Off;
        var lifted = new KillSwitchState(to, by, time.GetUtcNow(), reason);
        return await store.TryWriteAsync(Document, lifted, version, ct) ? lifted : await ReadAsync(ct);
    }

    private static KillSwitchState Off { get; } = new(KillSwitchLevel.Off, "", DateTimeOffset.MinValue, "it was never thrown");
}
