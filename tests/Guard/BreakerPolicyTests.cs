using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Guard;
using Xunit;

namespace OpsFunctions.Tests.Guard;

public class BreakerPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly GuardProfile Options = new() { BreakerPercent = 5, BreakerHours = 24 };
    private static readonly GuardRequest Request = new("rightsizing", "me", "/x", "a", Mode.Apply, "hash")
    {
        FleetSize = 100, SubscriptionSize = 60
    };

    [Theory]
    [InlineData(0, 5, 1)]
    [InlineData(1, 99, 1)]
    [InlineData(19, 5, 1)]
    [InlineData(39, 5, 1)]
    [InlineData(40, 5, 2)]
    [InlineData(200, 5, 10)]
    [InlineData(20_000, 99, 19_800)]
    public void The_limit_rounds_down_and_leaves_a_small_fleet_one(int machines, int percent, int limit) =>
        Assert.Equal(limit, BreakerPolicy.Limit(machines, percent));

    [Fact]
    public void What_is_under_way_counts_as_if_it_had_failed()
    {
        // 60 machines of subscription a: at most three.
        Assert.Null(Check(new([Entry("1"), Entry("2")], [])));
        Assert.NotNull(Check(new([Entry("1"), Entry("2")], [Entry("3")])));
        Assert.NotNull(Check(new([Entry("1"), Entry("2"), Entry("3")], [])));
    }

    [Fact]
    public void Another_subscriptions_changes_count_only_among_all()
    {
        Assert.Null(Check(new([Entry("1", "b"), Entry("2", "b"), Entry("3", "b"), Entry("4", "b")], [])));
        Assert.StartsWith(
            "0 failed and 5 under way of all machines", Check(new([.. Enumerable.Range(0, 5).Select(n => Entry($"{n}", "b"))], []))!.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_is_in_is_not_counted_against_himself() =>
        Assert.Null(Check(new([Entry("1"), Entry("2"), Entry("me")], [])));

    [Fact]
    public void An_open_breaker_closes_when_enough_failures_are_old()
    {
        var refusal = Check(new(
            [],
            [Entry("1", at: Now.AddHours(-20)), Entry("2", at: Now.AddHours(-10)), Entry("3", at: Now.AddHours(-1)), Entry(
                "4", at: Now)]))!;

        Assert.True(refusal.IsOpen);
        // Four failures, three are the limit: two of them must have passed.
        Assert.Equal(Now.AddHours(14), refusal.RetryAt);
        Assert.Null(BreakerPolicy.Check(new([], [Entry("1", at: Now.AddHours(-24)), Entry("2"), Entry("3")]), Request, Options, Now));
    }

    [Fact]
    public void A_change_that_is_put_back_for_a_day_keeps_its_place_though_failures_count_for_an_hour()
    {
        var options = Options with { BreakerHours = 1 };
        BreakerState state = new([Entry("1", at: Now.AddHours(-26)), Entry("2"), Entry("3")], []);

        Assert.NotNull(BreakerPolicy.Check(state, Request, options, Now));
        // Nobody ended it, nobody ever will.
        Assert.Null(BreakerPolicy.Check(state, Request, options, Now.AddHours(22)));
    }

    private static BreakerRefusal? Check(BreakerState state) => BreakerPolicy.Check(state, Request, Options, Now);

    private static BreakerEntry Entry(string owner, string subscription = "a", DateTimeOffset? at = null) =>
        new(owner, $"/{owner}", subscription, at ?? Now);
}
