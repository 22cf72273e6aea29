using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
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
        var assessed = new Assessment(Machine(), OpsTags.Read(Machine().Tags, Mode.Report), D8, D2, null, Advice.Resize("Standard_D2s_v5", 100, "smaller"), null);

        var without = ResizedMachine.WithoutOldFigures(assessed, new(Machine().Id, "Standard_D16s_v5", null), Now, 30);

        Assert.Equal((AdviceKind.Unknown, null), (without.Advice.Kind, without.Target));
        Assert.Equal("it was resized, seen first on 2026-06-01: its figures from before are shares of another size; advice from 2026-07-01 on", without.Advice.Reason);
        Assert.Same(assessed, ResizedMachine.WithoutOldFigures(assessed, seen: null, Now, 30));
        Assert.Same(assessed, ResizedMachine.WithoutOldFigures(assessed, new(Machine().Id, "standard_d8s_v5", null), Now, 30));
    }

    [Theory]
    [InlineData("no gzip")]
    [InlineData(null)]
    public async Task A_history_that_cannot_be_read_costs_neither_advice_nor_report_and_is_told(string? text)
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 40, Seed = 3 });
        var container = suite.Services.GetRequiredService<AzureClients>().Blobs.GetBlobContainerClient("state");
        await container.CreateIfNotExistsAsync();
        foreach (var (subscription, region) in suite.Azure.Fleet.Machines.Select(machine => (Subscription: machine.Id.Split('/')[2].ToLowerInvariant(), machine.Region)).Distinct())
            if (text is null)
                await suite.Services.GetRequiredService<StateStore>().TryWriteAsync(TargetHistory.NameOf(subscription, region), new { }, null, default);
            else
                await container.GetBlobClient($"{TargetHistory.NameOf(subscription, region)}.json.gz").UploadAsync(BinaryData.FromString(text));

        var (summary, report) = await RunTests.RunAsync(suite, "rightsizing-nohistory");

        Assert.True(summary.Totals.Resize > 0);
        Assert.DoesNotContain(report.GetProperty("problems").EnumerateArray(), problem => What(problem).StartsWith("no advice", StringComparison.Ordinal));
        Assert.Contains(report.GetProperty("problems").EnumerateArray(), problem => What(problem)
            .Contains("cannot be read", StringComparison.Ordinal));

        static string What(JsonElement problem) => problem.GetProperty("what").GetString()!;
    }

    private static Task<SuiteHost> StartAsync() => SuiteHost.StartAsync(new FleetOptions { Machines = 1, Seed = 3 });

    // What AssessMachines and RememberTargets do with a group of one machine, whose target is given.
    private static async Task<int> RunAsync(SuiteHost suite, int number, string? target, string size = "Standard_D8s_v5")
    {
        var memory = suite.Services.GetRequiredService<TargetMemory>();
        var run = new RunMoment($"rightsizing-{number}", Now.AddDays(7 * number));
        var machine = Machine(size);
        var advice = target is null ? Advice.Keep("it fits") : Advice.Resize(target, 100, "smaller");
        var assessed = new Assessment(machine, OpsTags.Read(machine.Tags, Mode.Report), null, null, null, advice, null);
        var counted = Assert.Single(await memory.CountedAsync(Group.Subscription, Group.Region, run.AsOf, [assessed], default));
        await memory.RememberAsync(Group, run, counted.Advice.Target is { } given ? [new(machine.Id, given, counted.RunsInARow)] : [], [new(machine.Id, machine.Size, null)], default);
        return counted.RunsInARow;
    }

    private static async Task<TargetHistory> DocumentAsync(SuiteHost suite) =>
        (await suite.Services.GetRequiredService<StateStore>().FindAsync<TargetHistory>(TargetHistory.NameOf(Group.Subscription, Group.Region), default))!.Value;
}
