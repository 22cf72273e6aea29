using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>Two drills, a resize, a slot, a rotation and an alert at the same time: nobody disturbs another. All of one run.</summary>
public sealed class BusyNightTests(BusyNight night) : IClassFixture<BusyNight>
{
    [Fact]
    public void All_of_it_happens_at_the_same_time()
    {
        Assert.All(night.Drills.Values, drill =>
        {
            Assert.InRange(night.ResizedAt!.Value, drill.Journal!.WrittenAt, drill.Record!.JudgedAt!.Value);
            Assert.InRange(night.DoneAt, drill.Journal.WrittenAt, drill.Record.JudgedAt.Value);
        });
        // Of one group of resources, so that what is open on the first machine is seen by both.
        Assert.Single(night.Stage.Machines.Select(machine => machine.ResourceGroup).Distinct(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(["Sev3", "Sev0"], night.Stage.Azure.Alerts.All.Select(alert => alert.Severity));
    }

    [Theory]
    [InlineData(BusyNight.Shop)]
    [InlineData(BusyNight.Bank)]
    public void A_drill_passes_and_is_clean(string application)
    {
        var record = night.Drills[application].Record!;

        Assert.True(
            record is { Judgement.Verdict: Verdict.Pass, Cleaning.Remains: Remains.Clean },
            string.Join("; ", [.. record.Judgement?.Causes ?? [], record.Cleaning?.Problem]));
        Assert.Equal(2, record.Machines.Count);
        Assert.All(record.Machines, machine => Assert.Contains(
            machine.Checks, check => check.Output.Contains("content=consistent", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(BusyNight.Shop)]
    [InlineData(BusyNight.Bank)]
    public void A_drill_makes_and_deletes_in_its_own_group_alone(string application)
    {
        var (journal, record) = (night.Drills[application].Journal!, night.Drills[application].Record!);
        var own = night.Changes.Where(change => IsIn(change.Target, journal.GroupId)).ToList();

        Assert.All(journal.Resources, made => Assert.Single(
            own, change => Same(change.Target, made.Id) && change.Operation.EndsWith("_CreateOrUpdate", StringComparison.Ordinal)));
        Assert.Equal(
            [journal.GroupId],
            own.Where(change => change.Operation.EndsWith("_Delete", StringComparison.Ordinal)).Select(change => change.Target));
        Assert.All(own, change => Assert.InRange(change.Time, journal.WrittenAt, record.EndedAt!.Value));
        Assert.Empty(night.Stage.Azure.Resources.Of(journal.GroupId));
    }

    [Fact]
    public void Production_is_changed_by_the_resize_and_the_rotation_alone()
    {
        var calls = night.Changes.Select(change => change.Target).Where(IsProduction).ToList();
        var logged = night.Stage.Azure.Activity.Entries.Where(entry => entry.Time > night.Before.At).Select(entry => entry.ResourceId)
            .Where(id => IsProduction(id) && !id.Contains("/Microsoft.Storage/", StringComparison.OrdinalIgnoreCase)).ToList();

        Assert.Contains(calls, IsOfResize);
        Assert.Contains(calls, IsOfRotation);
        Assert.Contains(logged, IsOfResize);
        Assert.Contains(logged, IsOfRotation);
        Assert.All(calls.Concat(logged), id => Assert.True(IsOfResize(id) || IsOfRotation(id), id));
    }

    [Fact]
    public async Task The_resize_is_applied_verified_and_watched()
    {
        var kept = await night.Services.GetRequiredService<StateStore>()
            .FindAsync<KeptResults>(KeptResults.NameOf(night.Change.Capability, night.Change.RunId), default);

        var result = Assert.Single(kept!.Value.Results).Result;
        Assert.True(result.Kind == ChangeEndKind.Changed, result.Reason);
        Assert.Equal(night.Change.Targets[0].Name, night.Resized.Size.Name);
        Assert.NotEqual(night.SizeBefore, night.Resized.Size.Name);
        Assert.Contains(result.Trail, entry => entry is { Action: "verify", Decision: "works" });
        Assert.Equal(MachinePower.Running, night.Resized.PowerAt(night.Stage.Azure.Time.GetUtcNow()));
    }

    [Fact]
    public void The_clone_of_the_resized_machine_is_the_machine_before_and_stays_so()
    {
        var journal = night.Drills[BusyNight.Shop].Journal!;
        var clone = journal.Find(Assert.Single(journal.Machines, machine => Same(machine.SourceId, night.Resized.Id)).Key)!;
        using var body = JsonDocument.Parse(clone.Body);

        Assert.Equal(
            night.SizeBefore, body.RootElement.GetProperty("properties").GetProperty("hardwareProfile").GetProperty("vmSize").GetString());
        Assert.Equal(1, night.Changes.Count(change => Same(change.Target, clone.Id)));
        Assert.All(journal.Machines, machine => Assert.False(machine.IsTorn));
        var used = night.Stage.Azure.Snapshots.History.Where(point => Held.Any(held => Same(held.PointId, point.Id)));
        Assert.All(used, point => Assert.True(point.IsConsistent, point.Id));
    }

    [Fact]
    public void Every_point_of_the_slot_is_taken()
    {
        var taken = night.Stage.Azure.Snapshots.History.Where(point => point.Id.Contains("20260601t06", StringComparison.Ordinal)).ToList();

        Assert.Equal(
            night.Stage.Machines.Select(machine => machine.Name).Order(StringComparer.Ordinal),
            taken.Select(MachineOf).Order(StringComparer.Ordinal));
        Assert.All(taken, point => Assert.True(point.IsGoodAt(night.Stage.Azure.Time.GetUtcNow()), point.Id));
    }

    [Fact]
    public void What_is_in_use_is_held_left_by_the_rotation_and_deleted_once_it_is_let_go()
    {
        Assert.Equal(4, Held.Count);
        Assert.Equal(
            Held.Select(point => (point.Series, point.PointId)).Order(),
            night.Meanwhile.Holds.Select(hold => (hold.Source, hold.PointId!)).Order());
        // Of the slot that no rule keeps, what nobody uses.
        Assert.Equal([night.Apart.Id], night.Meanwhile.Points.Select(point => point.SourceId), StringComparer.OrdinalIgnoreCase);
        Assert.Empty(night.HeldAfterwards);
        Assert.All(Held, held => Assert.Contains(night.Afterwards, point => Same(point.Id, held.PointId)));
    }

    [Fact]
    public async Task Nothing_is_claimed_or_counted_as_under_way_afterwards()
    {
        var (state, now) = (night.Services.GetRequiredService<StateStore>(), night.Stage.Azure.Time.GetUtcNow());
        var resources = await state.ReadFolderAsync<ResourceState>(ResourceState.Folder, default);
        var (breaker, store) = (night.Services.GetRequiredService<Breaker>(), night.Services.GetRequiredService<DrillStore>());

        Assert.NotEmpty(resources.Documents);
        Assert.All(resources.Documents, resource => Assert.Null(resource.Claim));
        foreach (var capability in (string[])[DrillsCapability.Name, SnapshotsCapability.Name, night.Change.Capability])
            Assert.Empty((await breaker.ReadAsync(capability, default)).InFlight);
        foreach (var application in night.Drills.Keys)
            Assert.Null(await store.TakeAsync(application, "drills-another", default));
        Assert.True(now > night.DoneAt);
    }

    private List<HeldPoint> Held => [.. night.Drills.Values.SelectMany(drill => drill.Journal!.Held)];

    private bool IsProduction(string id) => !IsIn(id, $"/subscriptions/{night.Stage.DrillSubscription}");

    private string MachineOf(PointTruth point) =>
        night.Stage.Machines.Single(machine => point.SourceId.Contains(machine.Name, StringComparison.OrdinalIgnoreCase)).Name;

    private bool IsOfResize(string id) =>
        IsIn(id, night.Resized.Id) || id.Contains($"/{CapacityNames.Prefix}", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfRotation(string id) =>
        id.Contains("/snapshots/ops-gold-", StringComparison.OrdinalIgnoreCase)
        || id.Contains("/restorePointCollections/ops-gold-", StringComparison.OrdinalIgnoreCase);

    private static bool IsIn(string id, string scope) => Same(id, scope) || id.StartsWith($"{scope}/", StringComparison.OrdinalIgnoreCase);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
