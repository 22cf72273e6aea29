using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Changes;

public class SavingsTests
{
    private static readonly DateTimeOffset Changed = new(2026, 6, 1, 2, 10, 0, TimeSpan.Zero);
    private static readonly ChangedMachine Change = new(
        Cases.Machine().Id, "sub", "eastus", "run-1", "Standard_D8s_v5", "Standard_D4s_v5", Changed, 0.4, 0.2, 146);
    private static readonly LedgerEntry Entry = new(Change, 0, Changed);

    [Fact]
    public void Only_hours_that_it_really_ran_count_and_none_twice()
    {
        var first = Savings.Measured(Entry, "Standard_D4s_v5", "Standard_D4s_v5", Ran(12, i => i % 2 == 0), Changed.AddHours(6));
        var again = Savings.Measured(first, "Standard_D4s_v5", "Standard_D4s_v5", Ran(12, i => i % 2 == 0), Changed.AddHours(6));

        // From 02:30 on, every second of the half hours up to 08:00.
        Assert.Equal((2.5, 0.5), (first.HoursAtNew, first.Saved));
        Assert.Equal(first, again);
    }

    [Fact]
    public void The_promise_is_that_of_the_same_time() =>
        Assert.Equal(1.17, Savings.Measured(Entry, "Standard_D4s_v5", "Standard_D4s_v5", Ran(12, _ => true), Changed.AddHours(6)).Promised);

    [Fact]
    public void What_was_shut_down_saves_while_it_is_off()
    {
        var off = new LedgerEntry(Change with { To = LedgerEntry.Off, ToPerHour = 0 }, 0, Changed);

        Assert.Equal(
            3 * 0.4, Savings.Measured(off, "Standard_D8s_v5", LedgerEntry.Off, Ran(12, i => i >= 7), Changed.AddHours(6)).Saved, 6);
    }

    // A person started it for half an hour and stopped it from inside: from then on it costs its full price.
    [Fact]
    public void What_was_shut_down_and_is_stopped_saves_only_while_it_was_deallocated()
    {
        var off = new LedgerEntry(Change with { To = LedgerEntry.Off, ToPerHour = 0 }, 0, Changed);
        double Hours(Func<int, bool> ran, int hours) =>
            Savings.Measured(
                off, "Standard_D8s_v5", LedgerEntry.Off, Ran(2 * hours, ran), Changed.AddHours(hours), isStopped: true).HoursAtNew;

        Assert.Equal(3, Hours(i => i == 7, 6));
        Assert.Equal(0, Hours(_ => false, 6));
        // So soon the inventory shows what it was before.
        Assert.Equal(0.5, Hours(_ => false, 1));
    }

    [Fact]
    public void What_somebody_else_set_back_ends_there_and_pins_the_machine()
    {
        var machine = Cases.Machine("Standard_D8s_v5");
        var found = Savings.Measured(Entry, machine.Size, "Standard_D4s_v5", null, Changed.AddDays(7));

        Assert.Equal(Changed.AddDays(7), found.SetBackAt);
        Assert.StartsWith(
            "somebody else set its size back to Standard_D8s_v5 after Standard_D4s_v5 on 2026-06-01",
            Savings.Pinned(new([found]), machine, null, Changed.AddDays(8), 180), StringComparison.Ordinal);
        Assert.Null(Savings.Pinned(new([found]), machine, null, Changed.AddDays(7 + 180), 180));
    }

    [Fact]
    public void What_we_took_back_ourselves_pins_nothing()
    {
        var taken = Entry with { TakenBackAt = Changed.AddHours(9) };

        Assert.Null(Savings.Measured(taken, "Standard_D8s_v5", "Standard_D4s_v5", null, Changed.AddDays(7)).SetBackAt);
        Assert.Null(Savings.Pinned(new([taken]), Cases.Machine("Standard_D8s_v5"), null, Changed.AddDays(7), 180));
    }

    [Fact]
    public void What_a_person_started_again_is_left_alone()
    {
        var off = Entry with { Change = Change with { To = LedgerEntry.Off, ToPerHour = 0 } };
        string? Pinned(DateTimeOffset lastRan, int after) =>
            Savings.Pinned(new([off]), Cases.Machine(), lastRan, Changed.AddDays(after), 180);

        Assert.StartsWith("a person started it", Pinned(Changed.AddDays(2), 8), StringComparison.Ordinal);
        Assert.Null(Pinned(Changed.AddMinutes(10), 8));
        Assert.Null(Pinned(Changed.AddDays(180), 180));
    }

    private static RunningGrains Ran(int grains, Func<int, bool> ran) =>
        new(new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero), [.. Enumerable.Range(0, grains).Select(ran)]);
}
