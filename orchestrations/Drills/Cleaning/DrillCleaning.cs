using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Drills.Cleaning;

/// <summary>
/// Takes a drill down, by its journal: the group as a whole where all in it is the drill's, else piece by piece. Only when each id answers
/// 404, and then the list is empty, is it clean.
/// </summary>
internal sealed class DrillCleaning(TaskOrchestrationContext context, string drillId)
{
    // A lock, or a throttled deletion: asked again by durable timer for two hours; then the sweeper goes on.
    private const int MostRounds = 12;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMinutes(10);

    // What is gone stays in lists for minutes (issues of the Terraform provider for Azure, 16596).
    private const int MostLooks = 15;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    public async Task<CleanResult> RunAsync(ChangeTicket ticket)
    {
        var start = context.Now();
        for (var round = 1; ; round++)
        {
            var problem = await DeleteAsync(ticket);
            if (problem is null && await VerifyAsync(start, round) is { } clean)
                return clean;
            if (problem is { Code: ChangeGate.KillSwitchCode } || round == MostRounds)
                return await LeftAsync(start, problem?.Reason
                    ?? "what was deleted is still there", isStranded: problem?.Code == ChangeGate.KillSwitchCode);
            await context.CreateTimer(BetweenRounds, CancellationToken.None);
        }
    }

    // Null: all was told to go, and nothing refused.
    private async Task<ChangeOutcome?> DeleteAsync(ChangeTicket ticket)
    {
        var look = await context.CallWithThrottlingAsync<GroupLook>(nameof(LeftoverActivities.LookAtGroup), drillId);
        if (look.Value is not { } group)
            return new(false, look.Code, look.Reason);
        if (group.State != GroupState.Own)
            return null;
        if (group.Foreign.Count == 0)
        {
            var gone = await context.ChangeAsync(nameof(CleaningActivities.EnsureGroupGone), new DrillUndo(ticket, drillId, "group"));
            return gone.Succeeded ? null : gone;
        }
        // Something in it is of others: what is the drill's goes alone, what hangs on others first.
        ChangeOutcome? problem = null;
        foreach (var wave in group.Waves)
        {
            var gone = await Task.WhenAll(wave.Keys.Select(key =>
                context.ChangeAsync(nameof(CleaningActivities.EnsureGone), new DrillUndo(ticket, drillId, key))));
            problem ??= Array.Find(gone, one => !one.Succeeded);
        }
        return problem;
    }

    // Null: something is still there.
    private async Task<CleanResult?> VerifyAsync(DateTimeOffset start, int round)
    {
        for (var look = 1; ; look++)
        {
            var verified = await context.CallWithThrottlingAsync<CleanResult>(
                nameof(LeftoverActivities.VerifyGone), new CleanLook(drillId, start, look == MostLooks));
            if (verified.Value is { Remains: Remains.Clean or Remains.Nothing } clean)
                return clean;
            if (look == MostLooks || verified.Value is null)
                return null;
            await context.CreateTimer(BetweenLooks, CancellationToken.None);
        }
    }

    private async Task<CleanResult> LeftAsync(DateTimeOffset start, string reason, bool isStranded)
    {
        var left = await context.CallUntilDoneAsync<CleanResult>(
            nameof(LeftoverActivities.NoteLeft), new LeftNote(drillId, start, Words.OneLine(reason), isStranded));
        return left.Value
            ?? new(
                Remains.Leaked, [], [], [], Words.OneLine($"{reason}; what is left could not be listed: {left.Reason}"), 0, start,
                context.Now());
    }
}
