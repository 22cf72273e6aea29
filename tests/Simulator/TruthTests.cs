using System.Diagnostics;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class TruthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly Fleet Fleet = FleetGenerator.Generate(new FleetOptions { Machines = 200, Start = Start });

    [Fact]
    public void The_share_is_that_of_the_samples_whose_every_need_fits()
    {
        foreach (var machine in Fleet.Machines.Take(40))
        {
            var size = SizeCatalogue.Get("Standard_D2s_v5");
            var on = Enumerable.Range(0, 288 * 30).Select(step => Start.AddMinutes(5 * step)).Where(machine.IsRunning)
                .Select(machine.LoadAt).ToList();
            var carried = on.Count(load => load.Vcpus <= size.Vcpus && load.MemoryGiB <= size.MemoryGiB && load.DiskIops <= size.DiskIops
                && load.DiskMBps <= size.DiskMBps
                && Math.Max(load.NetworkInMbps, load.NetworkOutMbps) <= size.NetworkMbps);
            Assert.Equal((double)carried / on.Count, Truth.ShareCarried(machine, size.Name, Start, Month));
            Assert.Equal(carried >= 0.999 * on.Count, Truth.Carries(machine, size.Name, Start, Month));
        }
    }

    [Fact]
    public void A_machine_that_is_undersized_is_not_carried_by_its_size_and_an_idle_one_by_the_smallest()
    {
        Assert.All(
            Fleet.Machines.Where(machine => machine.Archetype is Archetype.Undersized),
            machine => Assert.False(Truth.Carries(machine, machine.Size.Name, Start, Month)));
        Assert.All(
            Fleet.Machines.Where(machine => machine.Archetype is Archetype.Idle && machine.Size.Vcpus <= 4),
            machine => Assert.True(Truth.Carries(machine, "Standard_D2s_v5", Start, Month)));
    }

    [Fact]
    public void A_burstable_size_starts_without_credits_and_saves_what_it_does_not_use()
    {
        // 40 % of two vCPUs for ever; what is saved carries more than that for a while.
        var office = Fleet.Machines.First(machine => machine.Archetype is Archetype.OfficeHours && machine.Zone is null
            && machine.LoadAt(Start.AddDays(2).AddHours(14)).Vcpus is > 1.0 and < 1.4
            && machine.LoadAt(Start.AddDays(2).AddHours(14)).MemoryGiB < 8);
        var night = Start.AddDays(2);
        var saved = Truth.ShareCarried(office, "Standard_B2s_v2", night, TimeSpan.FromHours(16));
        var unsaved = Truth.ShareCarried(office, "Standard_B2s_v2", night.AddHours(13), TimeSpan.FromHours(1));
        Assert.Equal(1, saved);
        Assert.True(unsaved < 1);
        Assert.Equal(1, Truth.ShareCarried(office, "Standard_D2s_v5", night.AddHours(13), TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Time_off_neither_counts_nor_keeps_credits()
    {
        var machine = Fleet.Machines.First(one => one.Archetype is Archetype.OffAtNight);
        var samples = TruthOfMachine.Of(machine, Start, TimeSpan.FromDays(7)).Samples;
        Assert.Equal(5 * 14 * 12, samples);
        Assert.Equal(1, Truth.ShareCarried(machine, "Standard_B1ms", Start.AddDays(5).AddHours(6), TimeSpan.FromDays(1)));
    }

    [Fact]
    public void The_batch_says_the_same_as_one_by_one_and_a_larger_size_of_a_family_never_carries_less()
    {
        foreach (var machine in Fleet.Machines.Take(30))
        {
            var truth = TruthOfMachine.Of(machine, Start, TimeSpan.FromDays(7));
            foreach (var family in Truth.SizesOf(machine.Region, machine.SubscriptionId).GroupBy(size => size.Size.Family.Key))
            {
                var shares = family.OrderBy(size => size.Vcpus).Select(size => truth.Share(size)).ToList();
                Assert.Equal(shares.Order(), shares);
                Assert.Equal(shares[0], Truth.ShareCarried(machine, family.MinBy(size => size.Vcpus)!.Name, Start, TimeSpan.FromDays(7)));
            }
        }
    }

    [Fact]
    public void Sizes_have_the_prices_of_the_region_and_only_what_the_subscription_may_have()
    {
        var sizes = Truth.SizesOf("westeurope", Fleet.Subscriptions[0].Id).ToDictionary(size => size.Name);
        Assert.Equal(
            (4, 16, 0.23m, 0.414m),
            (sizes["Standard_D4s_v5"].Vcpus, sizes["Standard_D4s_v5"].MemoryGiB, sizes["Standard_D4s_v5"].LinuxPerHour,
                sizes["Standard_D4s_v5"].WindowsPerHour));
        Assert.Null(sizes["Standard_D4ps_v5"].WindowsPerHour);
        Assert.False(sizes.ContainsKey("Standard_D4as_v5"));
        Assert.Contains(
            "D4ls",
            string.Concat(Fleet.Subscriptions.SelectMany(one => Regions.All.SelectMany(region => Truth.SizesOf(region.Name, one.Id)))
                .Select(size => size.Name)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_does_not_exist_is_refused() =>
        Assert.Throws<ArgumentException>(() => Truth.ShareCarried(Fleet.Machines[0], "Standard_D4s_v99", Start, Month));

    [Fact]
    public void The_cheapest_size_of_two_hundred_machines_is_found_in_seconds()
    {
        var watch = Stopwatch.StartNew();
        var found = 0;
        foreach (var machine in Fleet.Machines)
        {
            var truth = TruthOfMachine.Of(machine, Start, Month);
            var shares = Truth.SizesOf(machine.Region, machine.SubscriptionId).Select(size => (size, Share: truth.Share(size))).ToList();
            found += shares.Where(one => one.Share >= Truth.Enough && one.size.PerHour(machine) is not null)
                .MinBy(one => one.size.PerHour(machine)).size is null ? 0 : 1;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalSeconds:F2} s");
        Assert.Equal(200, found);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }
}
