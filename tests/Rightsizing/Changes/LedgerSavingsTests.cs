using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Changes;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing.Changes;

public class LedgerSavingsTests
{
    private static readonly DateTimeOffset At = new(2026, 6, 2, 1, 17, 0, TimeSpan.Zero);

    [Fact]
    public void A_second_change_of_ours_sets_the_first_one_not_back()
    {
        var (first, second) = (Entry("D8", "D4", At), Entry("D4", "D2", At.AddDays(14)));
        var ledger = new Ledger([first, second]);
        var now = At.AddDays(15);

        Assert.Null(Savings.Measured(first, "D2", Savings.Expected(ledger, first), null, now).SetBackAt);
        Assert.Null(Savings.Measured(second, "D2", Savings.Expected(ledger, second), null, now).SetBackAt);
        // Somebody else's size ends both.
        Assert.Equal(now, Savings.Measured(first, "D8", Savings.Expected(ledger, first), null, now).SetBackAt);
    }

    [Fact]
    public void The_first_size_is_that_before_all_changes_of_ours_that_still_hold()
    {
        var (first, second) = (Entry("D8", "D4", At), Entry("D4", "D2", At.AddDays(14)));
        var machine = first.Change.MachineId;

        Assert.Equal("D8", new Ledger([first, second]).FirstSizeOf(machine, "D2"));
        Assert.Equal("D8", new Ledger([first, second with { TakenBackAt = At.AddDays(15) }]).FirstSizeOf(machine, "D4"));
        Assert.Equal("D8", new Ledger([first with { TakenBackAt = At.AddDays(1) }]).FirstSizeOf(machine, "D8"));
        Assert.Equal("E4", new Ledger([first, second]).FirstSizeOf(machine, "E4"));
        Assert.Equal("D2", new Ledger([first, second]).FirstSizeOf("another", "D2"));
    }

    [Fact]
    public void A_second_change_that_was_taken_back_leaves_the_first()
    {
        var (first, second) = (Entry("D8", "D4", At), Entry("D4", "D2", At.AddDays(14)) with { TakenBackAt = At.AddDays(15) });

        Assert.Null(Savings.Measured(first, "D4", Savings.Expected(new([first, second]), first), null, At.AddDays(16)).SetBackAt);
    }

    [Fact]
    public void What_ended_within_a_grain_is_counted_to_its_end_and_not_read_for_ever()
    {
        var measured = Entry("D8", "D4", At) with { MeasuredTo = At.AddMinutes(73), TakenBackAt = At.AddMinutes(80) };

        Assert.True(Savings.IsOpen(Entry("D8", "D4", At), At.AddDays(1)));
        Assert.False(Savings.IsOpen(measured, At.AddDays(1)));
        // Before any grain of it was whole.
        Assert.False(Savings.IsOpen(Entry("D8", "D4", At) with { TakenBackAt = At.AddMinutes(38) }, At.AddDays(1)));
    }

    private static LedgerEntry Entry(string from, string to, DateTimeOffset at) =>
        new(new("/vm/a", "s", "r", $"run-{at:yyyyMMdd}", from, to, at, 2, 1, 730), 0, at);
}
