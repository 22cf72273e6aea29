using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Comparing;
using OpsFunctions.Orchestrations.Access.Report;
using OpsFunctions.Orchestrations.Access.Tenant;
using Xunit;

namespace OpsFunctions.Tests.Access.Comparing;

public class AccessDiffTests
{
    [Fact]
    public void The_same_in_another_order_is_no_change()
    {
        var facts = Tenant().Facts();

        Assert.Empty(AccessDiff.Of([.. facts.Grants.Reverse()], facts));
    }

    [Fact]
    public void New_removed_and_changed_are_told_apart_and_who_gave_it()
    {
        var before = Tenant().Facts().Grants;
        var now = Tenant().Facts();
        now = now with
        {
            Grants =
            [
                now.Grants[0] with { Id = now.Grants[0].Id + "-again", CreatedBy = TenantCase.Id("eve") },
                new("/new", TenantCase.Id("cat"), "User", TenantCase.Reader, TenantCase.Two) { CreatedBy = TenantCase.Id("eve") },
            ],
        };

        var changes = AccessDiff.Of(before, now);

        Assert.Equal([ChangeKind.New, ChangeKind.Removed, ChangeKind.Changed], changes.Select(one => one.Kind).Order());
        Assert.All(changes.Where(one => one.Kind != ChangeKind.Removed), one => Assert.Equal(TenantCase.Id("eve"), one.Grant.CreatedBy));
    }

    [Fact]
    public void Another_condition_is_another_right()
    {
        var facts = Tenant().Facts();

        var changes = AccessDiff.Of(facts.Grants, facts with
        {
            Grants = [.. facts.Grants.Select(grant => grant with { Condition = "@Resource[a:b] StringEquals 'c'" })]
        });

        Assert.Equal(2 * facts.Grants.Count, changes.Count);
    }

    [Theory]
    [InlineData(Part.Assignments, TenantCase.One, ChangeKind.Unknown)]
    [InlineData(Part.Assignments, TenantCase.Platform, ChangeKind.Unknown)]
    [InlineData(Part.Assignments, "", ChangeKind.Unknown)]
    [InlineData(Part.Assignments, TenantCase.Two, ChangeKind.Removed)]
    [InlineData(Part.Users, "", ChangeKind.Removed)]
    public void What_could_not_be_read_is_unknown_and_never_removed(Part part, string scope, ChangeKind expected)
    {
        var before = new TenantCase().User("ann").Grant("ann", TenantCase.Reader, TenantCase.One).Facts();

        var change = Assert.Single(AccessDiff.Of(before.Grants, before with { Grants = [], Gaps = [new(part, scope, "403")] }));

        Assert.Equal(expected, change.Kind);
    }

    [Fact]
    public void What_was_unknown_once_is_not_new_when_it_can_be_read_again()
    {
        var facts = Tenant().Facts();
        var unread = facts with { Grants = [], Gaps = [new(Part.Assignments, "", "403")] };
        var result = new AuditResult([], [], AccessDiff.Of(facts.Grants, unread), []);

        Assert.Empty(AccessDiff.Of(LastAudit.Of("run", unread, result).Grants, facts));
    }

    [Fact]
    public void A_list_that_is_empty_all_at_once_is_doubted_once()
    {
        var key = TenantFacts.ListKey(Part.Eligibilities, TenantCase.One);
        var seen = Tenant().Facts() with { Lists = Counted(key, 2) };
        var empty = seen with { Lists = Counted(key, 0) };
        var first = LastAudit.Of("first", seen, None);

        var gap = Assert.Single(first.Doubt(empty).Gaps);
        Assert.Equal((Part.Eligibilities, TenantCase.One), (gap.What, gap.Scope));
        // The next audit decides.
        Assert.Empty(LastAudit.Of("second", empty, None, first).Doubt(empty).Gaps);
    }

    [Fact]
    public void One_alone_may_have_been_taken_away()
    {
        var key = TenantFacts.ListKey(Part.Locks, TenantCase.One);
        var facts = Tenant().Facts();

        Assert.Empty(LastAudit.Of("first", facts with { Lists = Counted(key, 1) }, None)
            .Doubt(facts with { Lists = Counted(key, 0) }).Gaps);
    }

    [Fact]
    public void A_list_that_could_not_be_read_in_between_is_doubted_as_if_it_had_been()
    {
        var key = TenantFacts.ListKey(Part.Denials, TenantCase.One);
        var first = LastAudit.Of("first", Tenant().Facts() with { Lists = Counted(key, 3) }, None);
        var unread = Tenant().Facts() with { Lists = Counted(key, 0), Gaps = [new(Part.Denials, TenantCase.One, "403")] };

        Assert.Equal(unread.Gaps, first.Doubt(unread).Gaps);
        Assert.Single(LastAudit.Of("second", unread, None, first).Doubt(unread with { Gaps = [] }).Gaps);
    }

    private static AuditResult None { get; } = new([], [], [], []);

    private static Dictionary<string, int> Counted(string key, int rows) => new(StringComparer.Ordinal) { [key] = rows };

    [Fact]
    public void An_exception_holds_for_its_finding_below_its_scope_and_until_its_day()
    {
        var facts = new TenantCase().User("ann").Grant("ann", TenantCase.Owner, TenantCase.One).Facts();
        FindingException until(DateOnly day) =>
            new()
            {
                Check = "standing-privileged", Scope = TenantCase.Platform.ToUpperInvariant(), Reason = "migration", Owner = "ann",
                Expires = day
            };
        StandingFinding judged(DateOnly day) => AuditPolicy.Judge(
                new(facts, new()), null, new Dictionary<string, FindingException>(StringComparer.Ordinal) { ["move"] = until(day) })
            .Findings.Single(one => one.Finding.Check == "standing-privileged");

        Assert.Equal(("move", false), (judged(new(2026, 11, 30)).Exception, judged(new(2026, 11, 30)).Counts));
        Assert.Equal(("move", true), (judged(new(2026, 11, 29)).Ended, judged(new(2026, 11, 29)).Counts));
    }

    [Fact]
    public void A_finding_of_which_nothing_can_be_read_any_more_is_not_mended()
    {
        var last = new LastAudit("run", TenantCase.Now, [], ["orphaned x y", "direct-grant x y", "secret-expired x"]);
        var facts = new TenantCase().Facts() with { Gaps = [new(Part.Principals, "", "403")] };

        Assert.Equal(
            ["secret-expired x"],
            AuditPolicy.Judge(new(facts, new()), last, new Dictionary<string, FindingException>(StringComparer.Ordinal)).Mended);
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"")]
    [InlineData("@SUM(1)", "\"'@SUM(1)\"")]
    [InlineData("-1+2", "\"'-1+2\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("O\"Brien, Ann", "\"O\"\"Brien, Ann\"")]
    [InlineData("", "\"\"")]
    public void A_cell_is_no_formula(string text, string expected) => Assert.Equal(expected, AuditCsv.Cell(text));

    private static TenantCase Tenant() =>
        new TenantCase().User("ann").User("bob").Grant("ann", TenantCase.Owner, TenantCase.One)
            .Grant("bob", TenantCase.Reader, TenantCase.Two);
}
