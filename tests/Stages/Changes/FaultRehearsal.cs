using OpsFunctions.Simulator;
using static System.FormattableString;

namespace OpsFunctions.Stages.Changes;

/// <summary>A change under faults that are drawn by seed: the same seed, the same faults.</summary>
internal static class FaultRehearsal
{
    private static readonly Lazy<Task<IReadOnlyList<string>>> Operations = new(OperationsAsync);

    /// <returns>What was drawn, how it ended, and what is broken.</returns>
    public static async Task<FaultVerdict> RunAsync(int seed)
    {
        var random = new Random(seed);
        var scenario = ChangeScenarios.All[random.Next(ChangeScenarios.All.Count)];
        await using var stage = await ChangeStage.OpenAsync(scenario);
        await stage.BeginAsync();
        await stage.WritePlanAsync();
        var drawn = await DrawAsync(stage, random);
        await stage.RunAsync();
        // What ended before its trouble was over is looked at afterwards.
        await stage.Life.PassAsync(TimeSpan.FromHours(2));
        var end = await StageEnd.ReadAsync(stage);
        return new(seed, scenario, drawn, end, [.. StageInvariants.Broken(stage, end)]);
    }

    private static async Task<IReadOnlyList<string>> DrawAsync(ChangeStage stage, Random random)
    {
        var operations = await Operations.Value;
        var (drawn, troubles) = (new List<string>(), new List<Disturbance>());
        for (var number = random.Next(1, 5); number > 0; number--)
        {
            var draw = random.Next(10);
            if (draw == 0)
            {
                var trouble = new Disturbance(stage, (Trouble)random.Next(Enum.GetValues<Trouble>().Length), random.Next(1, 60));
                troubles.Add(trouble);
                drawn.Add(trouble.ToString());
            }
            else if (draw == 1 && stage.Plan.Targets.Count > 0)
            {
                var target = stage.Plan.Targets[random.Next(stage.Plan.Targets.Count)].Name;
                stage.Azure.Capacity.Deny(target, stage.Machine.Region);
                drawn.Add($"no place for {target}");
            }
            else if (draw == 2)
            {
                drawn.Add(AddTrouble(stage, random));
            }
            else
            {
                drawn.Add(AddRule(stage.Azure, operations[random.Next(operations.Count)], random));
            }
        }
        Follow(stage, troubles);
        return drawn;
    }

    // On each size but the one it had, or once, whatever the size: then the way back may be hit, too.
    private static string AddTrouble(ChangeStage stage, Random random)
    {
        var trouble = (GuestTrouble)random.Next(1, Enum.GetValues<GuestTrouble>().Length);
        var nth = random.Next(4);
        if (nth > 0)
            stage.Azure.Guests.Add(new GuestRule(trouble) { Nth = nth });
        else
            foreach (var target in stage.Plan.Targets)
                stage.Azure.Guests.Add(new GuestRule(trouble) { Size = target.Name });
        return Invariant($"{trouble} {(nth > 0 ? Invariant($"at start {nth}") : "on each planned size")}");
    }

    // Half of them hit four calls in a row: what hits one only, the client's own retries hide.
    private static string AddRule(SimulatedAzure azure, string operation, Random random)
    {
        var isRead = operation.Contains("Get", StringComparison.Ordinal) || operation.Contains("List", StringComparison.Ordinal);
        var kind = random.Next(FaultKinds.All.Count + (isRead ? 1 : 0));
        var rule = kind == FaultKinds.All.Count ? FaultKinds.Truncated : FaultKinds.All[kind];
        var (first, count) = (random.Next(1, 7), random.Next(2) == 0 ? 1 : 4);
        for (var nth = first; nth < first + count; nth++)
            azure.Faults.Add(rule with { Operation = operation, Nth = nth });
        return Invariant(
            $"{operation} {first} to {first + count - 1}: {rule.Kind} {rule.Status} {rule.Code}{(rule.AfterEffect ? " after its effect" : "")}");
    }

    private static void Follow(ChangeStage stage, List<Disturbance> troubles)
    {
        stage.BeforeCall = async _ =>
        {
            foreach (var trouble in troubles)
                await trouble.CallAsync();
        };
        stage.BeforeStorage = _ =>
        {
            troubles.ForEach(trouble => trouble.CallStorage());
            return Task.CompletedTask;
        };
        stage.Quiet = () =>
        {
            troubles.ForEach(trouble => trouble.Look());
            return Task.CompletedTask;
        };
    }

    private static async Task<IReadOnlyList<string>> OperationsAsync()
    {
        var operations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var scenario in ChangeScenarios.All)
        {
            await using var stage = await ChangeStage.OpenAsync(scenario);
            await stage.BeginAsync();
            await stage.WritePlanAsync();
            await stage.RunAsync();
            operations.UnionWith(stage.Azure.Calls.Counts.Select(count => count.Operation)
                .Where(operation => !operation.Contains("Token", StringComparison.OrdinalIgnoreCase)));
        }
        return [.. operations];
    }
}

/// <summary>What became of a seed.</summary>
internal sealed record FaultVerdict(
    int Seed, ChangeScenario Scenario, IReadOnlyList<string> Drawn, StageEnd End, IReadOnlyList<string> Broken)
{
    public override string ToString() => Invariant(
        $"seed {Seed}, {Scenario}, {End.Result?.Kind}: {(Broken.Count == 0 ? "holds" : string.Join("; ", Broken))}\n  {string.Join("\n  ", Drawn)}\n  {End.Result?.Reason}");
}
