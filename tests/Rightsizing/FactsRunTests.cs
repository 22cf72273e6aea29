using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>What a run reads beside sizes, prices and metrics: quota, what machines belong to, clusters.</summary>
public class FactsRunTests(ReportedFleet reported) : IClassFixture<ReportedFleet>
{
    private static readonly FleetOptions Fleet = ReportedFleet.Options;

    [Fact]
    public async Task What_a_machine_belongs_to_is_read_as_it_is()
    {
        var suite = reported.Suite;
        var inventory = await suite.Services.GetRequiredService<Inventory>()
            .ReadAsync(suite.Services.GetRequiredService<AzureSettings>().Subscriptions, default);

        foreach (var machine in inventory.Machines)
        {
            var truth = suite.Azure.Fleet.Find(machine.Id)!;
            Assert.Equal(truth.HasEphemeralOsDisk, machine.Hardware.EphemeralOsDisk);
            Assert.Equal(truth.Platform.DedicatedHost, machine.Hardware.DedicatedHost);
            Assert.Equal(truth.Platform.CapacityReservationGroup, machine.Hardware.CapacityReservationGroup);
            Assert.Equal(truth.Platform.ScaleSet, machine.Hardware.ScaleSet);
            Assert.Equal(truth.AvailabilitySet?.ToUpperInvariant(), machine.Hardware.AvailabilitySet?.Split('/')[^1].ToUpperInvariant());
        }
        Assert.Contains(inventory.Machines, machine => machine.Hardware.EphemeralOsDisk);
        Assert.Contains(inventory.Machines, machine => machine.Hardware.DedicatedHost is not null);
        Assert.Contains(inventory.Machines, machine => machine.Hardware.CapacityReservationGroup is not null);
        Assert.Contains(inventory.Machines, machine => machine.Hardware.ScaleSet is not null);
        Assert.Contains(inventory.Machines, machine => machine.Hardware.AvailabilitySet is not null);
    }

    [Fact]
    public void In_report_mode_the_quota_is_asked_once_a_place_and_no_cluster_at_all()
    {
        Assert.Equal(reported.CallsOf("ResourceSkus_List"), reported.CallsOf("Usage_List"));
        Assert.Equal(0, reported.CallsOf("AvailabilitySets_ListAvailableSizes"));
        var members = Resizes(reported.Report).Where(machine => InSet(reported.Suite, machine)).ToList();
        Assert.NotEmpty(members);
        Assert.All(members, machine => Assert.Contains("was not asked", Text(machine, "notToBeApplied"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_a_resize_may_be_applied_a_cluster_is_asked_once_a_set_and_chunk()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet, ("Rightsizing:Mode", "Apply"));

        var (_, report) = await RunTests.RunAsync(suite, "rightsizing-clusters");

        var asked = Resizes(report)
            .Where(machine => InSet(suite, machine) && machine.GetProperty("mode").GetString() is "Apply" or "Approve").ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, machine => Assert.DoesNotContain("was not asked", Text(machine, "notToBeApplied"), StringComparison.Ordinal));
        Assert.InRange(suite.Azure.Calls.Of("AvailabilitySets_ListAvailableSizes"), 1, asked.Count);
    }

    [Fact]
    public async Task A_cluster_that_may_not_be_asked_marks_its_members_and_a_throttled_one_is_asked_again()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet, ("Rightsizing:Mode", "Apply"));
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "AvailabilitySets_ListAvailableSizes", Nth = 1, Status = 429, Code = "TooManyRequests",
            RetryAfter = TimeSpan.FromSeconds(30)
        });
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "AvailabilitySets_ListAvailableSizes", Status = 403, Code = "AuthorizationFailed"
        });

        var (_, report) = await RunTests.RunAsync(suite, "rightsizing-noclusters");

        Assert.Equal(1, suite.Azure.Calls.Of("AvailabilitySets_ListAvailableSizes", 429));
        var asked = Resizes(report)
            .Where(machine => InSet(suite, machine) && machine.GetProperty("mode").GetString() is "Apply" or "Approve").ToList();
        Assert.All(
            asked,
            machine => Assert.Contains("is not known: availability set:", Text(machine, "notToBeApplied"), StringComparison.Ordinal));
        Assert.DoesNotContain(report.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("what")
            .GetString()!.StartsWith("no advice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_quota_that_may_not_be_read_costs_no_advice_and_is_noted()
    {
        await using var suite = await SuiteHost.StartAsync(Fleet with { Machines = 60 });
        suite.Azure.Faults.Add(new FaultRule { Operation = "Usage_List", Status = 403, Code = "AuthorizationFailed" });

        var (summary, report) = await RunTests.RunAsync(suite, "rightsizing-noquota");

        Assert.True(summary.Totals.Resize > 0);
        Assert.All(
            Resizes(report),
            machine => Assert.Contains(
                "whether the quota allows it is not known: quota:", Text(machine, "notes"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_target_needs_more_than_its_quota_leaves()
    {
        var (suite, report) = (reported.Suite, reported.Report);
        var quotas = suite.Services.GetRequiredService<QuotaReader>();

        var places = new Dictionary<(string, string), VcpuQuotas>();
        foreach (var machine in Resizes(report))
        {
            var truth = suite.Azure.Fleet.Find(machine.GetProperty("id").GetString()!)!;
            if (truth.Priority is "Spot")
                continue;
            var target = OpsFunctions.Simulator.Sizes.SizeCatalogue.Get(machine.GetProperty("advice").GetProperty("target").GetString()!);
            if (!places.TryGetValue((truth.SubscriptionId, truth.Region), out var place))
                places.Add(
                    (truth.SubscriptionId, truth.Region), place = await quotas.OfRegionAsync(truth.SubscriptionId, truth.Region, default));
            var left = place.Find(target.Family.QuotaName)!;
            var more = target.Family.QuotaName == truth.Size.Family.QuotaName ? target.Vcpus - truth.Size.Vcpus : target.Vcpus;
            Assert.True(more <= 0 || left.Used + more <= left.Limit, truth.Name);
        }
    }

    [Fact]
    public void Spot_machines_get_advice_with_a_note_and_a_mark()
    {
        var advised = reported.Report.GetProperty("machines").EnumerateArray()
            .Where(machine => reported.Suite.Azure.Fleet.Find(machine.GetProperty("id").GetString()!)!.Priority is "Spot"
                && machine.GetProperty("advice").GetProperty("kind").GetString() is "Resize" or "Unused")
            .ToList();
        Assert.NotEmpty(advised);
        Assert.All(advised, machine =>
        {
            Assert.True(machine.GetProperty("monthlyCost").GetDouble() > 0);
            Assert.Contains("its price moves", Text(machine, "notes"), StringComparison.Ordinal);
            Assert.Contains("a spot machine", Text(machine, "notToBeApplied"), StringComparison.Ordinal);
        });
    }

    private static bool InSet(SuiteHost suite, JsonElement machine) =>
        suite.Azure.Fleet.Find(machine.GetProperty("id").GetString()!)!.AvailabilitySet is not null;

    private static IEnumerable<JsonElement> Resizes(JsonElement report) => report.GetProperty("machines").EnumerateArray()
        .Where(machine => machine.GetProperty("advice").GetProperty("kind").GetString() == "Resize");

    private static string Text(JsonElement machine, string list) =>
        string.Join('\n', machine.GetProperty("advice").GetProperty(list).EnumerateArray().Select(item => item.GetString()));
}
