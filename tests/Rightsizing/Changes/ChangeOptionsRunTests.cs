using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Changes;

/// <summary>What the settings of changes do in a whole run.</summary>
public class ChangeOptionsRunTests
{
    private static readonly FleetOptions Fleet = new() { Machines = 40, Seed = 3 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_run_plans_at_most_so_many_changes(int most)
    {
        await using var suite = await SuiteHost.StartAsync(
            Fleet, ("Rightsizing:Mode", "Apply"), ("Rightsizing:Changes:RunsInARow", "1"), ("Rightsizing:Changes:MostARun", $"{most}"));

        await RunTests.RunAsync(suite, "rightsizing-most");

        await suite.CompletedAsync(ChangesOrchestrator.InstanceOf("rightsizing-most"));
        var changes = JsonSerializer.Deserialize<JsonElement>(await RunTests.ReportAsync(suite, "rightsizing-most-changes.json"));
        Assert.Equal(most, changes.GetProperty("changes").GetArrayLength());
        Assert.Contains(
            changes.GetProperty("left").EnumerateArray(),
            left => left.GetProperty("reason").GetString() == $"a run changes at most {most} machines, and others save more");
    }

    [Theory]
    [InlineData("30", true)]
    [InlineData("29", false)]
    public async Task A_machine_that_was_set_back_is_left_alone_for_so_many_days(string days, bool isLeft)
    {
        await using var suite = await SuiteHost.StartAsync(Fleet, ("Rightsizing:Changes:PinDays", days));
        var machine = suite.Azure.Fleet.Machines[0];
        var setBack = SuiteHost.Start.AddDays(-29).AddHours(-1);
        var change = new ChangedMachine(
            machine.Id, machine.SubscriptionId, machine.Region, "earlier", machine.Size.Name, "Standard_D2s_v5",
            setBack.AddDays(-1), 0.4, 0.1, 200);
        await suite.Services.GetRequiredService<LedgerStore>().ChangeAsync(
            machine.SubscriptionId, machine.Region, _ => new([new(change, 0, setBack) { SetBackAt = setBack }]), default);

        var (_, report) = await RunTests.RunAsync(suite, "rightsizing-pinned");

        Assert.Equal(isLeft, ReasonOf(report, machine.Id).StartsWith("somebody else set its size back", StringComparison.Ordinal));
    }

    private static string ReasonOf(JsonElement report, string id) => report.GetProperty("machines").EnumerateArray()
        .First(machine => machine.GetProperty("id").GetString() == id).GetProperty("advice").GetProperty("reason").GetString()!;
}
