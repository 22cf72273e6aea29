using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

/// <summary>How many runs in a row gave a machine the same target.</summary>
public class TargetHistoryTests
{
    private static readonly MachineGroup Group = new("11111111-1111-1111-1111-111111111111", "eastus", 1);

    [Fact]
    public async Task The_same_target_is_counted_once_a_run()
    {
        await using var suite = await StartAsync();

        Assert.Equal(1, await RunAsync(suite, 1, "Standard_D2s_v5"));
        Assert.Equal(2, await RunAsync(suite, 2, "Standard_D2s_v5"));
        Assert.Equal(3, await RunAsync(suite, 3, "standard_d2s_V5"));
    }

    [Fact]
    public async Task A_changed_target_starts_at_one()
    {
        await using var suite = await StartAsync();

        await RunAsync(suite, 1, "Standard_D2s_v5");
        Assert.Equal(1, await RunAsync(suite, 2, "Standard_D4s_v5"));
        Assert.Equal(1, await RunAsync(suite, 3, "Standard_D2s_v5"));
    }

    [Fact]
    public async Task A_repeated_activity_counts_once()
    {
        await using var suite = await StartAsync();

        await RunAsync(suite, 1, "Standard_D2s_v5");
        Assert.Equal(2, await RunAsync(suite, 2, "Standard_D2s_v5"));
        Assert.Equal(2, await RunAsync(suite, 2, "Standard_D2s_v5"));
        Assert.Equal(3, await RunAsync(suite, 3, "Standard_D2s_v5"));
    }

    [Fact]
    public async Task A_machine_without_a_target_drops_out()
    {
        await using var suite = await StartAsync();

        await RunAsync(suite, 1, "Standard_D2s_v5");
        Assert.Equal(0, await RunAsync(suite, 2, target: null));
        Assert.Empty((await DocumentAsync(suite)).Machines);
        Assert.Equal(1, await RunAsync(suite, 3, "Standard_D2s_v5"));
    }

    [Fact]
    public async Task What_a_later_run_left_stays()
    {
        await using var suite = await StartAsync();

        await RunAsync(suite, 5, "Standard_D2s_v5");
        await RunAsync(suite, 4, "Standard_D4s_v5");

        var document = await DocumentAsync(suite);
        Assert.Equal("rightsizing-5", document.RunId);
        Assert.Equal("Standard_D2s_v5", Assert.Single(document.Machines).Target);
    }

    // 30 days of look-back, a run a week: the runs of days 14 to 35 look back to the other size.
    [Fact]
    public async Task A_machine_that_was_resized_gets_no_advice_until_the_look_back_holds_its_present_size_alone()
    {
        await using var suite = await StartAsync();

        Assert.Equal(1, await RunAsync(suite, 1, "Standard_D2s_v5"));
        foreach (var run in (int[])[2, 2, 3, 4, 5, 6])
            Assert.Equal(0, await RunAsync(suite, run, "Standard_D2s_v5", "Standard_D4s_v5"));
        Assert.Equal(1, await RunAsync(suite, 7, "Standard_D2s_v5", "standard_D4s_v5"));
        Assert.Equal(2, await RunAsync(suite, 8, "Standard_D2s_v5", "Standard_D4s_v5"));
    }

    [Fact]
    public void An_advice_taken_back_says_why_and_until_when()
    {
        var assessed = new Assessment(
            Machine(), OpsTags.Read(Machine().Tags, Mode.Report), D8, D2, null, Advice.Resize("Standard_D2s_v5", 100, "smaller"), null);

        var without = ResizedMachine.WithoutOldFigures(assessed, new(Machine().Id, "Standard_D16s_v5", null), Now, 30);

        Assert.Equal((AdviceKind.Unknown, null), (without.Advice.Kind, without.Target));
        Assert.Equal(
            "it was resized, seen first on 2026-06-01: its figures from before are shares of another size; advice from 2026-07-01 on",
            without.Advice.Reason);
        Assert.Same(assessed, ResizedMachine.WithoutOldFigures(assessed, seen: null, Now, 30));
        Assert.Same(assessed, ResizedMachine.WithoutOldFigures(assessed, new(Machine().Id, "standard_d8s_v5", null), Now, 30));
    }

    // 4 % of 2 vCPU are not 4 % of 8, and the question names a size.
    [Fact]
    public void A_question_on_figures_of_another_size_is_taken_back()
    {
        var asked = new Assessment(Machine(), OpsTags.Read(Machine().Tags, Mode.Report), D8, null, null, Advice.Idle("dormant"), null);

        var without = ResizedMachine.WithoutOldFigures(asked, new(Machine().Id, "Standard_D2s_v5", null), Now, 30);

        Assert.Equal(AdviceKind.Unknown, without.Advice.Kind);
    }

    [Fact]
    public async Task The_highest_figures_count_in_later_runs_and_are_noted()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 120, Seed = 3 });
        var (_, first) = await RunTests.RunAsync(suite, "rightsizing-first");
        var sizes = await SizesAsync(suite);
        Assert.NotEmpty(sizes);
        Assert.All(sizes, seen => Assert.InRange(seen.Peaks.Count, 0, 1));
        var machines = Machines(first);
        Assert.All(sizes.Where(seen => seen.Peaks.Count == 1), seen => Assert.Equal(
            machines[seen.Id].GetProperty("demand").GetProperty("cpuHighestVcpus").GetDouble(), seen.Peaks[0].Highest.CpuVcpus));
        // Where nothing is known, nothing is remembered.
        Assert.All(sizes.Where(seen => seen.Peaks.Count == 0), seen => Assert.Equal("Unknown", Kind(machines[seen.Id])));

        await PretendAsync(suite, 77);
        var (_, second) = await RunTests.RunAsync(suite, "rightsizing-second");

        var sized = Machines(second).Values.Where(machine => Kind(machine) == "Resize" && Saving(machine) > 0).ToList();
        Assert.Contains(machines.Values, machine => Kind(machine) == "Unused");
        Assert.DoesNotContain(Machines(second).Values, machine => Kind(machine) == "Unused");
        Assert.True(sized.Count < machines.Values.Count(machine => Kind(machine) == "Resize" && Saving(machine) > 0));
        Assert.Contains(Machines(second).Values.SelectMany(machine => machine.GetProperty("advice").GetProperty("notes").EnumerateArray()),
            note => note.GetString()!.StartsWith(
                "earlier runs saw more, and it counts: up to 77 vCPU; by the look-back alone it would be ", StringComparison.Ordinal));

        static string Kind(JsonElement machine) => machine.GetProperty("advice").GetProperty("kind").GetString()!;
        static double Saving(JsonElement machine) => machine.GetProperty("advice").GetProperty("monthlySaving").GetDouble();
        static Dictionary<string, JsonElement> Machines(JsonElement report) => report.GetProperty("machines").EnumerateArray()
            .ToDictionary(machine => machine.GetProperty("id").GetString()!, StringComparer.OrdinalIgnoreCase);
    }

    // As in other figures: those of two runs that saw it first in its present size lie in the look-back.
    [Fact]
    public async Task Figures_of_another_size_are_not_remembered()
    {
        await using var suite = await StartAsync();

        foreach (var run in (int[])[1, 2, 3, 4, 5])
            await RunAsync(suite, run, "Standard_D2s_v5", run < 3 ? "Standard_D8s_v5" : "Standard_D4s_v5", vcpus: run);
        Assert.Empty(Assert.Single((await DocumentAsync(suite)).Sizes).Peaks);

        await RunAsync(suite, 8, "Standard_D2s_v5", "Standard_D4s_v5", vcpus: 8);
        Assert.Equal([8], Assert.Single((await DocumentAsync(suite)).Sizes).Peaks.Select(one => one.Highest.CpuVcpus));
    }

    [Fact]
    public async Task A_document_of_before_these_were_kept_is_read()
    {
        await using var suite = await StartAsync();
        var earlier = new
        {
            runId = "rightsizing-1", asOf = Now, machines = new[] { new { id = Machine().Id, target = "Standard_D2s_v5", runs = 1 } },
            sizes = new[] { new { id = Machine().Id, size = "Standard_D8s_v5", since = (DateTimeOffset?)null } },
        };
        var name = TargetHistory.NameOf(Group.Subscription, Group.Region);
        await suite.Services.GetRequiredService<StateStore>().WriteAsync(name, earlier, default);

        Assert.Equal(2, await RunAsync(suite, 2, "Standard_D2s_v5", vcpus: 3));
        Assert.Equal(3, Assert.Single(Assert.Single((await DocumentAsync(suite)).Sizes).Peaks).Highest.CpuVcpus);
    }

    [Theory]
    [InlineData("no gzip")]
    [InlineData(null)]
    public async Task A_history_that_cannot_be_read_costs_neither_advice_nor_report_and_is_told(string? text)
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 40, Seed = 3 });
        var container = suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await container.CreateIfNotExistsAsync();
        foreach (var (subscription, region) in suite.Azure.Fleet.Machines.Select(
            machine => (Subscription: machine.Id.Split('/')[2].ToLowerInvariant(), machine.Region)).Distinct())
            if (text is null)
                await suite.Services.GetRequiredService<StateStore>()
                    .TryWriteAsync(TargetHistory.NameOf(subscription, region), new { }, null, default);
            else
                await container.GetBlobClient($"{TargetHistory.NameOf(subscription, region)}.json.gz")
                    .UploadAsync(BinaryData.FromString(text));

        var (summary, report) = await RunTests.RunAsync(suite, "rightsizing-nohistory");

        Assert.True(summary.Totals.Resize > 0);
        Assert.DoesNotContain(report.GetProperty("problems").EnumerateArray(), problem => What(problem)
            .StartsWith("no advice", StringComparison.Ordinal));
        Assert.Contains(report.GetProperty("problems").EnumerateArray(), problem => What(problem)
            .Contains("cannot be read", StringComparison.Ordinal));

        static string What(JsonElement problem) => problem.GetProperty("what").GetString()!;
    }

    private static Task<SuiteHost> StartAsync() => SuiteHost.StartAsync(new FleetOptions { Machines = 1, Seed = 3 });

    // What AssessMachines and RememberTargets do with a group of one machine, whose target is given.
    private static async Task<int> RunAsync(
        SuiteHost suite, int number, string? target, string size = "Standard_D8s_v5", double? vcpus = null)
    {
        var memory = suite.Services.GetRequiredService<TargetMemory>();
        var run = new RunMoment($"rightsizing-{number}", Now.AddDays(7 * number));
        var machine = Machine(size);
        var advice = target is null ? Advice.Keep("it fits") : Advice.Resize(target, 100, "smaller");
        var assessed = new Assessment(machine, OpsTags.Read(machine.Tags, Mode.Report), null, null, null, advice, null);
        var known = await memory.ReadAsync(Group.Subscription, Group.Region, default);
        var counted = Assert.Single(memory.Counted(known, run.AsOf, [assessed]));
        var peaks = vcpus is null ? null : new Peaks(vcpus.Value, null, null, null, null);
        TargetCount[] targets = counted.Advice.Target is { } given ? [new(machine.Id, given, counted.RunsInARow)] : [];
        await memory.RememberAsync(Group, run, targets, [new(machine.Id, machine.Size, peaks)], default);
        return counted.RunsInARow;
    }

    private static async Task<List<SeenSize>> SizesAsync(SuiteHost suite)
    {
        var sizes = new List<SeenSize>();
        await foreach (var (_, history) in HistoriesAsync(suite))
            sizes.AddRange(history.Sizes);
        return sizes;
    }

    // As if the run had been one of a week before, in which every machine had used that many vCPUs.
    private static async Task PretendAsync(SuiteHost suite, double vcpus)
    {
        await foreach (var (name, history) in HistoriesAsync(suite))
            await suite.Services.GetRequiredService<StateStore>().WriteAsync(name, history with
            {
                Sizes = [.. history.Sizes.Select(seen => seen with
                {
                    Peaks = [.. seen.Peaks.Select(one => new RunPeaks(one.AsOf.AddDays(-7), one.Highest with { CpuVcpus = vcpus }))],
                })],
            }, default);
    }

    private static async IAsyncEnumerable<(string Name, TargetHistory History)> HistoriesAsync(SuiteHost suite)
    {
        var places = suite.Azure.Fleet.Machines.Select(machine => (machine.SubscriptionId, machine.Region)).Distinct();
        foreach (var name in places.Select(place => TargetHistory.NameOf(place.SubscriptionId, place.Region)))
            yield return (name, (await suite.Services.GetRequiredService<StateStore>().FindAsync<TargetHistory>(name, default))!.Value);
    }

    private static async Task<TargetHistory> DocumentAsync(SuiteHost suite) =>
        (await suite.Services.GetRequiredService<StateStore>()
            .FindAsync<TargetHistory>(TargetHistory.NameOf(Group.Subscription, Group.Region), default))!.Value;
}
