using OpsFunctions.Local.Cli.Rehearsal;
using OpsFunctions.Orchestrations;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;
using OpsFunctions.Stages.Rights;

namespace OpsFunctions.Benchmarks.Rights;

/// <summary>
/// <c>rights</c>: which scenario needs which right of each role, and rehearsals on just the rights that a deployment would give: without
/// the roles of one identity only what is that identity's breaks, and without any of five sampled actions something does.
/// </summary>
internal static class RightsBenchmark
{
    private const int Samples = 5;
    private const string Kept = "every call was allowed by the roles of the identity that made it";

    // A week, and so many machines that both drilled applications have theirs.
    private static readonly RehearsalOptions Whole = new() { Days = 8, Fleet = 60, Mode = Mode.Apply, Tenant = true };

    // What breaks where an identity may do nothing; whoever acts makes the points that drills are made from.
    private static readonly (string Identity, string[] Breaks)[] Taken =
    [
        ("act", ["every machine with a policy has a point", "a drill's verdict is as planted"]),
        ("drill", ["a drill's verdict is as planted", "every drill that was due has ended with a verdict"]),
        ("audit",
            ["an access audit finds what is wrong", "a right that somebody gave stands in the next", "the suite's own identities stand in",
            "who gives much or signs in"]),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var seed = Arguments.Number(args, "--seed", 1);
        var isWhole = true;
        foreach (var capability in RightsProof.Scenarios.Select(one => one.Capability).Distinct(StringComparer.Ordinal))
            isWhole &= await ProveAsync(capability);
        isWhole &= await HoldsAsync("report, read rights alone", Whole with { Mode = Mode.Report, Days = 3 });
        isWhole &= await HoldsAsync("apply, each identity its own", Whole);
        isWhole &= await HoldsAsync("outages", Whole with { Outages = true, Tenant = false, Days = 4 });
        foreach (var (identity, breaks) in Taken)
            isWhole &= await HoldsAsync($"without {identity}", Whole with { Without = [identity] }, breaks);
        isWhole &= await SampleAsync(seed);
        Console.WriteLine(isWhole ? "the roles hold both ways" : "BROKEN");
        return isWhole ? 0 : 1;
    }

    private static async Task<bool> ProveAsync(string capability)
    {
        var verdict = await RightsProof.OfAsync(capability);
        foreach (var (right, scenario) in verdict.First.OrderBy(one => one.Key, StringComparer.Ordinal))
            Console.WriteLine($"  {right}: {scenario}");
        foreach (var right in verdict.Unused)
            Console.WriteLine($"UNUSED {right}");
        foreach (var right in verdict.Lacking)
            Console.WriteLine($"LACKING {right}");
        return verdict is { Unused.Count: 0, Lacking.Count: 0 };
    }

    private static async Task<bool> HoldsAsync(string name, RehearsalOptions options, params string[] mayBreak)
    {
        var broken = await BrokenAsync(options);
        var wrong = broken.Where(rule => !Array.Exists(mayBreak, one => rule.StartsWith(one, StringComparison.Ordinal))
            && !(mayBreak.Length > 0 && rule == Kept)).ToList();
        // Whoever may do nothing must be missed.
        var isAsExpected = wrong.Count == 0 && (broken.Count > 0) == (mayBreak.Length > 0);
        Console.WriteLine(
            $"{name}: {(isAsExpected ? "as expected" : "WRONG")}; broken: {(broken.Count == 0 ? "nothing" : string.Join("; ", broken))}");
        return isAsExpected;
    }

    private static async Task<bool> SampleAsync(int seed)
    {
        var options = Whole with { Days = 2, Fleet = 20, Tenant = false };
        var random = new Random(seed);
        var actions = DeployedRoles.All.Where(one => one is { Capability: "rightsizing" or "snapshots", Role.IsCustom: true })
            .SelectMany(one => one.Role.Actions).Where(IsDaily).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)
            .ToArray();
        random.Shuffle(actions);
        var isMissed = true;
        foreach (var action in actions.Take(Samples))
        {
            var broken = await BrokenAsync(options with { Without = [action] });
            isMissed &= broken.Count > 0;
            Console.WriteLine($"without {action}: {(broken.Count > 0 ? string.Join("; ", broken) : "NOTHING BREAKS")}");
        }
        return isMissed;
    }

    // What two quiet days need; the rest needs a fault or something odd, and its scenario is listed above.
    private static bool IsDaily(string action) => action is
        "Microsoft.Compute/skus/read" or "Microsoft.Compute/locations/usages/read" or "Microsoft.Insights/metrics/read"
        or "Microsoft.Compute/snapshots/write" or "Microsoft.Compute/snapshots/read" or "Microsoft.Compute/disks/beginGetAccess/action"
        or "Microsoft.Compute/restorePointCollections/write" or "Microsoft.Compute/restorePointCollections/restorePoints/write"
        or "Microsoft.ResourceGraph/resources/read" or "Microsoft.Authorization/locks/read";

    private static async Task<IReadOnlyList<string>> BrokenAsync(RehearsalOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("ops-rights-");
        try
        {
            var summary = await RehearsalRun.RunAsync(options with { Out = folder.FullName }, (_, _) => { }, default);
            return [.. summary.Invariants.Where(one => !one.Holds).Select(one => one.Rule)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
