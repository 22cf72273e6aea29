using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class SurgeTests
{
    private static readonly FleetOptions Options = new() { Machines = 300, Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero) };

    [Fact]
    public void A_surge_multiplies_the_load_from_its_moment_on_and_changes_nothing_before()
    {
        var (calm, surging) = (FleetGenerator.Generate(Options), FleetGenerator.Generate(Options with { Surges = 0.3 }));
        Assert.InRange(surging.Machines.Count(machine => machine.SurgeAt is not null), 60, 120);
        foreach (var (before, after) in calm.Machines.Zip(surging.Machines))
        {
            Assert.Equal((before.Id, before.Size, before.Zone), (after.Id, after.Size, after.Zone));
            var moment = after.SurgeAt ?? Options.Start.AddDays(30);
            Assert.InRange(moment, Options.Start, Options.Start.AddDays(30));
            Assert.Equal(before.LoadAt(moment.AddHours(-1)), after.LoadAt(moment.AddHours(-1)));
            var (low, high) = (before.LoadAt(moment.AddDays(1)), after.LoadAt(moment.AddDays(1)));
            if (after.SurgeAt is null)
                Assert.Equal(low, high);
            Assert.InRange(high.Vcpus, low.Vcpus, low.Vcpus * 2.5 + 1e-9);
            Assert.True(high.Vcpus <= Math.Max(low.Vcpus, after.Size.Vcpus)
                && high.MemoryGiB <= Math.Max(low.MemoryGiB, after.Size.MemoryGiB));
        }
    }

    [Fact]
    public void What_the_first_size_carried_it_carries_after_the_surge_and_a_smaller_one_often_does_not()
    {
        var surging = FleetGenerator.Generate(Options with { Surges = 1 });
        var calm = FleetGenerator.Generate(Options);
        var from = Options.Start.AddDays(30);
        var worse = 0;
        foreach (var (before, after) in calm.Machines.Zip(surging.Machines)
            .Where(pair => pair.First.Size is { Family.Key: "Dsv5", Vcpus: >= 4 }))
        {
            var smaller = $"Standard_D{before.Size.Vcpus / 2}s_v5";
            if (before.Size.Vcpus is not (4 or 8 or 16 or 32))
                continue;
            if (Truth.Carries(before, before.Size.Name, from, TimeSpan.FromDays(7)))
                Assert.True(Truth.Carries(after, before.Size.Name, from, TimeSpan.FromDays(7)));
            worse += Truth.Carries(before, smaller, from, TimeSpan.FromDays(7))
                && !Truth.Carries(after, smaller, from, TimeSpan.FromDays(7)) ? 1 : 0;
        }
        Assert.True(worse > 0);
    }
}
