using System.ComponentModel.DataAnnotations;
using OpsFunctions.Orchestrations;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Settings;

public class DrillOptionsTests
{
    [Fact]
    public void By_default_nothing_is_made_and_no_subscription_is_swept()
    {
        var options = new DrillOptions();

        Assert.Equal(Mode.Report, options.Mode);
        Assert.Empty(options.Subscriptions);
        Assert.False(options.RestorePointsLeaveSubscription);
        Assert.Empty(Problems(options));
    }

    [Fact]
    public void A_plan_that_says_only_what_it_drills_is_whole()
    {
        var options = With("shop", new() { SourceTag = "app=shop" });

        Assert.Empty(Problems(options));
        Assert.Equal(("shop", Cases.Place), (options.Find("SHOP")!.Application, options.Find("SHOP")!.Subscription));
    }

    [Fact]
    public void A_plan_that_is_not_there_is_not_found() => Assert.Null(With("shop", new()).Find("bank"));

    [Fact]
    public void A_plans_problem_is_told_with_its_name() => Assert.Equal(
        ["Plans:shop: it needs SourceGroup or SourceTag, and not both"], Problems(With("shop", new())));

    [Fact]
    public void A_subscription_is_an_id() => Assert.Contains(
        "Subscriptions holds 'drills'; a subscription's id is a GUID of 8-4-4-4-12 digits",
        Problems(new() { Subscriptions = ["drills"] }));

    [Fact]
    public void Plans_need_a_subscription_to_be_built_in() => Assert.Contains(
        "Subscriptions is empty; name the subscription in which drills are built",
        Problems(With("shop", new() { SourceTag = "app=shop" }) with { Subscriptions = [] }));

    [Theory]
    [InlineData(29, 20)]
    [InlineData(1441, 20)]
    [InlineData(60, 4)]
    public void Times_have_a_range(int ttl, int rto) =>
        Assert.Single(Problems(With("shop", new() { SourceTag = "app=shop", TtlMinutes = ttl, RtoMinutes = rto })));

    private static DrillOptions With(string name, DrillPlan plan) => new()
    {
        Subscriptions = [Cases.Place], Plans = new Dictionary<string, DrillPlan>(StringComparer.OrdinalIgnoreCase) { [name] = plan },
    };

    private static IReadOnlyList<string> Problems(DrillOptions options) =>
        [.. options.Validate(new ValidationContext(options)).Select(one => one.ErrorMessage!)];
}
