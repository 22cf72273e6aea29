using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using Xunit;

namespace OpsFunctions.Tests.Resizing;

/// <summary>For how long a machine is looked at after its watch.</summary>
public class LaterBookTests
{
    private const string Machine = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/m";

    private static readonly DateTimeOffset At = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ChangePlan Plan = new(
        "run-1", "timer", PlannedAction.Resize, Machine, "m", "s", "westeurope", "Standard_D4s_v5", 0.2,
        [new("Standard_D2s_v5", 0.1, 73, CanBeReserved: true)], Mode.Apply, At, At.AddDays(6))
    {
        Capability = "rightsizing",
    };

    private static readonly LaterWatched Watched = new(Plan, [], "Standard_D2s_v5", At, new("Standard_D2s_v5", [], [], 0, 0));

    private static readonly LedgerEntry Noted = new(
        new(Machine, "s", "westeurope", "run-1", "Standard_D4s_v5", "Standard_D2s_v5", At, 0.2, 0.1, 73), 0, At);

    [Theory]
    [InlineData(29, false)]
    [InlineData(30, true)]
    public void Its_days_are_counted_from_the_change(int days, bool isOver) =>
        Assert.Equal(isOver, Watched.IsOver(new([Noted]), days: 30, At.AddDays(days)));

    [Fact]
    public void One_that_was_taken_or_set_back_is_over()
    {
        Assert.True(Watched.IsOver(new([Noted with { TakenBackAt = At.AddDays(3) }]), 30, At.AddDays(4)));
        Assert.True(Watched.IsOver(new([Noted with { SetBackAt = At.AddDays(3) }]), 30, At.AddDays(4)));
    }

    [Fact]
    public void A_later_change_of_ours_ends_it_and_an_earlier_one_or_another_machines_does_not()
    {
        var later = Noted with { Change = Noted.Change with { RunId = "run-2", At = At.AddDays(3) } };
        var earlier = Noted with { Change = Noted.Change with { RunId = "run-0", At = At.AddDays(-30) }, TakenBackAt = At.AddDays(-20) };
        var other = later with { Change = later.Change with { MachineId = Machine + "2" } };

        Assert.True(Watched.IsOver(new([Noted, later]), 30, At.AddDays(4)));
        Assert.False(Watched.IsOver(new([earlier, Noted, other]), 30, At.AddDays(4)));
    }

    [Fact]
    public void A_later_change_that_was_taken_back_or_a_shutdown_does_not_end_it_and_one_before_those_does()
    {
        var later = Noted with { Change = Noted.Change with { RunId = "run-2", At = At.AddDays(3) } };
        var takenBack = later with { TakenBackAt = At.AddDays(4) };
        var off = later with { Change = later.Change with { RunId = "run-3", To = LedgerEntry.Off, At = At.AddDays(5) } };

        Assert.False(Watched.IsOver(new([Noted, takenBack, off]), 30, At.AddDays(6)));
        Assert.True(Watched.IsOver(new([Noted, later, takenBack with { Change = off.Change }]), 30, At.AddDays(6)));
        Assert.True(Watched.IsOver(new([Noted with { TakenBackAt = At.AddDays(2) }, takenBack]), 30, At.AddDays(6)));
    }

    [Fact]
    public void One_whose_take_back_has_begun_is_never_over_whatever_the_ledger_and_the_calendar_say()
    {
        var begun = Watched with { Begun = new(WasRunning: true, "CPU at its limit") };

        Assert.False(begun.IsOver(new([Noted with { SetBackAt = At.AddDays(3) }]), 30, At.AddDays(31)));
        Assert.False(begun.IsOver(new([Noted with { TakenBackAt = At.AddDays(3) }]), 30, At.AddDays(4)));
    }

    [Fact]
    public void Where_the_ledger_was_lost_it_is_looked_at_all_the_same() => Assert.False(Watched.IsOver(Ledger.None, 30, At.AddDays(4)));

    [Fact]
    public void A_change_has_one_id_however_its_machine_is_spelled() =>
        Assert.Equal(Watched.Id, (Watched with { Plan = Plan with { MachineId = Machine.ToUpperInvariant() } }).Id);
}
