using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Stop;
using Xunit;

namespace OpsFunctions.Tests.Guard;

/// <summary>Each rule by itself, in the order of the design, and what its record says.</summary>
public class GuardPolicyTests
{
    private const string Machine = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/web/providers/Microsoft.Compute/virtualMachines/web-1";
    private const string Subscription = "11111111-1111-1111-1111-111111111111";

    private static readonly DateTimeOffset Now = new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly GuardProfile Options = new() { AllowedScopes = [$"/subscriptions/{Subscription}"] };
    private static readonly GuardRequest Request = new("rightsizing", "resize-1", Machine, Subscription, Mode.Apply, "hash")
    {
        FleetSize = 100, SubscriptionSize = 100
    };
    private static readonly KillSwitchState Off = new(KillSwitchLevel.Off, "", Now, "");
    private static readonly GuardFacts Facts = new(
        Off, [], null, new(IsFrozen: false, null, "no freeze"), new(IsOpen: true, null, Now.AddHours(3), "window night is open"), null,
        new(Machine), null);

    [Fact]
    public void Grants_until_the_window_closes_where_nothing_stands_against_it()
    {
        var decision = Decide(Request, Facts);

        Assert.Equal((GuardVerdict.Granted, GuardRule.All, Now.AddHours(3)), (decision.Verdict, decision.Rule, decision.Until));
    }

    [Fact]
    public void A_freeze_that_begins_within_the_window_ends_what_is_granted() =>
        Assert.Equal(Now.AddHours(1), Decide(Request, Facts with { Freeze = Facts.Freeze with { NextFrom = Now.AddHours(1) } }).Until);

    [Theory]
    [InlineData(KillSwitchLevel.Soft, "soft")]
    [InlineData(KillSwitchLevel.Hard, "hard")]
    public void The_kill_switch_refuses_and_says_who_threw_it(KillSwitchLevel level, string word) =>
        Refused(Request, Facts with { KillSwitch = new(
            level, "key:1234", Now, "storm") }, GuardRule.KillSwitch, $"the kill switch is {word}, by key:1234; GET kill-switch says why");

    [Fact]
    public void Nothing_is_changed_where_no_scope_is_allowed()
    {
        var decision = GuardPolicy.Decide(Request, Facts, new GuardProfile(), Now);

        Assert.Equal(
            (GuardVerdict.Refused, GuardRule.Scope, "Rightsizing:Guard:AllowedScopes is empty: nothing may be changed"),
            (decision.Verdict, decision.Rule, decision.Reason));
    }

    [Theory]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/we", false)]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/WEB", true)]
    [InlineData("/subscriptions/11111111-1111-1111-1111-111111111111/", true)]
    [InlineData("/subscriptions/22222222-2222-2222-2222-222222222222", false)]
    public void A_scope_holds_what_lies_below_it_and_not_what_only_begins_alike(string scope, bool holds)
    {
        var decision = GuardPolicy.Decide(Request, Facts, Options with { AllowedScopes = [scope] }, Now);

        Assert.Equal(holds ? GuardRule.All : GuardRule.Scope, decision.Rule);
    }

    [Fact]
    public void An_exclusion_refuses_with_the_owners_reason() =>
        Refused(Request with { Exclusion = "ops:keep" }, Facts, GuardRule.Exclusion, "ops:keep");

    [Theory]
    [InlineData(Mode.Off, "rightsizing may only look away here")]
    [InlineData(Mode.Report, "rightsizing may only report here")]
    public void A_mode_that_changes_nothing_refuses(Mode mode, string reason) =>
        Refused(Request with { Mode = mode }, Facts, GuardRule.Exclusion, reason);

    [Fact]
    public void A_read_only_lock_refuses() =>
        Refused(Request, Facts with { Locks = [new("keep", "ReadOnly")] }, GuardRule.Lock, "lock keep (ReadOnly)");

    [Fact]
    public void Locks_that_could_not_be_read_refuse() =>
        Refused(Request, Facts with { Locks = null, LocksProblem = "403" }, GuardRule.Lock, "its locks could not be read: 403");

    [Fact]
    public void A_lock_against_deletion_stands_only_against_deletion()
    {
        var locked = Facts with { Locks = [new("keep", "CanNotDelete")] };

        Assert.Equal(GuardVerdict.Granted, Decide(Request, locked).Verdict);
        Refused(Request with { Deletes = true }, locked, GuardRule.Lock, "lock keep (CanNotDelete)");
    }

    [Fact]
    public void A_freeze_is_waited_for() =>
        Later(
            Request, Facts with { Freeze = new(true, Now.AddDays(2), "frozen: Christmas") }, GuardRule.Freeze, "frozen: Christmas",
            Now.AddDays(2));

    [Fact]
    public void A_freeze_calendar_that_cannot_be_read_is_closed_and_asked_again() =>
        Later(
            Request, Facts with { Freeze = new(true, null, "frozen: the calendar cannot be read") }, GuardRule.Freeze,
            "frozen: the calendar cannot be read", Now.AddMinutes(10));

    [Fact]
    public void A_closed_window_is_waited_for() =>
        Later(
            Request, Facts with { Window = new(IsOpen: false, Now.AddHours(5), null, "closed") }, GuardRule.Window, "closed",
            Now.AddHours(5));

    [Fact]
    public void A_window_that_never_opens_refuses_also_before_anybody_is_asked()
    {
        var never = Facts with { Window = new(IsOpen: false, null, null, "never") };

        Refused(Request, never, GuardRule.Window, "never");
        Refused(Request with { Preview = true }, never, GuardRule.Window, "never");
    }

    [Fact]
    public void A_full_breaker_is_waited_for() =>
        Later(Request, Facts with { Breaker = new(IsOpen: false, "full", Now.AddHours(1)) }, GuardRule.Breaker, "full", Now.AddHours(1));

    [Fact]
    public void An_open_breaker_is_waited_for_and_said_to_be_open() => Assert.Equal(
        new GuardDecision(GuardVerdict.Later, GuardRule.Breaker, "failures", Now, Now.AddHours(20)) { IsBreakerOpen = true },
        Decide(Request, Facts with { Breaker = new(IsOpen: true, "failures", Now.AddHours(20)) }));

    [Fact]
    public void A_machine_that_was_changed_lately_is_left_alone()
    {
        var changed = Facts with { Resource = new(Machine) { ChangedAt = Now.AddHours(-167), ChangedBy = "remediation" } };

        Refused(
            Request, changed, GuardRule.Cooldown, "remediation changed it on 2026-05-25 03:00 UTC; left alone until 2026-06-01 03:00 UTC");
        Assert.Equal(
            GuardVerdict.Granted,
            Decide(Request, changed with { Resource = changed.Resource with { ChangedAt = Now.AddHours(-168) } }).Verdict);
    }

    [Fact]
    public void Another_capabilitys_claim_is_waited_for() => Later(
        Request, Facts with { OtherClaim = new("drill-7", "drills", Now.AddMinutes(-5), Now.AddMinutes(55)) }, GuardRule.Claim,
        "drills works on it or its group (drill-7) since 01:55 UTC", Now.AddMinutes(10));

    [Theory]
    [InlineData(null, "nobody approved it")]
    [InlineData(ApprovalOutcome.Rejected, "no")]
    [InlineData(ApprovalOutcome.Expired, "no")]
    public void Without_an_approval_approve_mode_refuses(ApprovalOutcome? outcome, string reason) => Refused(
        Request with { Mode = Mode.Approve, Approval = outcome is { } told ? new(told, "somebody", "no") : null }, Facts,
        GuardRule.Approval, reason);

    [Fact]
    public void With_an_approval_approve_mode_grants() =>
        Assert.Equal(
            GuardVerdict.Granted,
            Decide(Request with { Mode = Mode.Approve, Approval = new(ApprovalOutcome.Approved, "somebody", "yes") }, Facts).Verdict);

    [Fact]
    public void Of_several_rules_the_first_in_order_decides()
    {
        var all = new GuardFacts(
            new(KillSwitchLevel.Soft, "a", Now, "b"), [new("l", "ReadOnly")], null, new(true, Now.AddDays(1), "f"),
            new(false, Now.AddDays(1), null, "w"),
            new(true, "b", Now.AddDays(1)), new(Machine) { ChangedAt = Now, ChangedBy = "x" }, new("o", "drills", Now, Now.AddHours(1)));
        var request = Request with { Mode = Mode.Report, ResourceId = "/subscriptions/22222222-2222-2222-2222-222222222222/x" };
        var (rules, facts) = (new List<GuardRule>(), all);
        (GuardRequest Request, GuardFacts Facts)[] lifted =
        [
            (request, all),
            (request, all with { KillSwitch = Off }),
            (request with { ResourceId = Machine }, all with { KillSwitch = Off }),
            (Request with { Mode = Mode.Approve }, facts = all with { KillSwitch = Off }),
            (Request with { Mode = Mode.Approve }, facts = facts with { Locks = [] }),
            (Request with { Mode = Mode.Approve }, facts = facts with { Freeze = Facts.Freeze }),
            (Request with { Mode = Mode.Approve }, facts = facts with { Window = Facts.Window }),
            (Request with { Mode = Mode.Approve }, facts = facts with { Breaker = null }),
            (Request with { Mode = Mode.Approve }, facts = facts with { Resource = new(Machine) }),
            (Request with { Mode = Mode.Approve }, facts with { OtherClaim = null }),
        ];

        rules.AddRange(lifted.Select(one => Decide(one.Request, one.Facts).Rule));

        Assert.Equal(Enum.GetValues<GuardRule>().SkipLast(1), rules);
    }

    [Fact]
    public void A_capability_acts_in_its_own_scopes_and_in_no_others()
    {
        var profiles = new GuardProfiles(
        [
            new(new Capability("rightsizing", ""), Options),
            new(new Capability("drills", ""), new GuardProfile { AllowedScopes = ["/subscriptions/22222222-2222-2222-2222-222222222222"] }),
        ]);

        Assert.Equal(GuardRule.All, GuardPolicy.Decide(Request, Facts, profiles.Of("rightsizing"), Now).Rule);
        Assert.Equal(GuardRule.Scope, GuardPolicy.Decide(Request, Facts, profiles.Of("drills"), Now).Rule);
        Assert.Equal(GuardRule.Scope, GuardPolicy.Decide(Request, Facts, profiles.Of("unheard-of"), Now).Rule);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void What_would_wait_longer_than_the_profile_lets_it_is_refused_at_once(int hours, bool isRefused)
    {
        var closed = Facts with { Window = new(IsOpen: false, Now.AddHours(4), null, "window night is closed") };
        var planned = Request with { PlannedAt = Now.AddHours(-2) };

        var decision = GuardPolicy.Decide(planned, closed, Options with { LongestWaitHours = hours }, Now);

        Assert.Equal((isRefused ? GuardVerdict.Refused : GuardVerdict.Later, GuardRule.Window), (decision.Verdict, decision.Rule));
        Assert.Equal(isRefused, decision.Reason.Contains("hours at most", StringComparison.Ordinal));
    }

    private static GuardDecision Decide(GuardRequest request, GuardFacts facts) => GuardPolicy.Decide(request, facts, Options, Now);

    private static void Refused(GuardRequest request, GuardFacts facts, GuardRule rule, string reason) =>
        Assert.Equal(new GuardDecision(GuardVerdict.Refused, rule, reason, Now, null), Decide(request, facts));

    private static void Later(GuardRequest request, GuardFacts facts, GuardRule rule, string reason, DateTimeOffset at) =>
        Assert.Equal(new GuardDecision(GuardVerdict.Later, rule, reason, Now, at), Decide(request, facts));
}
