using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;
using OpsFunctions.Orchestrations.Guard.Stop;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

/// <summary>Each line of what stands against a drill as a whole, alone.</summary>
public class PreflightPolicyTests
{
    private static readonly SourceMachine Web = Cases.Machine();
    private static readonly PreflightFacts Good = Cases.Facts(Web, Cases.Machine("sql", "10.1.0.5"));

    [Fact]
    public void Where_nothing_stands_against_it_it_can_begin()
    {
        var result = PreflightPolicy.Check(Good, Cases.Now);

        Assert.True(result.CanBegin);
        Assert.Empty(result.Problems);
        Assert.Equal($"the drill subscription {Cases.Place}, westeurope", result.Place);
        Assert.Equal(Cases.PointAt, result.OldestPoint);
    }

    [Fact]
    public void The_place_is_named_where_it_is_in_the_sources_own_subscription() => Assert.Equal(
        $"a resource group of its own in the source's subscription {Cases.Source}, westeurope",
        PreflightPolicy.Check(In(place => place with { Subscription = Cases.Source }), Cases.Now).Place);

    [Theory]
    [InlineData(KillSwitchLevel.Soft, "soft")]
    [InlineData(KillSwitchLevel.Hard, "hard")]
    public void A_kill_switch_that_is_thrown(KillSwitchLevel level, string word) => Is(
        "killSwitch", Rebuild.Cannot, Good with { KillSwitch = new(level, "key:1", Cases.Now, "storm") },
        $"the kill switch is {word}, by key:1");

    [Fact]
    public void A_place_outside_of_the_allowed_scopes() => Is(
        "scope", Rebuild.Cannot, Good with { IsAllowedThere = false }, $"does not hold /subscriptions/{Cases.Place}");

    [Fact]
    public void A_source_without_machines() => Is("noMachine", Rebuild.Cannot, Cases.Facts());

    [Theory]
    [InlineData("Sev0", true)]
    [InlineData("Sev1", true)]
    [InlineData("Sev2", false)]
    [InlineData("Sev4", false)]
    public void A_grave_incident_that_is_open(string severity, bool stands)
    {
        var facts = Good with { Incidents = [new(Web.Id, "down", severity, null)] };

        if (stands)
            Is("incident", Rebuild.Cannot, facts, $"{severity} down on web");
        else
            Assert.Empty(Problems(facts));
    }

    [Fact]
    public void A_provider_that_is_not_registered() => Is(
        "provider", Rebuild.Cannot, In(place => place with { Unregistered = ["Microsoft.Network"] }),
        "az provider register --namespace Microsoft.Network");

    [Fact]
    public void Each_right_that_is_missing_is_named()
    {
        string[] missing = ["Microsoft.Compute/disks/write", "Microsoft.Compute/disks/delete"];

        var problems = Problems(In(place => place with { MissingRights = missing }));

        Assert.Equal(["right", "right"], problems.Select(one => one.Code));
        Assert.Contains("Microsoft.Compute/disks/delete", problems[1].Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_forbids() => Is(
        "policy", Rebuild.Cannot, In(place => place with { Forbidden = [new("Microsoft.Compute/disks", "/assignment")] }),
        "policy /assignment forbids Microsoft.Compute/disks");

    [Theory]
    [InlineData("cores", 97, 100, true)]
    [InlineData("cores", 96, 100, false)]
    [InlineData("standardDSv5Family", 97, 100, true)]
    [InlineData("STANDARDDSV5FAMILY", 97, 100, true)]
    [InlineData("standardESv5Family", 100, 100, false)]
    [InlineData("cores", 200, 100, true)]
    public void A_quota_that_is_too_small(string name, int used, int limit, bool stands)
    {
        var facts = In(place => place with { Quotas = [new(name, used, limit)] });

        if (stands)
            Is("quota", Rebuild.Cannot, facts, $"4 vCPUs are needed, {Math.Max(0, limit - used)} of {limit} are left");
        else
            Assert.Empty(Problems(facts));
    }

    [Fact]
    public void The_quota_counts_what_the_hardware_has_of_a_constrained_size() => Is(
        "quota", Rebuild.Cannot,
        In(place => place with { Sizes = [Cases.Size with { FullVcpus = 8 }], Quotas = [new("cores", 90, 100)] }), "16 vCPUs are needed");

    [Theory]
    [InlineData(50, false)]
    [InlineData(51, true)]
    public void More_copies_than_Azure_makes_at_a_time_wait(int disks, bool waits)
    {
        var machines = Enumerable.Range(0, disks).Select(number => Cases.Machine($"m{number}", $"10.1.0.{number + 4}")).ToArray();
        var facts = Cases.Facts(machines) with { Place = Good.Place with { Quotas = [] } };
        facts = facts with { Plan = facts.Plan with { CostCeilingUsd = 100 } };

        if (waits)
            Is("copies", Rebuild.Weaker, facts);
        else
            Assert.Empty(Problems(facts));
    }

    [Theory]
    [InlineData(239, true)]
    [InlineData(240, false)]
    public void A_point_that_is_older_than_the_objective_is_weaker(int objective, bool isOlder)
    {
        var facts = Good with { Plan = Good.Plan with { RpoMinutes = objective } };

        if (isOlder)
            Is(
                "recoveryPoint", Rebuild.Weaker, facts,
                "the oldest point is of 2026-06-01 02:00 UTC, older than the objective of 239 minutes");
        else
            Assert.Empty(Problems(facts));
    }

    [Fact]
    public void A_cost_beyond_the_ceiling() => Is(
        "cost", Rebuild.Cannot, Good with { Plan = Good.Plan with { CostCeilingUsd = 1.5, TtlMinutes = 600 } },
        "more than the ceiling of 1.50");

    [Fact]
    public void A_cost_is_sizes_and_disks_times_the_whole_of_its_time()
    {
        // Two machines of 0.10 an hour, two disks of 128 GiB at 0.154 a GiB and month.
        var perHour = 0.2 + (2 * 128 * 0.154 / 730);

        var result = PreflightPolicy.Check(Good with { Plan = Good.Plan with { TtlMinutes = 600 } }, Cases.Now);

        Assert.Equal((Math.Round(perHour, 4), Math.Round(perHour * 10, 2)), (result.UsdPerHour, result.CostUsd));
    }

    [Fact]
    public void A_windows_machine_costs_its_licence() => Assert.Equal(
        0.1,
        DrillCost.Of(Cases.Facts(Web with { IsWindows = true })).UsdPerHour - DrillCost.Of(Cases.Facts(Web)).UsdPerHour, 6);

    [Fact]
    public void A_price_that_is_unknown_is_told()
    {
        var facts = In(place => place with { Sizes = [Cases.Size with { LinuxPerHour = null }] });

        Is("price", Rebuild.Weaker, facts);
        Assert.Null(PreflightPolicy.Check(facts, Cases.Now).CostUsd);
    }

    [Fact]
    public void What_is_known_of_a_cost_is_beyond_the_ceiling_though_a_price_is_unknown()
    {
        var facts = In(place => place with { Sizes = [Cases.Size with { LinuxPerHour = null }] });

        Assert.Equal(["cost", "price"], Problems(facts with { Plan = facts.Plan with { CostCeilingUsd = 0.1 } }).Select(one => one.Code));
    }

    [Fact]
    public void What_could_not_be_read_of_the_place_is_weaker() => Is(
        "unread", Rebuild.Weaker, In(place => place with { Unread = ["own rights: AuthorizationFailed"] }),
        "not known: own rights: AuthorizationFailed");

    [Fact]
    public void A_machine_that_a_plan_names_and_nobody_has() => Is(
        "name", Rebuild.Cannot, Good with { Plan = Good.Plan with { Validations = [new() { Machine = "wbe" }] } },
        "the plan names the machine wbe; there are sql, web");

    [Fact]
    public void A_machine_that_no_group_names() => Is(
        "name", Rebuild.Cannot, Good with { Plan = Good.Plan with { Groups = [new() { Machines = ["SQL"] }] } },
        "no group names the machine web");

    [Fact]
    public void A_star_names_all() =>
        Assert.Empty(Problems(Good with { Plan = Good.Plan with { Groups = [new() { Machines = ["sql"] }, new() { Machines = ["*"] }] } }));

    [Fact]
    public void Everything_is_told_at_once()
    {
        var facts = In(place => place with { Unregistered = ["Microsoft.Compute"], MissingRights = ["x"], Sizes = [] });

        var missing = PreflightPolicy.Check(facts with { IsAllowedThere = false }, Cases.Now).Missing;

        Assert.Equal(5, missing.Count);
        Assert.Equal(["web", "sql"], missing.Skip(3).Select(words => words.Split(':')[0]));
    }

    [Fact]
    public void What_is_seen_and_not_rebuilt_is_listed()
    {
        var web = Web with
        {
            Identity = "SystemAssigned", Extensions = ["Agent"],
            Cards = [Cases.Card() with { HasPublicAddress = true, Pools = ["/x/loadBalancers/lb/backendAddressPools/pool"] }],
        };
        var facts = Cases.Facts(web);
        facts = facts with { Source = facts.Source with { Subnets = [new(Cases.Subnet, "10.1.0.0/24", ["10.9.9.9", "10.1.0.4"], 2)] } };

        var result = PreflightPolicy.Check(facts, Cases.Now);

        Assert.True(result.CanBegin);
        Assert.Equal(
            [
                "web: load balancer lb in front of it", "web: its public address", "web: its identity (SystemAssigned)",
                "web: extensions Agent; what they left on the disk is there",
                "subnet default: 2 private endpoints, and the services behind them", "subnet default: DNS servers 10.9.9.9",
            ], result.NotRebuilt);
    }

    private static PreflightFacts In(Func<PlaceFacts, PlaceFacts> change) => Good with { Place = change(Good.Place) };

    private static IReadOnlyList<Finding> Problems(PreflightFacts facts) => PreflightPolicy.Check(facts, Cases.Now).Problems;

    private static void Is(string code, Rebuild effect, PreflightFacts facts, string words = "")
    {
        var finding = Assert.Single(Problems(facts));

        Assert.Equal((code, effect), (finding.Code, finding.Effect));
        Assert.Contains(words, finding.Words, StringComparison.Ordinal);
    }
}
