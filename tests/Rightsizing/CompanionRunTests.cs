using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Tests.Fixtures;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.RunTests;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>Whole runs over machines that may have to do each other's work.</summary>
public class CompanionRunTests
{
    private static readonly FleetOptions Fleet = new() { Machines = 200, Seed = 3 };

    [Fact]
    public async Task A_machine_is_not_made_smaller_than_what_another_of_its_group_needed()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        var (_, alone) = await RunAsync(suite, "rightsizing-alone");
        // Far apart in the inventory: they are assessed in different chunks.
        var pair = alone.GetProperty("machines").EnumerateArray()
            .GroupBy(
                machine => $"{machine.GetProperty("subscription")} {machine.GetProperty("region")} {machine.GetProperty("size")}",
                StringComparer.Ordinal)
            .SelectMany(alike => alike.Where(machine => IsCheaper(machine.GetProperty("advice")))
                .Select(quiet => (Quiet: quiet, Busy: alike.MaxBy(Highest))))
            .First(pair => Highest(pair.Busy) > 1.5 * TargetVcpus(pair.Quiet));
        foreach (var one in new[] { pair.Quiet, pair.Busy })
            suite.Azure.SetTagAsSomebodyElse(suite.Azure.Fleet.Find(one.GetProperty("id").GetString()!)!, "ops:group", "pair");
        // Resource Graph lags.
        await suite.UntilAsync(suite.Azure.Time.GetUtcNow().AddHours(1));
        var (_, grouped) = await RunAsync(suite, "rightsizing-grouped");

        var advice = Advice(grouped, pair.Quiet.GetProperty("id").GetString()!);
        Assert.NotEqual(pair.Quiet.GetProperty("target").GetString(), advice.GetProperty("target").GetString());
        Assert.Contains(
            advice.GetProperty("notes").EnumerateArray(),
            note => note.GetString()!.StartsWith("others of its group and size needed more", StringComparison.Ordinal));
        Assert.Equal(
            pair.Busy.GetProperty("advice").GetProperty("target").GetString(),
            Advice(grouped, pair.Busy.GetProperty("id").GetString()!).GetProperty("target").GetString());
        double Highest(JsonElement machine) =>
            machine.GetProperty("demand") is { ValueKind: JsonValueKind.Object } demand
                ? demand.GetProperty("cpuHighestVcpus").GetDouble()
                : 0;
        double TargetVcpus(JsonElement machine) => Truth.SizesOf(
            machine.GetProperty("region").GetString()!, machine.GetProperty("subscription").GetString()!)
            .First(size => size.Name == machine.GetProperty("target").GetString()).Size.Vcpus;
    }

    [Fact]
    public async Task A_machine_of_whose_companion_too_little_is_known_is_not_made_smaller()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet with { Machines = 400 });
        var (smaller, young) = await PairAsync(suite, advice => advice.GetProperty("kind").GetString() == "Unknown");
        // Resource Graph lags.
        await suite.UntilAsync(suite.Azure.Time.GetUtcNow().AddHours(1));

        var (_, report) = await RunAsync(suite, "rightsizing-young");

        AssertWithheld(report, smaller, young);
    }

    // It is unused for what it costs; what it may have to do nobody knows.
    [Fact]
    public async Task A_machine_whose_companion_was_stopped_after_a_few_days_is_not_made_smaller()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet with { Machines = 400 });
        var (smaller, young) = await PairAsync(
            suite, advice => advice.GetProperty("reason").GetString()!.EndsWith("of at least 14 days observed", StringComparison.Ordinal));
        suite.Azure.Outages.Begin(young, OutageKind.DeadGuest);
        await suite.UntilAsync(suite.Azure.Time.GetUtcNow().AddDays(5));

        var (_, report) = await RunAsync(suite, "rightsizing-stopped");

        Assert.Equal("Unused", Advice(report, young.Id).GetProperty("kind").GetString());
        Assert.Empty(Advice(report, young.Id).GetProperty("notes").EnumerateArray());
        AssertWithheld(report, smaller, young);
    }

    // To keep a size is no advice that old figures take back, but they are shares of another size all the same.
    [Fact]
    public async Task A_machine_whose_companion_keeps_its_size_and_was_resized_lately_is_not_made_smaller()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet with { Machines = 400 });
        var (smaller, kept) = await PairAsync(suite, advice => advice.GetProperty("kind").GetString() == "Keep");
        var state = suite.Services.GetRequiredService<StateStore>();
        var name = TargetHistory.NameOf(kept.SubscriptionId, kept.Region);
        var history = (await state.FindAsync<TargetHistory>(name, default))!.Value;
        await state.WriteAsync(name, history with
        {
            Sizes = [.. history.Sizes.Select(seen => seen.Id == kept.Id ? seen with { Size = "Standard_M128s" } : seen)],
        }, default);
        // Resource Graph lags.
        await suite.UntilAsync(suite.Azure.Time.GetUtcNow().AddHours(1));

        var (_, report) = await RunAsync(suite, "rightsizing-resized");

        AssertWithheld(report, smaller, kept);
    }

    [Fact]
    public async Task Where_companions_cannot_be_compared_the_run_goes_on_and_none_of_them_is_made_smaller()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet);
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "BlockBlob_Upload", Target = "companions-", Status = 403, Code = "AuthorizationFailure"
        });

        var (summary, report) = await RunAsync(suite, "rightsizing-incomparable");

        Assert.True(summary.Totals.Cheaper > 0);
        Assert.Contains(report.GetProperty("machines").EnumerateArray()
            .Select(machine => machine.GetProperty("advice").GetProperty("reason").GetString()!),
            reason => reason.StartsWith("its companions could not be compared: ", StringComparison.Ordinal));
    }

    // A machine that a run makes smaller, and one of its size whose advice is such; from then on they are a group.
    private static async Task<(Machine Smaller, Machine Other)> PairAsync(SuiteHost suite, Func<JsonElement, bool> isOther)
    {
        var (_, alone) = await RunAsync(suite, "rightsizing-alone");
        var advices = alone.GetProperty("machines").EnumerateArray()
            .ToDictionary(machine => machine.GetProperty("id").GetString()!, machine => machine.GetProperty("advice"));
        var pair = suite.Azure.Fleet.Machines.GroupBy(machine => (machine.SubscriptionId, machine.Region, machine.Size.Name))
            .SelectMany(alike => alike.Where(machine => IsCheaper(advices[machine.Id]))
                .SelectMany(machine => alike.Select(other => (Smaller: machine, Other: other))))
            .First(pair => isOther(advices[pair.Other.Id]));
        suite.Azure.SetTagAsSomebodyElse(pair.Smaller, "ops:group", "pair");
        suite.Azure.SetTagAsSomebodyElse(pair.Other, "ops:group", "pair");
        return pair;
    }

    private static bool IsCheaper(JsonElement advice) =>
        advice.GetProperty("kind").GetString() == "Resize" && advice.GetProperty("monthlySaving").GetDouble() > 0;

    private static void AssertWithheld(JsonElement report, Machine smaller, Machine unknown)
    {
        var advice = Advice(report, smaller.Id);
        Assert.Equal("Keep", advice.GetProperty("kind").GetString());
        Assert.StartsWith($"too little is known of {unknown.Name}", advice.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }
}
