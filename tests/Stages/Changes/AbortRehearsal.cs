using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Changes;

/// <summary>The connection of one mutating call breaks, before its effect or right after: nobody learns which.</summary>
internal static class AbortRehearsal
{
    // Each call is tried four times within the client, so a rule that hits the first only would not be felt.
    private const int Attempts = 4;

    /// <summary>Every nth mutating call of every scenario, before and after its effect.</summary>
    /// <returns>How many were tried, and how many came to another end.</returns>
    public static async Task<(int Tried, int Wrong)> AllAsync(int stride, Action<string> tell)
    {
        var (tried, wrong) = (0, 0);
        foreach (var scenario in ChangeScenarios.All)
        {
            var (undisturbed, calls) = await UndisturbedAsync(scenario);
            for (var number = 0; number < calls.Count; number += stride)
            {
                foreach (var isAfter in new[] { false, true })
                {
                    tried++;
                    if (await DifferenceAsync(scenario, undisturbed, calls, number, isAfter) is not { } difference)
                        continue;
                    wrong++;
                    tell(difference);
                }
            }
        }
        return (tried, wrong);
    }

    public static async Task<(StageEnd End, IReadOnlyList<RecordedChange> Calls)> UndisturbedAsync(ChangeScenario scenario)
    {
        await using var stage = await ChangeStage.OpenAsync(scenario);
        var end = await RunAsync(stage);
        return (end, stage.Changes);
    }

    /// <returns>What is different from the undisturbed run; null: nothing.</returns>
    public static async Task<string?> DifferenceAsync(
        ChangeScenario scenario, StageEnd undisturbed, IReadOnlyList<RecordedChange> calls, int number, bool isAfter)
    {
        var operation = calls[number].Operation;
        // As often as that operation was called before.
        var first = calls.Take(number).Count(call => call.Operation == operation) + 1;
        await using var stage = await ChangeStage.OpenAsync(scenario);
        for (var nth = first; nth < first + Attempts; nth++)
            stage.Azure.Faults.Add(new FaultRule
            {
                Operation = operation, Nth = nth, Kind = FaultKind.AbortConnection, AfterEffect = isAfter && nth == first
            });
        var end = await RunAsync(stage);
        var broken = StageInvariants.Broken(stage, end).ToList();
        var where = $"{scenario}, call {number + 1} ({operation}) cut off {(isAfter ? "after" : "before")} its effect";
        return broken.Count > 0 ? $"{where}: {string.Join("; ", broken)}"
            : end.State != undisturbed.State ? $"{where}: {TextDifference.Of(undisturbed.State, end.State)}"
            : null;
    }

    private static async Task<StageEnd> RunAsync(ChangeStage stage)
    {
        await stage.BeginAsync();
        await stage.WritePlanAsync();
        await stage.RunAsync();
        return await StageEnd.ReadAsync(stage);
    }
}
