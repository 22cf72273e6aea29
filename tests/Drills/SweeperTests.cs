using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Stages.Changes;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>The sweeper deletes what a drill left and nothing of anybody else's, whatever tags and names say.</summary>
public class SweeperTests
{
    private const string Left = "drills-shop-left";

    private static readonly Dictionary<string, string> Tag = new(StringComparer.Ordinal) { [DrillNames.Tag] = Left };

    [Fact]
    public async Task A_drill_that_was_left_is_swept()
    {
        await using var stage = await OpenAsync();
        var (journal, disk) = await LeaveAsync(stage);

        var summary = await SweepAsync(stage);

        Assert.Equal(new SweepSummary(1, 1, 0), summary);
        Assert.Empty(stage.Azure.Resources.Of(journal.GroupId));
        Assert.Contains(Deleted(stage), id => id == journal.GroupId);
        Assert.NotNull((await JournalAsync(stage))!.ClosedAt);
        Assert.StartsWith(journal.GroupId, disk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copied_tag_on_a_foreign_group_makes_it_nobody_elses()
    {
        await using var stage = await OpenAsync();
        await LeaveAsync(stage);
        var theirs = stage.Azure.People.MakeGroup(stage.DrillSubscription, "theirs", stage.Machines[0].Region, Tag);
        stage.Azure.People.MakeResource($"{theirs}/providers/Microsoft.Compute/disks/theirs");

        await SweepAsync(stage);

        Assert.Single(stage.Azure.Resources.Of(theirs));
        Assert.DoesNotContain(Deleted(stage), id => id.StartsWith(theirs, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_resource_elsewhere_that_inherited_the_tag_is_not_deleted()
    {
        await using var stage = await OpenAsync();
        var (journal, _) = await LeaveAsync(stage);
        var group = stage.Azure.People.MakeGroup(stage.DrillSubscription, "backups", stage.Machines[0].Region);
        stage.Azure.People.MakeResource($"{group}/providers/Microsoft.Compute/disks/of-a-clone", Tag);

        await SweepAsync(stage);

        Assert.Single(stage.Azure.Resources.Of(group));
        Assert.Empty(stage.Azure.Resources.Of(journal.GroupId));
    }

    [Fact]
    public async Task A_group_of_its_name_that_a_person_made_before_is_not_deleted()
    {
        await using var stage = await OpenAsync();
        var (journal, disk) = await LeaveAsync(stage, isIntended: false);

        await SweepAsync(stage);

        Assert.Equal([disk], stage.Azure.Resources.Of(journal.GroupId));
        Assert.Empty(Deleted(stage));
    }

    [Fact]
    public async Task A_group_of_its_name_without_its_tag_is_not_deleted()
    {
        await using var stage = await OpenAsync();
        var (journal, disk) = await LeaveAsync(stage);
        stage.Azure.People.Tag(journal.GroupId, DrillNames.Tag, null);

        await SweepAsync(stage);

        Assert.Equal([disk], stage.Azure.Resources.Of(journal.GroupId));
        Assert.Empty(Deleted(stage));
    }

    [Fact]
    public async Task Beside_a_foreign_resource_in_its_group_only_the_drills_own_go_one_by_one()
    {
        await using var stage = await OpenAsync();
        var (journal, disk) = await LeaveAsync(stage);
        var foreign = $"{journal.GroupId}/providers/Microsoft.Storage/storageAccounts/theirs";
        stage.Azure.People.MakeResource(foreign, Tag);

        await SweepAsync(stage);

        Assert.Equal([foreign], stage.Azure.Resources.Of(journal.GroupId));
        Assert.Equal([disk], Deleted(stage));
    }

    [Fact]
    public async Task A_drill_whose_time_is_not_over_is_left_alone()
    {
        await using var stage = await OpenAsync();
        var (journal, disk) = await LeaveAsync(stage, expiresIn: TimeSpan.FromHours(1));

        var summary = await SweepAsync(stage);

        Assert.Equal(new SweepSummary(0, 0, 0), summary);
        Assert.Equal([disk], stage.Azure.Resources.Of(journal.GroupId));
    }

    [Fact]
    public async Task Under_the_hard_kill_switch_it_stops_and_the_stranded_list_shows_command_and_cost()
    {
        await using var stage = await OpenAsync();
        var (journal, disk) = await LeaveAsync(stage);
        await stage.Life.Services.GetRequiredService<KillSwitch>().ThrowAsync(KillSwitchLevel.Hard, "a person", "test", default);

        await SweepAsync(stage);

        Assert.Equal([disk], stage.Azure.Resources.Of(journal.GroupId));
        Assert.Empty(Deleted(stage));
        var stranded = Assert.Single(await stage.Life.Services.GetRequiredService<StrandedList>().ListAsync(default));
        Assert.Equal(journal.GroupId, stranded.Id);
        Assert.Equal("drill drills-shop-left, 2 resources, 0.03 USD an hour", stranded.State);
        Assert.Equal(
            $"az group delete --yes --subscription {stage.DrillSubscription} --name ops-drill-shop-left", stranded.Command);
    }

    private static async Task<DrillStage> OpenAsync()
    {
        var stage = await DrillStage.OpenAsync(machines: 1, fleet: 8);
        await stage.BeginAsync();
        return stage;
    }

    // A group with one disk, as a drill leaves it whose orchestrator died.
    private static async Task<(DrillJournal Journal, string Disk)> LeaveAsync(
        DrillStage stage, bool isIntended = true, TimeSpan? expiresIn = null)
    {
        var now = stage.Azure.Time.GetUtcNow();
        var facts = Cases.Facts(Cases.Machine());
        facts = facts with { Place = facts.Place with { Subscription = stage.DrillSubscription } };
        var journal = BlueprintPolicy.Of(Left, "shop", facts, Orchestrations.Drills.Preflight.PreflightPolicy.Check(facts, now), now) with
        {
            GroupIntendedAt = isIntended ? now : null, ExpiresAt = now + (expiresIn ?? TimeSpan.FromHours(-1)),
        };
        await stage.Life.Services.GetRequiredService<DrillStore>().KeepJournalAsync(journal, default);
        stage.Azure.People.MakeGroup(stage.DrillSubscription, journal.GroupId.Split('/')[^1], stage.Machines[0].Region, Tag);
        var disk = journal.Find("m01-web-os")!.Id;
        stage.Azure.People.MakeResource(disk);
        return (journal, disk);
    }

    private static async Task<SweepSummary?> SweepAsync(DrillStage stage)
    {
        const string id = $"{DrillSweepOrchestrator.Prefix}-test";
        await stage.Life.RunAsync(nameof(DrillSweepOrchestrator), id, "test");
        return (await stage.Life.Client.GetInstanceAsync(id, getInputsAndOutputs: true))?.ReadOutputAs<SweepSummary>();
    }

    private static Task<DrillJournal?> JournalAsync(DrillStage stage) =>
        stage.Life.Services.GetRequiredService<DrillStore>().JournalAsync(Left, default);

    private static IReadOnlyList<string> Deleted(DrillStage stage) =>
    [
        .. stage.Azure.Calls.Changes.Where(change => !ChangeStage.IsOwnStorage(change))
            .Where(change => change.Operation.Contains("Delete", StringComparison.Ordinal)).Select(change => change.Target),
    ];
}
