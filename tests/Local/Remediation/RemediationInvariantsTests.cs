using OpsFunctions.Local.Cli.Rehearsal.Remediation;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Simulator.Outages;
using Xunit;
using static OpsFunctions.Tests.Local.Remediation.JudgedCase;

namespace OpsFunctions.Tests.Local.Remediation;

/// <summary>What the judge of outages finds: each rule with a case that breaks it, and the cases beside it that do not.</summary>
public sealed class RemediationInvariantsTests
{
    [Fact]
    public void What_was_mended_once_holds() => AllHold(Facts());

    [Fact]
    public void An_incident_that_never_ends_is_found() => IsBroken(
        Facts() with { Incidents = [Incident(), Incident("other-1", IncidentState.Open) with { Attempts = [] }] },
        "every incident has ended", "remediation-other-1 is Open");

    [Fact]
    public void A_run_that_broke_is_found() =>
        IsBroken(Facts() with { Broken = ["remediation-1 is Failed"] }, "every incident has ended", "remediation-1 is Failed");

    [Fact]
    public void An_outage_that_nobody_was_told_of_is_found() =>
        IsBroken(Lasting() with { Incidents = [Untried()] }, "was mended, or people were told", "Hung of vm-1");

    [Fact]
    public void One_whose_page_came_too_late_is_found()
    {
        AllHold(Lasting() with { Incidents = [Untried()], Told = [Page(at: 25)] });
        IsBroken(Lasting() with { Incidents = [Untried()], Told = [Page(at: 27)] }, "was mended, or people were told", "Hung of vm-1");
    }

    [Fact]
    public void One_that_no_incident_was_begun_for_is_found() =>
        IsBroken(Lasting() with { Incidents = [] }, "was mended, or people were told", "Hung of vm-1");

    [Fact]
    public void One_that_ended_by_itself_before_anybody_had_to_be_told_is_none() =>
        AllHold(Lasting() with { Incidents = [], Outages = [Outage() with { EndedByWhom = null }] });

    [Fact]
    public void One_of_which_every_alert_was_suppressed_is_none() => AllHold(Lasting() with
    {
        Incidents = [], Outages = [Outage() with { EndedAt = null, EndedByWhom = null, Alerts = [new("a", Noon, true, IsTaken: false)] }],
    });

    [Fact]
    public void One_that_only_an_event_of_somebodys_stop_tells_of_is_left_alone()
    {
        var untried = Untried(state: IncidentState.HandsOff);
        var stopped = untried with { Incident = untried.Incident with { Source = "Health" } };
        var facts = Lasting() with { Incidents = [stopped], Outages = [Outage() with { EndedAt = null, EndedByWhom = null, Alerts = [] }] };

        AllHold(facts);
        Assert.Equal(Fate.LeftAlone, new OutageFates(facts).Of(facts.Outages[0]));
    }

    [Fact]
    public void Of_what_is_full_one_page_is_enough()
    {
        var full = Untried("vm-2") with { Incident = Untried("vm-2").Incident with { Reason = "limit: fleet: 3 others" } };
        AllHold(Facts() with
        {
            Outages = [Outage(), Outage("vm-2") with { EndedAt = null, EndedByWhom = null }], Incidents = [Incident(), full],
            Machines = [.. Facts("vm-1", "vm-2").Machines], Told = [Page("vm-9", id: "remediation-limit-fleet")],
        });
    }

    [Fact]
    public void Two_pages_of_one_outage_are_found() => IsBroken(
        Lasting() with { Incidents = [Untried()], Told = [Page(), Page(at: 3, id: "page-2")] }, "handled once", "2 pages");

    [Fact]
    public void Two_messages_that_it_is_left_alone_are_found()
    {
        var alone = Page() with { IsPage = false };
        IsBroken(
            Lasting() with { Incidents = [Untried(state: IncidentState.HandsOff)], Told = [alone, alone with { Id = "b" }] },
            "handled once", "2 messages that it is left alone");
    }

    [Fact]
    public void An_act_after_people_were_called_is_found()
    {
        var called = Untried() with { Incident = Untried().Incident with { Id = "remediation-0", EndedAt = Noon.AddMinutes(1.5) } };
        IsBroken(Facts() with { Incidents = [called, Incident()] }, "handled once", "after people were called");
    }

    [Fact]
    public void An_act_of_no_incident_is_found() =>
        IsBroken(Facts() with { Acts = [Act(), Act(at: 60)] }, "no two acts at once", "stands in no incident");

    [Fact]
    public void A_look_from_inside_that_began_nothing_is_no_act()
    {
        var script = Act() with { Action = "Microsoft.Compute/virtualMachines/runCommands/write" };
        var incident = JudgedIncident.Of(Untried().Incident with
        {
            Timeline = [new(Noon.AddMinutes(2), "grow-disk", "begins", ""), new(Noon.AddMinutes(3), "act", "not begun", "it is not full")],
        });

        Assert.Empty(incident.Attempts);
        AllHold(Lasting() with { Incidents = [incident], Acts = [script], Told = [Page()] });
        IsBroken(
            Lasting() with { Incidents = [incident], Acts = [Act()], Told = [Page()] }, "no two acts at once", "stands in no incident");
    }

    [Fact]
    public void Two_acts_at_once_on_a_machine_are_found() =>
        IsBroken(Facts() with { Acts = [Act(), Act(at: 2.5)] }, "no two acts at once", "began during another");

    [Fact]
    public void Two_acts_at_once_on_a_pool_are_found()
    {
        var facts = Facts("vm-1", "vm-2") with { Machines = [Machine("vm-1", Pool), Machine("vm-2", Pool), .. Facts().Machines.Skip(1)] };
        var broken = RemediationInvariants.Of(facts).Where(one => !one.Holds).Select(one => one.Rule).ToList();

        Assert.Equal(2, broken.Count);
        Assert.Contains(broken, rule => rule.StartsWith("no two acts at once", StringComparison.Ordinal));
        Assert.Contains(broken, rule => rule.StartsWith("never more machines", StringComparison.Ordinal));
    }

    [Fact]
    public void An_act_later_than_ten_minutes_after_its_alert_is_found()
    {
        var late = Outage() with { EndedAt = Noon.AddMinutes(13) };
        AllHold(Facts() with { Outages = [late], Incidents = [Incident(acts: 11)], Acts = [Act(at: 11)] });
        var later = Facts() with { Outages = [late], Incidents = [Incident(acts: 11.1)], Acts = [Act(at: 11.1)] };
        IsBroken(later, "ten minutes", "after its alert");
    }

    [Fact]
    public void A_later_attempt_has_ten_minutes_from_its_decision()
    {
        var (long_, first) = (Outage() with { EndedAt = Noon.AddMinutes(41) }, Incident().Attempts[0]);
        JudgedIncident Of(double decided) => Incident() with
        {
            Attempts = [first, new("restart", Noon.AddMinutes(decided), Noon.AddMinutes(40), Noon.AddMinutes(41))],
        };

        AllHold(Facts() with { Outages = [long_], Incidents = [Of(30)], Acts = [Act(), Act(at: 40)] });
        var later = Facts() with { Outages = [long_], Incidents = [Of(29)], Acts = [Act(), Act(at: 40)] };
        IsBroken(later, "ten minutes", "after its decision");
    }

    [Fact]
    public void An_act_after_the_outage_had_ended_is_found()
    {
        var ended = Outage() with { EndedAt = Noon.AddMinutes(1), EndedByWhom = "somebody" };
        AllHold(Facts() with { Outages = [ended], Incidents = [Incident(acts: 6)], Acts = [Act(at: 6)] });
        var later = Facts() with { Outages = [ended], Incidents = [Incident(acts: 6.1)], Acts = [Act(at: 6.1)] };
        IsBroken(later, "ten minutes", "nothing was wrong with it any more");
    }

    [Fact]
    public void An_act_on_what_somebody_keeps_the_suite_off_is_found() => IsBroken(
        Facts() with { Outages = [Outage() with { Expected = ExpectedHandling.HandsOff, Moves = [new(Noon.AddHours(-2), "keep off")] }] },
        "left alone", "keep off");

    [Fact]
    public void An_act_after_somebody_acknowledged_is_found()
    {
        var taken = Outage() with
        {
            Moves = [new(Noon.AddMinutes(1.5), "acknowledge")],
            Alerts = [new("a", Noon.AddMinutes(1), IsSuppressed: false, IsTaken: true)],
        };
        IsBroken(Facts() with { Outages = [taken] }, "left alone", "somebody had acknowledged");
        // Whoever was slower than the suite acknowledged what it had in hand.
        AllHold(Facts() with { Outages = [taken with { Moves = [new(Noon.AddMinutes(2.5), "acknowledge")] }] });
    }

    [Fact]
    public void An_act_in_trouble_of_the_platform_is_found() =>
        IsBroken(Facts() with { Outages = [Outage() with { Kind = OutageKind.Platform }] }, "left alone", "Azure was at it");

    [Fact]
    public void An_act_on_a_machine_without_an_outage_is_found()
    {
        var broken = RemediationInvariants.Of(Facts() with { Outages = [] }).Where(one => !one.Holds).Select(one => one.Rule).ToList();

        Assert.Contains(broken, rule => rule.StartsWith("no machine without an outage", StringComparison.Ordinal));
    }

    [Fact]
    public void A_machine_that_does_not_run_afterwards_is_found() => IsBroken(
        Facts() with { Machines = [Machine() with { Runs = false }, .. Facts().Machines.Skip(1)] },
        "what was acted on runs", "vm-1 does not run");

    [Fact]
    public void More_machines_at_once_than_the_limits_allow_are_found()
    {
        // Of 43 machines: 2 of the fleet at 5 percent, 4 of a subscription at 10, 14 of an application at 34.
        AllHold(Facts("vm-1", "vm-2"));
        IsBroken(Facts("vm-1", "vm-2", "vm-3"), "than the limits allow", "3 at once of fleet");
    }

    [Fact]
    public void Times_are_those_of_what_the_suite_mended()
    {
        var facts = Facts("vm-1", "vm-2", "vm-3", "vm-4") with
        {
            Outages = [Outage(), Of("vm-2", 5), Of("vm-3", 20), Of("vm-4", 90) with { EndedByWhom = "somebody" }],
        };

        var times = RecoveryTimes.Of(facts, new OutageFates(facts));

        Assert.Equal((4, 3, 5.0, 20.0, 60), (times.Outages, times.Cured, times.MedianMinutes, times.P90Minutes, times.WithoutMinutes));
        Assert.StartsWith("simulated: ", times.ToString(), StringComparison.Ordinal);

        static JudgedOutage Of(string name, double minutes) => Outage(name) with { EndedAt = Noon.AddMinutes(minutes) };
    }

    [Fact]
    public void Attempts_are_read_from_the_timeline()
    {
        IncidentEntry At(double minutes, string what, string outcome) => new(Noon.AddMinutes(minutes), what, outcome, "");
        var incident = JudgedIncident.Of(Incident().Incident with
        {
            Timeline =
            [
                At(0, "fired", "Sev1"), At(1, "look", "Act"), At(1, "restart", "begins"), At(1, "restart", "done"),
                At(2, "restart", "done"),
                At(20, "look", "Act"), At(31, "look", "Act"), At(31, "restart", "begins"), At(31, "act", "not begun"),
                At(40, "look", "Act"), At(41, "redeploy", "begins"),
            ],
        });

        Assert.Equal(
            [
                new("restart", Noon.AddMinutes(1), Noon.AddMinutes(1), Noon.AddMinutes(2)),
                new("redeploy", Noon.AddMinutes(40), Noon.AddMinutes(41), null),
            ],
            incident.Attempts);
    }

    private static RemediationFacts Lasting() => Facts() with
    {
        Outages = [Outage() with { EndedAt = null, EndedByWhom = null }], Acts = [],
    };
}
