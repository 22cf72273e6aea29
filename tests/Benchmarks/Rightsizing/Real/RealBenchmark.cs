using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;
using OpsFunctions.Stages;

namespace OpsFunctions.Benchmarks.Rightsizing.Real;

/// <summary>
/// Advice on recordings of real machines, walked forward week by week with default settings: after 30 days and then each week, as long as
/// seven days follow, the advice is scored on the 30 days ahead, or as many as there are.
/// <c>real --traces DIR [--part tune|score|all] [--ahead 7] [--sure 98] [--remembered 15] [--cpu-fit 100] [--memory-fit 65] [--untagged]
/// [--always-on] [--spread] [--harm] [--lost] [--json]</c>: a machine whose number leaves 1 when divided by four is for tuning, all others
/// are scored. <c>--ahead 30</c> takes those advices alone that a whole month follows. What <c>groups.csv</c> names has an
/// <c>ops:group</c>, as its owner would have given it, unless it says <c>--untagged</c>. Time in which a machine had no memory at all is
/// time in which it was off, as Azure would show it, unless it says <c>--always-on</c>.
/// </summary>
internal static class RealBenchmark
{
    // Machines whose number leaves this when divided by four were tuned on.
    private const int TuningRest = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> RunAsync(string[] args)
    {
        if (Arguments.Text(args, "--traces") is not { } folder || !Directory.Exists(folder))
            throw new BadArgumentException("No recordings: give their folder with --traces DIR.");
        var options = Options(args);
        var daysAhead = Arguments.Number(args, "--ahead", RealWalk.LeastDaysAhead);
        if (daysAhead is < RealWalk.LeastDaysAhead or > RealWalk.DaysAhead)
            throw new BadArgumentException($"--ahead: {RealWalk.LeastDaysAhead} to {RealWalk.DaysAhead} days.");
        var part = Arguments.Text(args, "--part") ?? "score";
        var recordings = RealRecording.In(folder, isOffAsOff: !args.Contains("--always-on", StringComparer.Ordinal))
            .Where(one => part == "all" || (one.Number % 4 == TuningRest) == (part == "tune")).ToList();
        var walks = await WalksAsync(folder, options);
        var isTagged = !args.Contains("--untagged", StringComparer.Ordinal);
        var forms = new[] { ("full", false), ("CPU alone", true) }
            .Select(form => (Name: form.Item1, Results: Grouped(isTagged, recordings.ConvertAll(one =>
                (form.Item2 ? one.WithCpuAlone(walks[one.Name].Present) : one, walks[one.Name]))).AsParallel().AsOrdered()
                .Select(one => (Rows: one.Walk.Rows(one.Recording).ToList(), Loop: WholeLoop.Of(one.Walk, one.Recording))).ToList()))
            .ToList();
        var choices = forms.SelectMany(form => new[] { ("without the cluster", false), ("with it", true) }.Select(choice => (
            Name: $"{form.Name}, {choice.Item1}",
            Machines: form.Results.Where(one => choice.Item2 || !one.Loop.Recording.IsOfGroup)
                .Select(one => (Rows: (IReadOnlyList<RealRow>)one.Rows.FindAll(row => row.DaysAhead >= daysAhead), one.Loop)).ToList())))
            .ToList();
        var scores = choices.ConvertAll(choice => (choice.Name, Score: RealScore.Of(
            [.. choice.Machines.SelectMany(one => one.Rows)], [.. choice.Machines.Select(one => one.Loop)])));
        if (args.Contains("--json", StringComparer.Ordinal))
        {
            Console.WriteLine(JsonSerializer.Serialize(
                scores.ToDictionary(one => one.Name, one => one.Score, StringComparer.Ordinal), Json));
            return 0;
        }
        var names = scores.ConvertAll(one => one.Name);
        Print($"{recordings.Count} machines, part {part}", names, scores.ConvertAll(one => one.Score.Lines().ToList()));
        if (args.Contains("--spread", StringComparer.Ordinal))
            Print("drawn anew", names, choices.ConvertAll(one => Spread.Lines(one.Machines).ToList()));
        if (args.Contains("--lost", StringComparer.Ordinal))
            foreach (var (name, results) in forms)
                ListLost(name, [.. results.SelectMany(one => one.Rows).Where(row => !row.Recording.IsOfGroup)]);
        if (args.Contains("--harm", StringComparer.Ordinal))
            foreach (var (name, results) in forms)
                ListHarm(name, results.SelectMany(one => one.Rows), results.Select(one => one.Loop));
        return 0;
    }

    private static void Print(string title, List<string> columns, List<List<(string Name, string Figure)>> lines)
    {
        Console.WriteLine($"| {title} | {string.Join(" | ", columns)} |");
        Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" --- |", columns.Count))}");
        for (var i = 0; i < lines[0].Count; i++)
            Console.WriteLine($"| {lines[0][i].Name} | {string.Join(" | ", lines.Select(line => line[i].Figure))} |");
    }

    private static RightsizingOptions Options(string[] args)
    {
        var standard = new RightsizingOptions();
        var cpu = Arguments.Number(args, "--cpu-fit", standard.CpuFitOtherPercent);
        var memory = Arguments.Number(args, "--memory-fit", standard.MemoryFitOtherPercent);
        var options = standard with
        {
            SurePercent = Arguments.Fraction(args, "--sure", standard.SurePercent),
            RememberedDays = Arguments.Number(args, "--remembered", standard.RememberedDays, least: 0),
            CpuFitProductionPercent = cpu,
            CpuFitOtherPercent = cpu,
            MemoryFitProductionPercent = memory,
            MemoryFitOtherPercent = memory,
        };
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new(options), faults, validateAllProperties: true)
            ? options
            : throw new BadArgumentException(string.Join(Environment.NewLine, faults.Select(fault => fault.ErrorMessage)));
    }

    private static List<(RealRecording Recording, RealWalk Walk)> Grouped(
        bool isTagged, List<(RealRecording Recording, RealWalk Walk)> all) => all.ConvertAll(one =>
        !isTagged || one.Recording.Group is not { } group
            ? one
            : (one.Recording, one.Walk.Among(group, all.FindAll(other => other.Recording.Group == group && other != one))));

    // What keeps the suite from the size that the same headroom allows: the constraint, and the saving that it costs.
    private static void ListLost(string form, IReadOnlyList<RealRow> rows)
    {
        var lost = rows.Where(row => !row.IsShutdown && row.Saving(row.SameHeadroom) > row.Found)
            .GroupBy(row => row.Advice.Kind == AdviceKind.Unknown ? "unknown" : row.IsDearer ? "dearer" : row.IsHarm(row.Target) ? "harm"
                : row.Advice.CheaperExcluded.FirstOrDefault(one => one.Sizes.Contains(row.SameHeadroom!.Name))?.Constraint ?? "?",
                StringComparer.Ordinal);
        foreach (var reason in lost.OrderByDescending(reason => reason.Sum(row => row.Saving(row.SameHeadroom) - row.Found)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{form}: lost by {reason.Key}: {reason.Sum(row => row.Saving(row.SameHeadroom) - row.Found):N0} USD in {reason.Count()} advices, such as {string.Join(", ", reason.Where((_, i) => i % 6 == 0).Take(5).Select(row => $"{row.Recording.Name} {row.SameHeadroom!.Name}: {row.Advice.Reason}"))}"));
    }

    private static void ListHarm(string form, IEnumerable<RealRow> rows, IEnumerable<LoopEnd> loops)
    {
        foreach (var row in rows.Where(row => row.IsCheaper(row.Target) && row.IsHarm(row.Target)))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{form}: {row.Recording.Name}{(row.Recording.IsOfGroup ? " (cluster)" : "")} run {row.Run}: {row.Present.Name} -> {row.Target!.Name} carries {row.Ahead.Share(row.Target.Name):P2}; {row.Advice.Reason}"));
        foreach (var loop in loops.Where(loop => loop.MinutesAMonth > 10))
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{form}: loop {loop.Recording.Name}{(loop.Recording.IsOfGroup ? " (cluster)" : "")}: {loop.MinutesAMonth:N1} minutes"));
    }

    // Machines, sizes and prices as the suite's own readers see them; all that follows is pure.
    private static async Task<Dictionary<string, RealWalk>> WalksAsync(string folder, RightsizingOptions options)
    {
        await using var azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions
        {
            Fleet = new FleetOptions { Machines = FleetGenerator.RecordingsIn(folder) - 1, TracesFolder = folder, Start = RealWalk.Today },
            Start = RealWalk.Today,
            EnforceThrottling = false,
        });
        await using var app = await LocalApp.StartAsync(LocalApp.On(azure) with { Settings = RightsizingAlone.Settings });
        var services = app.Services;
        var fleet = await services.GetRequiredService<Inventory>()
            .ReadAsync(services.GetRequiredService<AzureSettings>().Subscriptions, default);
        var simulated = azure.Fleet.Machines.ToDictionary(machine => machine.Id, StringComparer.OrdinalIgnoreCase);
        var truth = new TruthOfPlace(azure.Fleet);
        var walks = new Dictionary<string, RealWalk>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in fleet.Machines.GroupBy(machine => (machine.Subscription, machine.Region)))
        {
            var offer = (await FleetReading.OfferAsync(services, place.Key.Subscription, place.Key.Region)) with { Quotas = null };
            var sizes = Truth.SizesOf(place.Key.Region, place.Key.Subscription)
                .ToDictionary(size => size.Name, size => size.Size, StringComparer.OrdinalIgnoreCase);
            foreach (var machine in place)
            {
                // All are asked about, also those whose simulated owner switches it off.
                machine.Tags.Remove(OpsTags.RightsizingTag);
                var known = simulated[machine.Id];
                // The suite was not told the quota either.
                var possible = offer.Sizes.Select(size => size.Name).Where(size => sizes.ContainsKey(size)
                    && truth.Obstacles(known, size, RealWalk.Today, options.RetirementNoticeDays).All(obstacle => obstacle == "quota"));
                walks[(known.TraceFile ?? "").Split('.')[0]] = new RealWalk(
                    machine, offer, sizes, possible.ToHashSet(StringComparer.OrdinalIgnoreCase), options);
            }
        }
        return walks;
    }
}
