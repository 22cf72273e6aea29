using System.Net;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Alerting;
using OpsFunctions.Simulator.Outages;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>A month of outages with its truth.</summary>
public sealed class OutagePlanTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task The_same_seed_draws_the_same_month_with_every_kind_in_it()
    {
        await using var one = await SimulatedClients.Start(200, Free);
        await using var other = await SimulatedClients.Start(200, Free);

        var plan = OutagePlan.Of(7, one.Azure, 30);

        Assert.Equal(plan.All.Select(Told), OutagePlan.Of(7, other.Azure, 30).All.Select(Told));
        Assert.NotEqual(plan.All.Select(Told), OutagePlan.Of(8, other.Azure, 30).All.Select(Told));
        Assert.Equal(Enum.GetValues<OutageKind>(), plan.All.Select(static each => each.Kind).Distinct().Order());
        Assert.Equal(Enum.GetValues<ExpectedHandling>(), plan.All.Select(static each => each.Expected).Distinct().Order());
        Assert.InRange(plan.All.Count, 60, 120);
        Assert.Contains(plan.All, static each => each.Options.Returns == 3);
        Assert.Contains(plan.All, static each => each.Pool is not null);
        Assert.All(plan.All.Where(static each => each.Storm is not null).GroupBy(static each => each.Storm), static storm =>
        {
            Assert.True(storm.Count() >= 10);
            Assert.Single(storm.Select(static each => each.Machine.Region).Distinct());
            Assert.True(storm.Max(static each => each.At) - storm.Min(static each => each.At) <= TimeSpan.FromMinutes(5));
        });
    }

    [Fact]
    public async Task Ten_days_fire_for_their_outages_and_for_nothing_else()
    {
        await using var clients = await SimulatedClients.Start(60, Free);
        var azure = clients.Azure;
        var told = 0;
        azure.Alerts.Deliver(new()
        {
            Send = (_, _) =>
            {
                told++;
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.Accepted));
            },
        });
        AlertDeployment.Set(azure, new("https://ops.contoso.example/api/alerts"), 10);
        var plan = OutagePlan.Of(3, azure, 10);
        plan.Begin();

        // People mend whatever is an hour old.
        for (var hour = 0; hour < 10 * 24; hour++)
        {
            clients.Advance(3600);
            foreach (var old in azure.Outages.Active.Where(one => one.BeganAt <= azure.Time.GetUtcNow().AddHours(-1)))
                azure.Outages.Mend(old);
        }

        Assert.All(plan.All, static one => Assert.NotNull(one.Outage));
        var fired = azure.Alerts.All.Where(static one => one.OutageId is not null).Select(static one => one.OutageId).ToHashSet();
        // Where somebody stopped the machine before, nothing fires any more.
        Assert.All(
            plan.All.Where(one => !fired.Contains(one.Outage!.Id)),
            static one => Assert.Contains(one.Moves, static move => move.What is "stop"));
        Assert.Empty(azure.Alerts.All.Where(static one => one.OutageId is null && one.Name is not AlertDeployment.Health)
            .Select(static one => $"{one.Name} {one.Target}"));
        Assert.Equal(told, azure.Alerts.Deliveries.Count);
        Assert.Equal(0, azure.RequestsInFlight);
        Assert.Throws<InvalidOperationException>(plan.Begin);
        Assert.Equal(plan.All[0], plan.Find(plan.All[0].Outage!.Id));
    }

    private static string Told(PlannedOutage one) => $"{one.At:O} {one.Machine.Id} {one.Kind} {one.Options} {one.Expected} {one.Reason}";
}
