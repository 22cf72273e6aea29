using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Orchestrations.Snapshots.Planning;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Planning;

/// <summary>What the check of the settings cannot see is told before Azure refuses.</summary>
public class QuotaProblemTests
{
    private static readonly SnapshotOptions Options = new();

    [Theory]
    [InlineData(450, 0)]
    [InlineData(451, 1)]
    public void A_disk_near_its_limit_is_told_whoever_took_them(int snapshots, int problems)
    {
        var machine = Cases.Machine(Cases.Disk("os") with { Snapshots = snapshots });

        Assert.Equal(problems, MachinePlanner.Of(machine, new RunMemory(), Options, Cases.Now).Problems.Count);
    }

    [Fact]
    public void Former_rules_that_come_too_near_the_limit_are_told_while_they_cool_off()
    {
        var present = new SnapshotPolicy { Name = "silver", Every = SlotLength.Hourly, KeepLast = 200 };
        var former = present with { KeepLast = 0, KeepDaily = 150 };
        RunMemory Memory(params SnapshotPolicy[] versions) => new() { Policies = [new("silver", versions)] };

        Assert.Contains(
            MachinePlanner.Of(Cases.Machine(), Memory(present, former), Options, Cases.Now).Problems,
            problem => problem.StartsWith(
                "until the former rules of silver have cooled off, it can hold up to 566 points", StringComparison.Ordinal));
        Assert.Empty(MachinePlanner.Of(Cases.Machine(), Memory(present), Options, Cases.Now).Problems);
        Assert.Empty(MachinePlanner.Of(Cases.Machine(), Memory(present, former with { KeepDaily = 20 }), Options, Cases.Now).Problems);
    }
}
