using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Needs;
using Xunit;
using static OpsFunctions.Tests.Rightsizing.Cases;

namespace OpsFunctions.Tests.Rightsizing.Advising;

public class RightsizingPolicyTests
{
    // What an owner sets who wants more than what was seen.
    private static readonly RightsizingOptions WithRoom = Cases.Options with
    {
        CpuFitProductionPercent = 65, CpuFitOtherPercent = 80, MemoryFitProductionPercent = 80, MemoryFitOtherPercent = 90,
    };

    [Fact]
    public void Advises_the_cheapest_size_that_fits_with_its_saving_by_the_month()
    {
        var advice = Advise(Machine(), Demand(vcpus: 1, memory: 4));

        Assert.Equal(AdviceKind.Resize, advice.Kind);
        Assert.Equal("Standard_D2s_v5", advice.Target);
        Assert.Equal(Math.Round((0.384 - 0.096) * 730, 2), advice.MonthlySaving);
    }

    // 1.3 vCPU are 65 % of two; times 1 + 1/30 they are more: the smaller limit of production leaves it on four.
    [Theory]
    [InlineData("prod", "Standard_D4s_v5")]
    [InlineData("test", "Standard_D2s_v5")]
    public void Production_keeps_more_room_than_the_rest(string environment, string target) =>
        Assert.Equal(
            target, Advise(Machine("Standard_D8s_v5", ("env", environment)), Demand(vcpus: 1.5, memory: 4), options: WithRoom).Target);

    [Fact]
    public void A_machine_without_environment_counts_as_production() =>
        Assert.Equal("Standard_D4s_v5", Advise(Machine(), Demand(vcpus: 1.5, memory: 4), options: WithRoom).Target);

    [Fact]
    public void Memory_never_shrinks_where_it_is_unknown() =>
        Assert.Equal("Standard_E4s_v5", Advise(Machine(), Demand(vcpus: 0.5, memory: null)).Target);

    [Fact]
    public void A_size_that_is_right_is_kept() =>
        Assert.Equal(AdviceKind.Keep, Advise(Machine("Standard_D2s_v5"), Demand(vcpus: 1, memory: 4)).Kind);

    [Fact]
    public void A_load_cut_off_by_its_size_gets_a_larger_one_although_that_costs_more()
    {
        var advice = Advise(Machine("Standard_D2s_v5"), Demand(vcpus: 2, memory: 4) with { CpuCutOffShare = 0.2 });

        Assert.Equal("Standard_D4s_v5", advice.Target);
        Assert.True(advice.MonthlySaving < 0);
    }

    // 95 % of memory on two grains of the last week and more; a peak that is over is kept room for, but not paid for.
    [Theory]
    [InlineData(0.004, null)]
    [InlineData(0.006, "Standard_D4s_v5")]
    public void Memory_that_is_full_gets_a_larger_size_while_it_lasts(double share, string? target) =>
        Assert.Equal(target, Advise(Machine("Standard_D2s_v5"), Demand(vcpus: 1, memory: 7.7) with { MemoryFullShare = share }).Target);

    [Theory]
    [InlineData(13)]
    [InlineData(3)]
    public void Fewer_days_than_asked_for_give_no_advice(int days)
    {
        var advice = Advise(Machine(), Demand() with { ObservedDays = days });

        Assert.Equal(AdviceKind.Unknown, advice.Kind);
        Assert.Contains("of at least 14 days observed", advice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Gaps_in_the_metrics_give_no_advice() =>
        Assert.Equal(AdviceKind.Unknown, Advise(Machine(), Demand() with { ObservedGrains = 1200 }).Kind);

    [Fact]
    public void Hours_in_which_the_machine_was_off_are_no_gap() =>
        Assert.Equal(
            AdviceKind.Resize,
            Advise(Machine(), Demand() with { RunningGrains = 600, ObservedGrains = 600, RunningShare = 600 / 1440d }).Kind);

    [Fact]
    public void A_machine_that_runs_by_day_saves_only_by_day()
    {
        var always = Advise(Machine(), Demand()).MonthlySaving;
        var byDay = Advise(Machine(), Demand() with { RunningShare = 0.5 }).MonthlySaving;

        Assert.Equal(always / 2, byDay, 2);
    }

    [Fact]
    public void A_machine_that_nothing_uses_is_advised_as_unused()
    {
        var advice = Advise(Machine(), Upkeep);

        Assert.Equal(AdviceKind.Unused, advice.Kind);
        Assert.Equal(Math.Round(0.384 * 730, 2), advice.MonthlySaving);
    }

    // Three days of work, 15 % of its CPU, 1 Mb/s all month, 5 for a moment, or a figure that is missing.
    [Fact]
    public void One_sign_of_use_or_a_figure_that_is_missing_is_enough_against_unused() =>
        Assert.All(
            (Demand[])
            [
                Upkeep with { CpuWorkDays = 3 }, Upkeep with { CpuHighestVcpus = 1.2 }, Upkeep with { NetworkOutMeanMbps = 1 },
                Upkeep with { NetworkOutMbps = 5 }, Upkeep with { NetworkOutMbps = null }, Upkeep with { NetworkOutMeanMbps = null },
            ],
            used => Assert.NotEqual(AdviceKind.Unused, Advise(Machine(), used).Kind));

    [Fact]
    public void Work_that_only_earlier_runs_saw_is_enough_against_unused() => Assert.All(
        (Peaks[])[new(1.2, null, null, null, null), new(0, null, null, null, 5)],
        before => Assert.NotEqual(AdviceKind.Unused, Advise(Machine(), Upkeep with { Before = before }).Kind));

    // CPU P95 under 3 % and at most 2 % in the last three days, and a job once a week.
    [Fact]
    public void A_machine_that_works_little_gets_a_smaller_size_and_its_owner_is_asked()
    {
        var advice = Advise(Machine(), Little);

        Assert.Equal("Standard_D2s_v5", advice.Target);
        Assert.Contains("ask its owner", Assert.Single(advice.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_works_little_on_the_smallest_size_is_a_question_and_no_saving()
    {
        var advice = Advise(Machine(), Little, Offer(D8, D16));

        Assert.Equal((AdviceKind.Idle, null, 0), (advice.Kind, advice.Target, advice.MonthlySaving));
        Assert.Contains("ask its owner", advice.Reason, StringComparison.Ordinal);
    }

    // Under a twentieth of 8 vCPUs and a tenth of 32 GiB.
    [Fact]
    public void A_machine_that_does_nothing_which_needs_its_size_is_a_question()
    {
        var advice = Advise(Machine(), Dormant);

        Assert.Equal((AdviceKind.Idle, null, 0), (advice.Kind, advice.Target, advice.MonthlySaving));
        Assert.Contains("CPU at most 4.9 %, memory at most 9.7 %; ask its owner", advice.Reason, StringComparison.Ordinal);
        Assert.Contains("Standard_D2s_v5 would do and save", advice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_earlier_runs_saw_does_not_make_a_dormant_machine_a_working_one() =>
        Assert.Equal(AdviceKind.Idle, Advise(Machine(), Dormant with { Before = new(2.7, null, null, null, null) }).Kind);

    // Without them 2 vCPU would do.
    [Fact]
    public void The_size_that_would_do_is_for_what_earlier_runs_saw_too_and_the_question_says_so()
    {
        var advice = Advise(Machine(), Dormant with { Before = new(2.7, null, null, null, null) });

        Assert.Contains("in the look-back CPU at most 4.9 %", advice.Reason, StringComparison.Ordinal);
        Assert.Contains(
            "for all that was seen of it, up to 2.7 vCPU, Standard_D4s_v5 would do", advice.Reason, StringComparison.Ordinal);
    }

    // It stays, so that all that is cheaper than it is named.
    [Fact]
    public void A_question_names_every_cheaper_size_that_would_not_do()
    {
        var advice = Advise(Machine(), Dormant, Offer(D2, D8, Size("Standard_D4_v5", 4, 2, 0.2)));

        Assert.Equal(["Standard_D4_v5"], advice.CheaperExcluded.SelectMany(one => one.Sizes));
    }

    [Fact]
    public void Who_works_or_has_said_how_little_will_do_or_whose_memory_is_not_known_is_no_question()
    {
        Assert.All(
            (Demand[])[Dormant with { CpuHighestVcpus = 0.4 }, Dormant with { MemoryPeakGiB = 3.2 }, Dormant with { MemoryPeakGiB = null }],
            demand => Assert.NotEqual(AdviceKind.Idle, Advise(Machine(), demand, Offer(D8, Size("Standard_D2m", 2, 32, 0.1))).Kind));
        Assert.Equal("Standard_D2s_v5", Advise(Machine("Standard_D8s_v5", ("ops:floor", "Standard_D2s_v5")), Dormant).Target);
    }

    // 30 of 32 GiB are more than 65 %, but they are there now, and memory is not what it lacks.
    [Fact]
    public void A_machine_that_lacks_cpu_alone_needs_no_more_memory_than_it_has()
    {
        var lacking = Demand(vcpus: 8, memory: 30) with { CpuCutOffShare = 0.1 };

        Assert.Equal("Standard_F16", Advise(Machine(), lacking, Offer(D8, D16, Size("Standard_F16", 16, 32, 0.7))).Target);
        Assert.Equal(
            "Standard_D16s_v5",
            Advise(Machine(), lacking with { MemoryFullShare = 0.1 }, Offer(D8, D16, Size("Standard_F16", 16, 32, 0.7))).Target);
    }

    [Fact]
    public void A_machine_that_lacks_memory_alone_needs_no_more_cpu_than_it_has()
    {
        var lacking = Demand(vcpus: 7.9, memory: 31) with { MemoryFullShare = 0.1, CpuSpreadVcpus = 2, GrowthPerMonth = 0.5 };

        Assert.Equal("Standard_E8", Advise(Machine(), lacking, Offer(D8, D16, Size("Standard_E8", 8, 64, 0.5))).Target);
    }

    // The new size gives the disks as much as the present one, of which they would take all.
    [Fact]
    public void A_machine_that_lacks_memory_alone_needs_no_faster_disks_than_it_has()
    {
        var lacking = Demand(vcpus: 4, memory: 31) with { MemoryFullShare = 0.1, DiskIops = 12_800, DiskMBps = 192, GrowthPerMonth = 0.5 };

        Assert.Equal("Standard_E8", Advise(Machine(), lacking, Offer(D8, D16, Size("Standard_E8", 8, 64, 0.5))).Target);
    }

    // It leaks: 44.6 of 64 GiB in a month are 70 %.
    [Fact]
    public void Full_memory_that_rises_for_sure_may_fill_the_room_that_is_kept()
    {
        var rising = Demand(vcpus: 4, memory: 31.9) with { MemoryFullShare = 0.1, MemoryGrowthPerMonth = 0.4 };
        var offer = Offer(D8, D16, Size("Standard_D32s_v5", 32, 128, 1.536));

        Assert.Equal("Standard_D16s_v5", Advise(Machine(), rising, offer).Target);
        Assert.Equal("Standard_D32s_v5", Advise(Machine(), rising with { MemoryGrowthPerMonth = 1.1 }, offer).Target);
    }

    // 31 of 42 GiB are 74 %.
    [Fact]
    public void Where_no_size_has_the_room_a_machine_whose_memory_is_full_gets_a_larger_one_all_the_same()
    {
        var full = Demand(vcpus: 4, memory: 31) with { MemoryFullShare = 0.1 };
        var little = Size("Standard_E8", 8, 42, 0.5);

        var advice = Advise(Machine(), full, Offer(D8, little));

        Assert.Equal("Standard_E8", advice.Target);
        Assert.EndsWith("which is no less than it has", advice.Reason, StringComparison.Ordinal);
        Assert.Equal("Standard_D16s_v5", Advise(Machine(), full, Offer(D8, little, D16)).Target);
        Assert.Equal(AdviceKind.Keep, Advise(Machine(), full with { MemoryGrowthPerMonth = 0.5 }, Offer(D8, little)).Kind);
    }

    // 30 of 32 GiB are 94 %, and the reason says «at most 65 %».
    [Fact]
    public void A_dearer_size_that_is_fuller_than_a_new_one_may_be_says_why()
    {
        var lacking = Demand(vcpus: 8, memory: 30) with { CpuCutOffShare = 0.1 };

        var advice = Advise(Machine(), lacking, Offer(D8, Size("Standard_F16", 16, 32, 0.7)));

        Assert.EndsWith("94 % of Standard_F16 (memory may be 65 %), which is no less than it has", advice.Reason, StringComparison.Ordinal);
    }

    // 28 * 100 / 100 / 100 * 100 is a little more than 28.
    [Fact]
    public void Of_two_sizes_with_the_same_memory_none_is_too_small_by_a_rounding()
    {
        var (present, cheaper) = (Size("Standard_DS12_v2", 4, 28, 0.3), Size("Standard_D12_v2", 4, 28, 0.2));
        var options = Options with { MemoryFitProductionPercent = 100 };

        Assert.Equal(cheaper.Name, Advise(Machine(present.Name), Demand(memory: 27.9) with
        {
            MemorySpreadGiB = 1,
        }, Offer(present, cheaper), options).Target);
    }

    [Fact]
    public void A_target_is_at_most_so_full_of_memory_as_the_settings_say()
    {
        Assert.Equal("Standard_D2s_v5", Advise(Machine(), Demand(vcpus: 1, memory: 5.2)).Target);
        Assert.Equal("Standard_D4s_v5", Advise(Machine(), Demand(vcpus: 1, memory: 5.3)).Target);
    }

    // Nobody has chosen one vCPU for what one does not do.
    [Fact]
    public void A_machine_of_one_vcpu_is_not_dormant()
    {
        var one = Size("Standard_D1", 1, 4, 0.1);

        var advice = Advise(
            Machine(one.Name), Dormant with { CpuHighestVcpus = 0.04, MemoryPeakGiB = 0.2 }, Offer(one, Size("Standard_D1s", 1, 2, 0.05)));

        Assert.Equal("Standard_D1s", advice.Target);
    }

    private static Demand Dormant => Demand(vcpus: 0.392, memory: 3.1) with { CpuWorkDays = 6 };

    private static Demand Upkeep => Demand(vcpus: 0.3, memory: 1) with { CpuWorkDays = 2, NetworkOutMeanMbps = 0.9, NetworkOutMbps = 4.9 };

    private static Demand Little => Demand(vcpus: 1.7, memory: 1) with { CpuP95Vcpus = 0.2, CpuLastThreeDaysVcpus = 0.16, CpuWorkDays = 4 };

    [Fact]
    public void A_saving_too_small_for_a_restart_is_not_advised() =>
        Assert.Equal(
            AdviceKind.Keep, Advise(Machine(), Demand(vcpus: 4, memory: 20), Offer(D8, Size("Standard_D8as_v5", 8, 32, 0.379))).Kind);

    [Fact]
    public void A_saving_too_small_for_a_restart_is_no_alternative()
    {
        var advice = Advise(
            Machine(), Demand(vcpus: 4, memory: 20),
            Offer(D8, Size("Standard_D8as_v5", 8, 32, 0.379), Size("Standard_D8as_v6", 8, 32, 0.3)));

        Assert.Equal("Standard_D8as_v6", advice.Target);
        Assert.Empty(advice.Alternatives);
    }

    [Fact]
    public void A_restricted_size_is_not_advised() =>
        Assert.Equal(
            "Standard_D4s_v5", Advise(Machine(), Demand(), Offer(D2 with { Restriction = "NotAvailableForSubscription" }, D4, D8)).Target);

    [Fact]
    public void A_size_without_price_is_not_advised() =>
        Assert.Equal("Standard_D4s_v5", Advise(Machine(), Demand(), Offer(D2 with { LinuxPerHour = null }, D4, D8)).Target);

    [Fact]
    public void A_handful_of_half_hours_gives_no_advice_however_far_apart_they_lie() =>
        Assert.Equal(AdviceKind.Unknown, Advise(Machine(), Demand() with { RunningGrains = 59, ObservedGrains = 59 }).Kind);

    [Fact]
    public void A_machine_that_is_off_already_saves_nothing()
    {
        var idle = Upkeep with { OffDays = 13 };

        var advice = Advise(Machine(), idle);

        Assert.Equal(AdviceKind.Keep, advice.Kind);
        Assert.Contains("off for 13 days", advice.Reason, StringComparison.Ordinal);
    }

    // Half of the look-back it ran; what it costs goes on.
    [Fact]
    public void A_machine_that_was_stopped_and_not_deallocated_is_paid_for_in_full_and_could_be()
    {
        var stopped = Machine() with { IsStopped = true };
        var seen = Demand() with { OffDays = 13, RunningShare = 0.5, ObservedDays = 9 };

        var advice = Advise(stopped, seen);

        Assert.Equal((AdviceKind.Unused, 280.32), (advice.Kind, advice.MonthlySaving));
        Assert.Equal("stopped 13 days ago but not deallocated, and paid for as if it ran; deallocated, its disks alone cost", advice.Reason);
        Assert.Equal(280.32, RightsizingPolicy.MonthlyCost(
            new(stopped, OpsTags.Read(stopped.Tags, Mode.Report), D8, null, seen, advice, null)));
    }

    [Fact]
    public void A_machine_that_was_stopped_lately_is_sized_like_any_other() =>
        Assert.Equal("Standard_D2s_v5", Advise(Machine() with { IsStopped = true }, Demand() with { OffDays = 3 }).Target);

    // Stopped for a month, or figures that cannot be read: nobody knows.
    [Fact]
    public void A_stopped_machine_without_a_figure_is_a_question()
    {
        var advice = Advise(Machine() with { IsStopped = true }, new());

        Assert.Equal(AdviceKind.Idle, advice.Kind);
        Assert.Contains("without a figure in 30 days; ask its owner", advice.Reason, StringComparison.Ordinal);
        Assert.Equal(AdviceKind.Unknown, Advise(Machine(), new()).Kind);
    }

    [Fact]
    public void A_stopped_machine_whose_owner_switched_rightsizing_off_is_left() =>
        Assert.Equal(AdviceKind.Keep, Advise(
            Machine(tags: ("ops:rightsizing", "off")) with { IsStopped = true }, Demand() with { OffDays = 13 }).Kind);

    [Fact]
    public void A_load_that_is_cut_off_gets_strictly_more_of_what_it_lacks_and_no_burstable_size()
    {
        var cut = Demand(vcpus: 1, memory: 4) with { CpuCutOffShare = 0.007 };
        var offer = Offer(D8, Size("Standard_D8as_v5", 8, 32, 0.3), Size("Standard_B16s_v2", 16, 64, 0.5), D16);

        Assert.Equal("Standard_D16s_v5", Advise(Machine(), cut, offer).Target);
    }

    [Fact]
    public void Disk_demand_that_is_not_known_asks_for_no_less_than_now() =>
        Assert.Equal(AdviceKind.Keep, Advise(Machine(), Demand() with { DiskIops = null }).Kind);

    [Fact]
    public void A_spot_machine_gets_no_advice_by_prices_that_are_not_its_own()
    {
        var advice = Advise(Machine() with { IsSpot = true }, Demand());

        Assert.Equal((AdviceKind.Unknown, "no spot price of Standard_D8s_v5 in eastus"), (advice.Kind, advice.Reason));
    }

    [Theory]
    [InlineData(false, null, 0.08 - 0.03)]
    [InlineData(true, null, 0.16 - 0.06)]
    [InlineData(true, "Windows_Server", 0.08 - 0.03)]
    [InlineData(true, "windows_server", 0.08 - 0.03)]
    public void A_spot_machine_is_advised_by_spot_prices(bool isWindows, string? license, double perHour)
    {
        var machine = Machine() with { IsSpot = true, IsWindows = isWindows, LicenseType = license };
        // The cheapest by the hour is not sold as spot.
        var offer = Offer(D8 with { LinuxSpotPerHour = 0.08, WindowsSpotPerHour = 0.16 }, D2, D4 with
        {
            LinuxSpotPerHour = 0.03, WindowsSpotPerHour = 0.06
        });
        var advice = Advise(machine, Demand(), offer);

        Assert.Equal("Standard_D4s_v5", advice.Target);
        Assert.Equal(perHour * 730, advice.MonthlySaving, 2);
        Assert.Equal(
            (perHour > 0.05 ? 0.16 : 0.08) * 730,
            RightsizingPolicy.MonthlyCost(new(
                machine, OpsTags.Read(machine.Tags, Mode.Report), offer.Sizes[0], null, Demand(), advice, null)), 2);
    }

    [Theory]
    [InlineData("prod-eu", "Standard_D4s_v5")]
    [InlineData("live", "Standard_D4s_v5")]
    [InlineData("nonprod", "Standard_D2s_v5")]
    public void An_environment_nobody_knows_counts_as_production(string environment, string target) =>
        Assert.Equal(
            target, Advise(Machine("Standard_D8s_v5", ("Env", environment)), Demand(vcpus: 1.5, memory: 4), options: WithRoom).Target);

    [Fact]
    public void What_is_no_smaller_than_the_present_size_is_large_enough_where_nothing_is_cut_off()
    {
        var full = Demand(vcpus: 1.99, memory: 7.9) with { CpuSpreadVcpus = 1, MemorySpreadGiB = 1, GrowthPerMonth = 0.5 };
        var cheaper = Size("Standard_D2as_v5", 2, 8, 0.08);

        var advice = Advise(Machine("Standard_D2s_v5"), full, Offer(D2, D4, cheaper));

        Assert.Equal("Standard_D2as_v5", advice.Target);
        Assert.EndsWith("which is no less than it has", advice.Reason, StringComparison.Ordinal);
        Assert.Equal(4, advice.Risk!.Overall);
        Assert.StartsWith(
            "fuller than a new size may be", Advise(Machine("Standard_D2s_v5"), full, Offer(D2, D4)).Reason, StringComparison.Ordinal);
        Assert.Equal(
            "Standard_D4s_v5", Advise(Machine("Standard_D2s_v5"), full with { MemoryFullShare = 0.1 }, Offer(D2, D4, cheaper)).Target);
    }

    [Fact]
    public void Windows_is_priced_with_its_licence_unless_the_owner_brings_one()
    {
        var windows = Machine() with { IsWindows = true };
        var withLicence = Advise(windows, Demand()).MonthlySaving;
        var hybrid = Advise(windows with { LicenseType = "Windows_Server" }, Demand()).MonthlySaving;
        Assert.Equal(withLicence, Advise(windows with { LicenseType = "None" }, Demand()).MonthlySaving);

        Assert.Equal(Math.Round((0.384 - 0.096 + 6 * 0.046) * 730, 2), withLicence);
        Assert.Equal(Math.Round((0.384 - 0.096) * 730, 2), hybrid);
    }

    [Fact]
    public void No_advice_goes_below_the_floor_the_owner_set() =>
        Assert.Equal("Standard_D4s_v5", Advise(Machine("Standard_D8s_v5", ("ops:floor", "Standard_D4s_v5")), Demand()).Target);

    [Fact]
    public void A_floor_that_the_region_does_not_know_keeps_the_size_and_is_told()
    {
        var advice = Advise(Machine("Standard_D8s_v5", ("ops:floor", "Standard_D3")), Demand());

        Assert.Equal(AdviceKind.Keep, advice.Kind);
        Assert.Contains("ops:floor=Standard_D3", Assert.Single(advice.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_switched_off_by_tag_is_kept() =>
        Assert.Equal(AdviceKind.Keep, Advise(Machine("Standard_D8s_v5", ("ops:rightsizing", "off")), Demand()).Kind);

    [Fact]
    public void A_size_or_price_that_is_not_known_gives_no_advice()
    {
        Assert.Equal(AdviceKind.Unknown, Advise(Machine("Standard_X1"), Demand()).Kind);
        Assert.Equal(AdviceKind.Unknown, Advise(Machine(), Demand(), Offer(D2, D8 with { LinuxPerHour = null })).Kind);
        Assert.Equal(AdviceKind.Unknown, Advise(Machine(), Demand(), Offer() with { Problem = "prices of eastus: Http503" }).Kind);
        Assert.Equal(AdviceKind.Unknown, Advise(Machine(), demand: null).Kind);
    }

    // 40 % of two vCPUs are 0.8: one and a half times what the bank needs, four times the busiest week.
    [Theory]
    [InlineData(0.53, 0.1, "Standard_B2s_v2")]
    [InlineData(0.54, 0.1, null)]
    [InlineData(0.3, 0.2, "Standard_B2s_v2")]
    [InlineData(0.3, 0.21, null)]
    public void A_burstable_size_is_advised_only_where_its_credits_last(double sustained, double week, string? target) =>
        Assert.Equal(
            target, Advise(Machine(), Demand(vcpus: 1) with { CpuSustainedVcpus = sustained, CpuWeekVcpus = week }, Offer(B2, D8)).Target);

    [Fact]
    public void A_burstable_machine_whose_credits_ran_out_gets_a_larger_size()
    {
        var advice = Advise(Machine("Standard_B2s_v2"), Demand(vcpus: 0.8) with
        {
            CreditsGoneShare = 0.02, CpuSustainedVcpus = 0.8
        }, Offer(B2, D2, D4));

        Assert.Equal("Standard_D2s_v5", advice.Target);
        Assert.True(advice.MonthlySaving < 0);
    }

    [Fact]
    public void At_one_price_fewer_differences_of_platform_win_and_then_newer_hardware()
    {
        var amd = Size("Standard_D2as_v5", 2, 8, 0.096);
        var intel = Size("Standard_D2s_v5", 2, 8, 0.096);
        var older = Size("Standard_D2s_v3", 2, 8, 0.096);
        var newer = Size("Standard_D2s_v6", 2, 8, 0.096);

        Assert.Equal("Standard_D2s_v5", Advise(Machine(), Demand(), Offer(D8, amd, older, newer, intel)).Target);
        Assert.Equal("Standard_D2s_v6", Advise(Machine(), Demand(), Offer(D8, amd, older, newer)).Target);
    }

    [Fact]
    public void The_next_best_sizes_are_named_with_saving_risk_and_differences()
    {
        var advice = Advise(Machine(), Demand(vcpus: 1, memory: 4), Offer(D2, D4, E4, D8, D16));

        Assert.Equal(["Standard_D4s_v5", "Standard_E4s_v5"], advice.Alternatives.Select(one => one.Size));
        Assert.Equal(Math.Round((0.384 - 0.192) * 730, 2), advice.Alternatives[0].MonthlySaving);
        Assert.Equal(["series E instead of D"], advice.Alternatives[1].Differences);
    }

    // 1.03 of 2 vCPU are over a half, 4.6 of 8 GiB too; 103 of 3,200 operations and 52 of 12,500 Mb/s are next to nothing.
    [Fact]
    public void An_advice_says_how_full_each_part_of_the_target_would_be_and_the_worst_counts()
    {
        var risk = Advise(Machine(), Demand(vcpus: 1, memory: 4)).Risk!;

        Assert.Equal(new Risk(1, 1, 0, 0), risk);
        Assert.Equal(1, risk.Overall);
    }

    [Fact]
    public void Each_cheaper_size_is_excluded_by_name_of_the_constraint()
    {
        var advice = Advise(
            Machine(), Demand(vcpus: 2, memory: 4), Offer(D2, B2, D4 with { Restriction = "NotAvailableForSubscription" }, E4, D8),
            WithRoom);

        Assert.Equal("Standard_E4s_v5", advice.Target);
        Assert.Equal(
            ["Offered: Standard_D4s_v5", "Cpu: Standard_B2s_v2, Standard_D2s_v5"],
            advice.CheaperExcluded.Select(one => $"{one.Constraint}: {string.Join(", ", one.Sizes)}"));
    }

    [Fact]
    public void A_machine_that_stays_says_why_each_cheaper_size_is_none()
    {
        var advice = Advise(Machine("Standard_D4s_v5"), Demand(vcpus: 2, memory: 4), options: WithRoom);

        Assert.Equal(AdviceKind.Keep, advice.Kind);
        Assert.Equal(["Standard_D2s_v5"], Assert.Single(advice.CheaperExcluded).Sizes);
    }

    [Fact]
    public void A_size_that_would_not_have_carried_the_look_back_is_none_however_rare_its_peak() =>
        Assert.Equal(
            "Standard_D8s_v5",
            Advise(Machine("Standard_D16s_v5"), Demand(vcpus: 1, memory: 4) with { CpuHighestVcpus = 7.5 }, Offer(D2, D4, D8, D16)).Target);

    // 1.9 vCPU whose daily peaks differ by 0.5: 99.5 % sure is 1.39 times 0.78 of that spread more.
    [Theory]
    [InlineData(98, "Standard_D2s_v5")]
    [InlineData(99.5, "Standard_D4s_v5")]
    public void Who_wants_to_be_surer_gets_room_by_how_much_the_days_differ(double percent, string target) =>
        Assert.Equal(target, Advise(
            Machine(), Demand(vcpus: 1.9, memory: 4) with { CpuSpreadVcpus = 0.5 },
            options: Cases.Options with { SurePercent = percent }).Target);

    [Fact]
    public void A_load_that_has_ended_asks_for_no_dearer_size() =>
        Assert.Equal(AdviceKind.Keep, Advise(Machine("Standard_D2s_v5"), Demand(vcpus: 2, memory: 4) with { CpuCutOffShare = 0 }).Kind);

    [Fact]
    public void A_network_that_the_target_has_not_keeps_the_size() =>
        Assert.Equal(AdviceKind.Keep, Advise(Machine(), Demand() with { NetworkInMbps = 12_600 }).Kind);
}
