using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Local.Guard;

/// <summary>What the guard gives is given back, also where an activity is executed twice.</summary>
public sealed class GuardActivitiesTests : IAsyncLifetime
{
    private SuiteHost _suite = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Machine Machine => _suite.Azure.Fleet.Machines.First(machine => machine.Size.Family.Key == "Dsv5"
        && !_suite.Azure.Locks.All.Any(one => machine.Id.StartsWith(one.Scope, StringComparison.OrdinalIgnoreCase)));

    private GuardActivities Guard => ActivatorUtilities.CreateInstance<GuardActivities>(_suite.Services);

    public async ValueTask InitializeAsync()
    {
        _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 60 }, ("Rightsizing:Guard:ProductionWindow", "always"));
        // The subscriptions are known only now.
        foreach (var subscription in _suite.Azure.Fleet.Subscriptions)
            _suite.Services.GetRequiredService<GuardProfiles>().Of("rightsizing").AllowedScopes.Add($"/subscriptions/{subscription.Id}");
    }

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task What_was_granted_without_anybody_knowing_is_given_back_by_the_refusal_that_follows()
    {
        var request = Request("one");
        Assert.Equal(GuardVerdict.Granted, (await Guard.AskGuard(request, Ct)).Value!.Decision.Verdict);
        await _suite.Services.GetRequiredService<KillSwitch>().ThrowAsync(KillSwitchLevel.Soft, "ann", "storm", Ct);

        // The same execution again: the answer of the first was lost.
        Assert.Equal(GuardVerdict.Refused, (await Guard.AskGuard(request, Ct)).Value!.Decision.Verdict);

        Assert.Null((await _suite.Services.GetRequiredService<Claims>().ReadAsync(Machine.Id, Ct)).Claim);
        Assert.Empty((await _suite.Services.GetRequiredService<Breaker>().ReadAsync("rightsizing", Ct)).InFlight);
    }

    [Fact]
    public async Task An_undo_that_waits_for_somebody_elses_claim_takes_no_place()
    {
        Assert.Null(await _suite.Services.GetRequiredService<Claims>().TakeAsync(Machine.Id, "somebody", "snapshots", Ct));

        Assert.Equal(OutcomeKind.Throttled, (await Guard.ClaimForUndo(Request("one"), Ct)).Kind);

        Assert.Empty((await _suite.Services.GetRequiredService<Breaker>().ReadAsync("rightsizing", Ct)).InFlight);
    }

    [Fact]
    public async Task A_reservation_that_is_still_being_made_holds_no_place_and_one_under_a_lock_is_emptied()
    {
        var capacity = ActivatorUtilities.CreateInstance<CapacityActivities>(_suite.Services);
        var machine = Machine;
        var ticket = (await Guard.AskGuard(Request("one"), Ct)).Value!.Ticket!;
        var change = new CapacityChange(
            ticket, ChangeDirection.Forward, machine.Id, machine.Region, null, "Standard_D2s_v5", SuiteHost.Start.AddHours(6));
        Assert.Equal(OutcomeKind.Done, (await capacity.EnsureCapacityGroup(change, Ct)).Kind);
        Assert.NotNull((await capacity.EnsureReserved(change, Ct)).Value!.Status);

        Assert.Equal(OutcomeKind.Throttled, (await capacity.EnsureReserved(change, Ct)).Kind);

        await _suite.UntilAsync(SuiteHost.Start.AddMinutes(10));
        Assert.Equal(OperationTicket.Done, (await capacity.EnsureReserved(change, Ct)).Value);
        _suite.Azure.Locks.Add(machine.Id[..machine.Id.IndexOf("/providers/", StringComparison.OrdinalIgnoreCase)], LockLevel.CanNotDelete);
        Assert.False((await capacity.ReleaseCapacity(change, Ct)).Value!.IsDone);
        await _suite.UntilAsync(SuiteHost.Start.AddMinutes(20));
        var released = (await capacity.ReleaseCapacity(change, Ct)).Value!;
        Assert.True(released.IsDone);
        Assert.NotNull(released.Kept);
    }

    private GuardRequest Request(string owner) =>
        new("rightsizing", owner, Machine.Id, Machine.Id.Split('/')[2], Mode.Apply, "hash") { FleetSize = 100, SubscriptionSize = 100 };
}
