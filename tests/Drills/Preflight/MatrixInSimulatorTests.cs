using System.Reflection;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Tests.Simulator;
using OpsFunctions.Tests.Simulator.Drills;
using OpsFunctions.Tests.Simulator.Resources;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

/// <summary>Where simulated Azure refuses what a line of the preflight foresees, or why it need not.</summary>
public class MatrixInSimulatorTests
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static;

    private static readonly Dictionary<string, string> OfMachine = new(StringComparer.Ordinal)
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

    private static readonly Dictionary<string, string> OfMachineNotRefused = new(StringComparer.Ordinal)
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

    private static readonly Dictionary<string, string> OfDrill = new(StringComparer.Ordinal)
    {
        ["SameAddress"] = nameof(NetworkShapeTests.An_interface_answers_at_once_and_what_it_uses_cannot_be_deleted),
        ["Provider"] = nameof(PreflightTests.A_provider_that_is_not_registered_makes_nothing_and_says_so),
        ["Right"] = nameof(RoleTests.What_no_role_allows_is_refused_in_Azures_words),
        ["Policy"] = nameof(PreflightTests.A_type_that_policy_denies_is_refused_and_can_be_asked_about_before),
        ["Quota"] = nameof(PreflightTests.The_quota_of_the_drills_subscription_counts),
        ["Copies"] = nameof(PreflightTests.Fifty_disks_copy_at_once_and_no_more),
    };

    private static readonly Dictionary<string, string> OfDrillNotRefused = new(StringComparer.Ordinal)
    {
        ["KillSwitch"] = "the suite's own",
        ["Scope"] = "the suite's own",
        ["NoMachine"] = "there is nothing to make",
        ["Name"] = "a slip in the plan",
        ["Incident"] = "Azure makes machines while alerts are fired",
        ["RecoveryPoint"] = "an objective of the plan",
        ["Cost"] = "a ceiling of the plan; Azure sends the bill",
        ["Price"] = "Azure does not ask",
        ["Unread"] = "a read that was refused, nothing that is made",
    };

    [Fact]
    public void Each_line_of_a_machine_is_refused_by_simulated_Azure_or_it_is_said_why_not() =>
        Same(LinesOf(typeof(MachineMatrix)), OfMachine, OfMachineNotRefused);

    [Fact]
    public void Each_line_of_the_drill_is_refused_by_simulated_Azure_or_it_is_said_why_not() =>
        Same(LinesOf(typeof(PreflightPolicy)), OfDrill, OfDrillNotRefused);

    private static IEnumerable<string> LinesOf(Type policy) =>
        ((IEnumerable<Delegate>)policy.GetField("Lines", Hidden)!.GetValue(null)!).Select(line => line.Method.Name);

    private static void Same(IEnumerable<string> lines, Dictionary<string, string> refused, Dictionary<string, string> notRefused) =>
        Assert.Equal(
        lines.Order(StringComparer.Ordinal), refused.Keys.Concat(notRefused.Keys).Order(StringComparer.Ordinal));
}
