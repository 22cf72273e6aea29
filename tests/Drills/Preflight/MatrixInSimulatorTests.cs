using System.Reflection;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Tests.Simulator.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

/// <summary>Where simulated Azure refuses what a line of the matrix foresees, or why it need not.</summary>
public class MatrixInSimulatorTests
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static;

    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["CustomerKeys"] = nameof(PreflightTests.A_customers_key_keeps_a_snapshot_in_its_subscription_and_its_disk_to_the_same_set),
        ["NoPoint"] = nameof(PreflightTests.A_restore_point_crosses_subscriptions_only_where_the_rule_says_so),
        ["Confidential"] = nameof(PreflightTests.Of_a_confidential_machines_points_no_disk_is_made),
        ["TrustedLaunch"] = nameof(PreflightTests.Trusted_launch_shows_everywhere_and_its_points_restore_no_data_disks),
        ["Terms"] = nameof(PreflightTests.A_disk_with_a_plan_needs_a_machine_with_that_plan_and_accepted_terms),
        ["Shared"] = nameof(PreflightTests.Shared_disks_have_neither_restore_points_nor_snapshots),
        ["SectorSize"] = nameof(PreflightTests.Large_sectors_only_become_premium_v2_or_ultra_disks),
        ["Zone"] = nameof(PreflightTests.A_disk_and_its_machine_are_in_one_zone),
        ["HostEncryption"] = nameof(PreflightTests.Encryption_at_host_needs_the_subscriptions_feature),
    };

    private static readonly Dictionary<string, string> NotRefused = new(StringComparer.Ordinal)
    {
        ["Unread"] = "a right of the suite's own, no refusal of what is made",
        ["Torn"] = "Azure makes disks of any snapshots; GuestProbeTests shows the content",
        ["EncryptedInside"] = "Azure makes the machine, which then does not start (assumed)",
        ["Ephemeral"] = "there is no snapshot that could be refused",
        ["WriteAccelerator"] = "it is rebuilt without",
        ["SizeOffered"] = "tests of the simulator's sizes, for resizing",
        ["Generation"] = "tests of the simulator's sizes, for resizing",
        ["Controller"] = "tests of the simulator's sizes, for resizing",
    };

    [Fact]
    public void Each_line_is_refused_by_simulated_Azure_or_it_is_said_why_not()
    {
        var lines = (IReadOnlyList<Func<SourceMachine, PreflightFacts, Finding?>>)
            typeof(MachineMatrix).GetField("Lines", Hidden)!.GetValue(null)!;

        Assert.Equal(
            lines.Select(line => line.Method.Name).Order(StringComparer.Ordinal),
            Refused.Keys.Concat(NotRefused.Keys).Order(StringComparer.Ordinal));
    }
}
