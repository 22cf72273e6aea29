using System.Text.Json;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;
using static OpsFunctions.Tests.Snapshots.Retention.Points;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>How long superseded rules go on keeping.</summary>
public class PolicyHistoryTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly SnapshotPolicy Long = Bare with { KeepDaily = 30 };
    private static readonly SnapshotPolicy Short = Bare with { KeepDaily = 7 };

    // The long policy has been in force for a month.
    private static readonly PolicyHistory Settled = PolicyHistory.Note(
        PolicyHistory.Note(null, Long, Now.AddDays(-30), Week), Long, Now, Week);

    [Fact]
    public void A_policy_that_is_seen_for_the_first_time_deletes_nothing_for_the_cool_off()
    {
        var first = PolicyHistory.Note(null, Short, Now, Week);

        Assert.Empty(PolicyHistory.InForce(first, Now, Week));
        Assert.Empty(PolicyHistory.InForce(PolicyHistory.Note(first, Short, Now.AddDays(6), Week), Now.AddDays(7).AddTicks(-1), Week));
        Assert.Equal([Short], PolicyHistory.InForce(first, Now.AddDays(7), Week));
    }

    [Fact]
    public void A_history_that_was_lost_or_lost_a_part_is_as_none()
    {
        Assert.Empty(PolicyHistory.InForce(null, Now, Week));
        foreach (var broken in new[] { Settled with { Current = null! }, Settled with { Former = null! }, Settled with
        {
            Former = [new(null!, Now)]
        } })
        {
            Assert.Empty(PolicyHistory.InForce(broken, Now, Week));
            Assert.Equal(Now, PolicyHistory.Note(broken, Short, Now, Week).FirstSeen);
        }
        Assert.Equal(Now, PolicyHistory.Note(Settled with { Current = Long with { Name = "other" } }, Long, Now, Week).FirstSeen);
    }

    [Fact]
    public void Superseded_rules_hold_for_the_cool_off_and_not_longer()
    {
        var tightened = PolicyHistory.Note(Settled, Short, Now, Week);

        Assert.Equal([Short, Long], PolicyHistory.InForce(tightened, Now.AddDays(7).AddTicks(-1), Week));
        Assert.Equal([Short], PolicyHistory.InForce(tightened, Now.AddDays(7), Week));
        Assert.Single(PolicyHistory.Note(tightened, Short, Now.AddDays(6), Week).Former);
        Assert.Empty(PolicyHistory.Note(tightened, Short, Now.AddDays(7), Week).Former);
    }

    [Fact]
    public void Going_back_to_the_former_rules_and_away_again_begins_the_wait_anew()
    {
        var back = PolicyHistory.Note(PolicyHistory.Note(Settled, Short, Now, Week), Long, Now.AddDays(2), Week);
        var again = PolicyHistory.Note(back, Short, Now.AddDays(4), Week);

        Assert.Equal([Long, Short], PolicyHistory.InForce(back, Now.AddDays(3), Week));
        Assert.Equal([Short, Long], PolicyHistory.InForce(again, Now.AddDays(10), Week));
        Assert.Equal([Short], PolicyHistory.InForce(again, Now.AddDays(11), Week));
    }

    [Fact]
    public void What_is_no_matter_of_retention_is_taken_over_without_a_wait()
    {
        var hourly = Long with { Every = SlotLength.Hourly, SlotHour = 3, Consistency = Consistency.None };

        Assert.Equal([hourly], PolicyHistory.InForce(PolicyHistory.Note(Settled, hourly, Now, Week), Now, Week));
    }

    [Fact]
    public void The_rules_of_a_copy_target_are_rules_and_their_order_is_none()
    {
        CopyTarget north = new() { Region = "northeurope", KeepDaily = 5 }, france = new() { Region = "francecentral", KeepDaily = 5 };
        var settled = PolicyHistory.Note(null, Long with { CopyTo = [north, france] }, Now.AddDays(-30), Week);

        Assert.Empty(PolicyHistory.Note(settled, Long with { CopyTo = [france, north] }, Now, Week).Former);
        Assert.Empty(PolicyHistory.Note(settled, Long with
        {
            CopyTo = [france, north with { DiskEncryptionSet = "/des", Region = "NorthEurope" }]
        }, Now, Week).Former);
        Assert.Single(PolicyHistory.Note(settled, Long with { CopyTo = [france, north with { KeepDaily = 4 }] }, Now, Week).Former);
        Assert.Single(PolicyHistory.Note(settled, Long with { CopyTo = [france] }, Now, Week).Former);
    }

    [Fact]
    public void A_clock_that_is_put_back_does_not_shorten_the_wait()
    {
        // The change is noted by a clock that is ten days behind, which is then put right.
        var tightened = PolicyHistory.Note(Settled, Short, Now.AddDays(-10), Week);

        Assert.Equal([Short, Long], PolicyHistory.InForce(tightened, Now.AddDays(-10), Week));
        Assert.Equal([Short, Long], PolicyHistory.InForce(tightened, Now.AddDays(6), Week));
        Assert.Equal([Short], PolicyHistory.InForce(tightened, Now.AddDays(7), Week));
        Assert.Empty(PolicyHistory.InForce(tightened, Now.AddDays(-24), Week));
    }

    [Fact]
    public void It_comes_back_from_its_document_as_it_was()
    {
        var history = PolicyHistory.Note(Settled, Short with
        {
            CopyTo = [new() { Region = "northeurope", KeepWithin = TimeSpan.FromDays(3) }]
        }, Now, Week);
        var written = JsonSerializer.Serialize(history);

        var read = JsonSerializer.Deserialize<PolicyHistory>(written)!;

        Assert.Equal(written, JsonSerializer.Serialize(read));
        Assert.Equal(
            JsonSerializer.Serialize(PolicyHistory.InForce(history, Now, Week)),
            JsonSerializer.Serialize(PolicyHistory.InForce(read, Now, Week)));
        Assert.Empty(PolicyHistory.InForce(JsonSerializer.Deserialize<PolicyHistory>("{}"), Now, Week));
    }
}
