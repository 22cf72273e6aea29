using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Changes;

/// <summary>The last look before a machine is shut down, on a recording that works for an hour on one day.</summary>
public sealed class IdleActivitiesTests : IDisposable
{
    private const int RecordedDays = 105;
    private readonly string _folder = Directory.CreateTempSubdirectory("idle").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 30 days of look-back and 15 that are remembered; Azure is never asked for more than 90.
    [Theory]
    [InlineData(60, 15, true, "nothing uses it: CPU at most 1 %")]
    [InlineData(40, 15, false, "something used it in the days before the look-back")]
    [InlineData(40, 0, true, "nothing uses it: CPU at most 1 %")]
    [InlineData(20, 15, false, "something uses it again")]
    [InlineData(88, 365, false, "something used it in the days before the look-back")]
    [InlineData(91, 365, true, "nothing uses it: CPU at most 1 %")]
    public async Task A_machine_that_worked_before_the_look_back_is_not_shut_down(int daysAgo, int remembered, bool isIdle, string reason)
    {
        Record(daysAgo);
        await using var suite = await SuiteHost.StartAsync(
            new FleetOptions { Machines = 1, TracesFolder = _folder },
            ("Rightsizing:RememberedDays", remembered.ToString(CultureInfo.InvariantCulture)));
        var idle = ActivatorUtilities.CreateInstance<IdleActivities>(suite.Services);

        var looked = await idle.IsStillIdle(Plan(Assert.Single(suite.Azure.Fleet.Machines)), default);

        Assert.Equal(isIdle, looked.Value!.IsIdle);
        Assert.Equal(1, suite.Azure.Calls.Of("MetricsBatch_Batch"));
        Assert.StartsWith(reason, looked.Value.Reason, StringComparison.Ordinal);
    }

    // A sample an hour; where the recording begins again lies before all that is looked at.
    private void Record(int daysAgo)
    {
        var first = SuiteHost.Start.AddDays(-91);
        var lines = Enumerable.Range(0, RecordedDays * 24).Select(hour => string.Create(
            CultureInfo.InvariantCulture, $"{first.AddHours(hour):O},{(hour == (91 - daysAgo) * 24 + 5 ? 60 : 1)},900000,0,0,1,1"));
        File.WriteAllLines(
            Path.Combine(_folder, "quiet_2vcpu.csv"),
            ["timestamp,cpu_percent,memory_used_kib,disk_read_kibps,disk_write_kibps,network_in_kibps,network_out_kibps", .. lines]);
    }

    private static ChangePlan Plan(Machine machine) => new(
        "run", "timer", PlannedAction.Shutdown, machine.Id, machine.Name, machine.SubscriptionId, machine.Region, machine.Size.Name, 0.1,
        [], Mode.Apply, SuiteHost.Start, SuiteHost.Start.AddDays(6)) { Capability = RightsizingCapability.Name };
}
