using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Tenant;
using Xunit;

namespace OpsFunctions.Tests.Access.Checking;

/// <summary>Each check by what it finds and what it lets be; numbers are those of other tools' issues.</summary>
public class ChecksTests
{
    private static readonly DateTimeOffset Now = TenantCase.Now;

    [Fact]
    public void Owners_are_people_after_groups_active_and_eligible_together_once()
    {
        var tenant = new TenantCase().User("ann").User("bob").Account("ci").Group("team", ["ann", "bob"])
            .Grant("team", TenantCase.Owner, TenantCase.One, GrantKind.Eligible).Grant("ann", TenantCase.Owner, TenantCase.One)
            .Grant("ci", TenantCase.Owner, TenantCase.Two);

        Assert.Equal([TenantCase.Two], tenant.Findings("owners-too-few").Select(one => one.Scope));
        Assert.Empty(tenant.Findings("owners-too-many"));
    }

    [Fact]
    public void Too_many_active_and_too_many_eligible_are_told_apart()
    {
        var tenant = new TenantCase().User("a").User("b").User("c").User("d").Group("team", ["a", "b", "c", "d"])
            .Grant("team", TenantCase.Owner, TenantCase.One, GrantKind.Eligible);

        Assert.Equal("eligible", Assert.Single(tenant.Findings("owners-too-many")).Detail);
    }

    // PITFALLS 2.10: one finding where the assignment is, not one in each scope below.
    [Fact]
    public void An_assignment_at_a_management_group_is_one_finding()
    {
        var tenant = new TenantCase().User("ann").Grant("ann", TenantCase.Owner, TenantCase.Platform);

        var finding = Assert.Single(tenant.Findings("standing-privileged"));

        Assert.Equal(TenantCase.Platform, finding.Scope);
        Assert.Contains("2 subscriptions below", finding.AlsoTakes, StringComparison.Ordinal);
        Assert.StartsWith("az role assignment delete --ids /providers/", finding.Command, StringComparison.Ordinal);
    }

    // AzGovViz#114: 400 AadPremiumLicenseRequired is no finding of each person.
    [Theory]
    [InlineData(false, CheckState.NotApplicable)]
    [InlineData(null, CheckState.Unknown)]
    [InlineData(true, CheckState.Found)]
    public void Without_P2_the_checks_of_PIM_do_not_apply(bool? hasPremium, CheckState state)
    {
        var tenant = new TenantCase { Change = facts => facts with { HasPremium = hasPremium } }.User("ann")
            .Grant("ann", TenantCase.Owner, TenantCase.One);

        Assert.Equal(state, tenant.Run().Single(check => check.Id == "standing-privileged").State);
    }

    // azure-cli#18616, #26700: a partner's group is not to be found here, and is no orphan; nor is a type that is still to come.
    [Theory]
    [InlineData("User", true)]
    [InlineData("ServicePrincipal", true)]
    [InlineData("ForeignGroup", false)]
    [InlineData("AgentUser", false)]
    [InlineData("Device", false)]
    public void Only_what_can_be_looked_up_can_be_an_orphan(string type, bool isOrphan) => Assert.Equal(
        isOrphan,
        new TenantCase().Principal("gone", PrincipalKind.Missing).Grant("gone", TenantCase.Reader, TenantCase.One, type: type)
            .Findings("orphaned").Count == 1);

    [Fact]
    public void Where_principals_could_not_be_read_nobody_is_an_orphan_and_nothing_is_fine()
    {
        var tenant = new TenantCase { Change = facts => facts with { Gaps = [new(Part.Principals, "", "403")] } }.Grant(
            "ann", TenantCase.Reader, TenantCase.One);

        var check = tenant.Run().Single(one => one.Id == "orphaned");

        Assert.Equal(CheckState.Unknown, check.State);
        Assert.Empty(check.Findings);
    }

    // Sign-ins are noted since 2023-12-01 only: none is not never.
    [Theory]
    [InlineData(null, false)]
    [InlineData(89, false)]
    [InlineData(91, true)]
    public void A_sign_in_that_was_never_recorded_is_not_stale(int? daysAgo, bool isStale)
    {
        var tenant = new TenantCase().User("ann", one => one with { LastSignIn = daysAgo is { } days ? Now.AddDays(-days) : null })
            .Grant("ann", TenantCase.Owner, TenantCase.One, GrantKind.Eligible);

        Assert.Equal(isStale, tenant.Findings("stale-privileged").Count == 1);
    }

    [Fact]
    public void Read_only_guests_are_let_be()
    {
        var tenant = new TenantCase().User("guest", one => one with { IsGuest = true }).Group("team", ["guest"])
            .Grant("team", TenantCase.Reader, TenantCase.One).Grant("team", TenantCase.MachineContributor, TenantCase.Shop);

        var finding = Assert.Single(tenant.Findings("guest-write"));

        Assert.Equal((TenantCase.Id("guest"), TenantCase.Shop), (finding.Subject, finding.Scope));
        Assert.StartsWith("az ad group member remove", finding.Command, StringComparison.Ordinal);
    }

    [Fact]
    public void An_emergency_account_has_no_finding_but_its_own()
    {
        var tenant = new TenantCase { Limits = new() { EmergencyAccounts = [TenantCase.Id("glass")] } }
            .User("glass", one => one with { LastSignIn = Now.AddDays(-400), IsEnabled = false })
            .Grant("glass", TenantCase.Owner, TenantCase.Platform);

        var about = tenant.Run().SelectMany(check => check.Findings).Where(one => one.Subject == TenantCase.Id("glass"))
            .Select(one => one.Check);

        Assert.Equal(["emergency-disabled"], about);
    }

    [Fact]
    public void An_emergency_account_that_signed_in_lost_its_rights_or_is_alone_is_found()
    {
        var tenant = new TenantCase { Limits = new() { EmergencyAccounts = [TenantCase.Id("glass")] } }
            .User("glass", one => one with { LastSignIn = Now.AddDays(-1) })
            .Grant("glass", TenantCase.Owner, TenantCase.Platform, GrantKind.Eligible);

        Assert.Single(tenant.Findings("emergency-used"));
        Assert.Single(tenant.Findings("emergency-expired"));
        Assert.Single(tenant.Findings("emergency-too-few"));
    }

    [Fact]
    public void Secrets_by_their_times()
    {
        static Credential secret(string id, int from, int? until) =>
            new(id, IsCertificate: false, Now.AddDays(from), until is { } days ? Now.AddDays(days) : null);
        var tenant = new TenantCase
        {
            Change = facts => facts with
            {
                Applications =
                [
                    new("app", "client", "app")
                    {
                        Credentials =
                        [
                            secret("ended", -500, -1), secret("ending", -10, 20), secret("endless", -10, null), secret("old", -400, 200),
                            secret("good", -10, 200)
                        ]
                    },
                ],
            },
        };

        Assert.Equal(
            [("secret-expired", "ended"), ("secret-expiring", "ending"), ("secret-never-expires", "endless"), ("secret-old", "old")],
            tenant.Run().SelectMany(check => check.Findings).Where(one => one.Check.StartsWith("secret", StringComparison.Ordinal))
                .Select(one => (one.Check, one.Detail)).Order());
    }

    [Fact]
    public void An_eligibility_of_a_group_is_used_where_one_of_its_people_activated_it()
    {
        TenantCase tenant(int daysAgo) => new TenantCase
        {
            Change = facts => facts with
            {
                Activations = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal)
                {
                    [$"{TenantCase.Id("ann")} {TenantCase.Owner} {TenantCase.One}"] = Now.AddDays(-daysAgo),
                },
            },
        }.User("ann").User("bob").Group("team", ["ann", "bob"]).Grant("team", TenantCase.Owner, TenantCase.One, GrantKind.Eligible);

        Assert.Empty(tenant(10).Findings("unused-eligibility"));
        Assert.Single(tenant(100).Findings("unused-eligibility"));
    }

    [Fact]
    public void Every_check_is_in_a_framework_and_every_framework_names_checks_that_there_are() => Assert.Equal(
        AccessChecks.All.Select(check => check.Id).Order(StringComparer.Ordinal),
        Frameworks.Checks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_from_outside_that_are_no_ids_come_into_no_command()
    {
        var tenant = new TenantCase
        {
            Change = facts => facts with { Grants = [new("/x; rm -rf /", TenantCase.Id("ann"), "User", TenantCase.Owner, TenantCase.One)] }
        }.User("ann");

        Assert.Equal("", Assert.Single(tenant.Findings("standing-privileged")).Command);
    }
}
