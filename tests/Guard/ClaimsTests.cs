using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Guard;

public sealed class ClaimsTests : IAsyncLifetime
{
    private const string Machine = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1";

    private SuiteHost _suite = null!;

    private Claims Claims => _suite.Services.GetRequiredService<Claims>();

    public async ValueTask InitializeAsync() => _suite = await SuiteHost.StartAsync(new FleetOptions { Machines = 1 });

    public ValueTask DisposeAsync() => _suite.DisposeAsync();

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_it()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 12)
            .Select(n => Claims.TakeAsync(Machine, $"owner-{n}", "rightsizing", default)));

        Assert.Single(asked, other => other is null);
        var owner = (await Claims.ReadAsync(Machine, default)).Claim!.Owner;
        Assert.All(asked.OfType<Claim>(), other => Assert.Equal(owner, other.Owner));
    }

    [Fact]
    public async Task The_same_owner_asking_twice_has_one_claim_since_the_first()
    {
        Assert.Null(await Claims.TakeAsync(Machine, "me", "rightsizing", default));
        var since = _suite.Azure.Time.GetUtcNow();
        _suite.Azure.Clock.AdvanceTo(since.AddMinutes(30));

        Assert.Null(await Claims.TakeAsync(Machine.ToUpperInvariant(), "me", "rightsizing", default));
        Assert.Equal(new Claim("me", "rightsizing", since, since.AddMinutes(90)), (await Claims.ReadAsync(Machine, default)).Claim);
    }

    [Fact]
    public async Task It_expires_by_itself_and_is_not_renewed_after_that()
    {
        await Claims.TakeAsync(Machine, "me", "rightsizing", default);
        var start = _suite.Azure.Time.GetUtcNow();
        _suite.Azure.Clock.AdvanceTo(start.AddMinutes(59));
        Assert.True(await Claims.RenewAsync(Machine, "me", default));
        _suite.Azure.Clock.AdvanceTo(start.AddMinutes(59 + 60));

        Assert.False(await Claims.RenewAsync(Machine, "me", default));
        Assert.Null(await Claims.TakeAsync(Machine, "drill", "drills", default));
    }

    [Fact]
    public async Task Only_its_owner_gives_it_back_and_the_change_is_noted()
    {
        await Claims.TakeAsync(Machine, "me", "rightsizing", default);
        await Claims.ReleaseAsync(Machine, "other", changedBy: null, default);
        Assert.Equal("me", (await Claims.ReadAsync(Machine, default)).Claim?.Owner);

        await Claims.ReleaseAsync(Machine, "me", "rightsizing", default);
        var state = await Claims.ReadAsync(Machine, default);
        Assert.Equal((null, "rightsizing", _suite.Azure.Time.GetUtcNow()), (state.Claim, state.ChangedBy, state.ChangedAt));
    }

    [Fact]
    public async Task The_gate_lets_an_undo_pass_where_it_stops_what_goes_forward()
    {
        var gate = _suite.Services.GetRequiredService<ChangeGate>();
        var now = _suite.Azure.Time.GetUtcNow();
        var ticket = new ChangeTicket("rightsizing", "me", Machine, [Machine], "hash", now, now.AddHours(1));
        Assert.Equal(ChangeGate.ClaimLostCode, await CodeAsync(gate, ticket, ChangeDirection.Forward));

        await Claims.TakeAsync(Machine, "me", "rightsizing", default);
        Assert.Null(await CodeAsync(gate, ticket, ChangeDirection.Forward));
        Assert.Equal(ChangeGate.TicketExpiredCode, await CodeAsync(gate, ticket with { ExpiresAt = now }, ChangeDirection.Forward));

        var killSwitch = _suite.Services.GetRequiredService<KillSwitch>();
        await killSwitch.ThrowAsync(KillSwitchLevel.Soft, "ann", "storm", default);
        Assert.Equal(ChangeGate.KillSwitchCode, await CodeAsync(gate, ticket, ChangeDirection.Forward));
        Assert.Null(await CodeAsync(gate, ticket with { ExpiresAt = now }, ChangeDirection.Undo));

        await killSwitch.ThrowAsync(KillSwitchLevel.Hard, "ann", "storm", default);
        Assert.Equal(ChangeGate.KillSwitchCode, await CodeAsync(gate, ticket, ChangeDirection.Undo));
    }

    private static async Task<string?> CodeAsync(ChangeGate gate, ChangeTicket ticket, ChangeDirection direction) =>
        (await Outcome.OfAsync("step", async () =>
    {
        await gate.PassAsync(ticket, direction, default);
        return true;
    }, default)).Code;
}
