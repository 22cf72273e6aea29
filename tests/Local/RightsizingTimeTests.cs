using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Rightsizing;
using Xunit;

namespace OpsFunctions.Tests.Local;

/// <summary>What only simulated time can show in a moment.</summary>
public class RightsizingTimeTests
{
    [Fact]
    public async Task A_throttled_call_is_made_again_when_Azure_says_so()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 40, Seed = 3 });
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Resources_Query", Nth = 1, Status = 429, RetryAfter = TimeSpan.FromSeconds(90)
        });

        var (summary, _) = await RunTests.RunAsync(suite, "rightsizing-throttled");

        Assert.Equal(40, summary.Totals.Machines);
        // Machines refused once and then read, network interfaces read in each of two subscriptions.
        Assert.Equal(4, suite.Azure.Calls.Of("Resources_Query"));
        Assert.True(suite.Azure.Time.GetUtcNow() >= SuiteHost.Start.AddSeconds(90));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_asked_again_and_costs_nothing()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 40, Seed = 3 });
        for (var call = 1; call <= 4; call++)
            suite.Azure.Faults.Add(new FaultRule { Operation = "Resources_Query", Nth = call, Kind = FaultKind.AbortConnection });

        var (summary, _) = await RunTests.RunAsync(suite, "rightsizing-cut");

        Assert.Equal(40, summary.Totals.Machines);
        Assert.Equal(0, summary.Problems);
    }

    [Fact]
    public async Task Three_runs_that_advise_the_same_count_one_two_three()
    {
        await using var suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 40, Seed = 3 });
        for (var run = 1; run <= 3; run++)
        {
            var (_, report) = await RunTests.RunAsync(suite, $"rightsizing-{run}");

            var resizes = report.GetProperty("machines").EnumerateArray()
                .Where(machine => machine.GetProperty("target").GetString() is not null).ToList();
            Assert.NotEmpty(resizes);
            Assert.All(resizes, machine => Assert.Equal(run, machine.GetProperty("runsInARow").GetInt32()));
            // A second later the load looks the same.
            suite.Azure.Clock.AdvanceTo(suite.Azure.Time.GetUtcNow().AddSeconds(1));
        }
    }
}
