using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;

namespace OpsFunctions.Orchestrations.Guard.Stop;

/// <summary>What became of the switch, and where it is recorded.</summary>
/// <param name="State">What is in force.</param>
/// <param name="Evidence">Id of the evidence; null where there is none.</param>
/// <param name="EvidenceProblem">Why it was not left; asking for the same again leaves it.</param>
public sealed record KillSwitchChange(KillSwitchState State, string? Evidence, string? EvidenceProblem);

/// <summary>
/// The kill switch in people's hands: each time somebody reaches for it leaves evidence, also where nothing had to be changed.
/// </summary>
public sealed class KillSwitchRecord(KillSwitch killSwitch, GuardEvidence evidence, TimeProvider time)
{
    private const string Subject = "kill-switch";

    public Task<KillSwitchState> ReadAsync(CancellationToken ct) => killSwitch.ReadAsync(ct);

    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<KillSwitchChange> ThrowAsync(KillSwitchLevel level, string by, string reason, CancellationToken ct)
    {
        var before = await killSwitch.ReadAsync(ct);
        return await RecordAsync("kill-switch.throw", by, reason, before, await killSwitch.ThrowAsync(level, by, reason, ct), ct);
    }

    /// <exception cref="Azure.RequestFailedException">Storage does not take it.</exception>
    public async Task<KillSwitchChange> LiftAsync(string by, string reason, KillSwitchLevel to, CancellationToken ct)
    {
        var before = await killSwitch.ReadAsync(ct);
        return await RecordAsync("kill-switch.lift", by, reason, before, await killSwitch.LiftAsync(by, reason, ct, to), ct);
    }

    // The switch comes first: what is stopped stays stopped, even where it cannot be recorded.
    private async Task<KillSwitchChange> RecordAsync(
        string action, string by, string reason, KillSwitchState before, KillSwitchState after, CancellationToken ct)
    {
        var entry = new AuditEntry(time.GetUtcNow(), by, action, Subject, after.Level.ToString(), reason)
        {
            Before = Shown(before), After = Shown(after)
        };
        var outcome = await Outcome.OfAsync("evidence of the kill switch", () => evidence.RecordAsync(Subject, entry, ct), ct);
        return new(after, outcome.Value, outcome.Reason);
    }

    private static SortedDictionary<string, string> Shown(KillSwitchState state) => new(StringComparer.Ordinal)
    {
        ["by"] = state.By,
        ["level"] = state.Level.ToString(),
        ["reason"] = state.Reason,
    };
}
