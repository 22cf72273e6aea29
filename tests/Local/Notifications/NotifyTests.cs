using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using OpsFunctions.Tests.Local.Guard;
using OpsFunctions.Tests.Notifications;
using Xunit;

namespace OpsFunctions.Tests.Local.Notifications;

/// <summary>Deliveries in simulated time.</summary>
public class NotifyTests
{
    private static readonly string[] Both = ["/ops", "/workflows/x"];

    [Fact]
    public async Task The_same_message_is_sent_once_to_each_receiver_and_nobody_waits_for_it()
    {
        await using var suite = await StartAsync();
        suite.Azure.Faults.Add(new FaultRule { Operation = "Hooks_Post", Target = "ops", Nth = 1, Status = 503 });

        var went = await TellAsync(suite);

        Assert.Equal(SuiteHost.Start.UtcDateTime, went);
        await suite.UntilAsync(SuiteHost.Start.AddHours(1));
        Assert.Equal(Both, Paths(suite).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_is_not_well_is_tried_again_for_a_day_and_then_given_up()
    {
        await using var suite = await StartAsync();
        suite.Azure.Faults.Add(new FaultRule { Operation = "Hooks_Post", Target = "ops", Status = 503 });
        await TellAsync(suite);

        var result = (await suite.CompletedAsync("notify-resize-a-done-ops")).ReadOutputAs<DeliveryResult>();

        Assert.Equal(7, result?.Attempts);
        Assert.Contains("503", result?.Problem, StringComparison.Ordinal);
        Assert.Equal(SuiteHost.Start + new TimeSpan(23, 36, 0), suite.Azure.Time.GetUtcNow());
        Assert.Equal(["/workflows/x"], Paths(suite));
    }

    [Fact]
    public async Task One_that_recovers_gets_it_then_and_one_that_says_when_is_tried_then()
    {
        await using var suite = await StartAsync();
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Hooks_Post", Target = "ops", Nth = 1, Status = 429, RetryAfter = TimeSpan.FromMinutes(3)
        });
        suite.Azure.Faults.Add(new FaultRule
        {
            Operation = "Hooks_Post", Target = "ops", Nth = 2, Status = 500, RetryAfter = TimeSpan.FromSeconds(1)
        });
        await TellAsync(suite);

        var result = (await suite.CompletedAsync("notify-resize-a-done-ops")).ReadOutputAs<DeliveryResult>();

        Assert.Equal(new DeliveryResult(3, null), result);
        Assert.Equal(SuiteHost.Start.AddMinutes(3 + 5), suite.Azure.Time.GetUtcNow());
    }

    [Fact]
    public async Task One_that_refuses_is_given_up_at_once()
    {
        await using var suite = await StartAsync();
        suite.Azure.Faults.Add(new FaultRule { Operation = "Hooks_Post", Target = "ops", Status = 410 });
        await TellAsync(suite);

        var result = (await suite.CompletedAsync("notify-resize-a-done-ops")).ReadOutputAs<DeliveryResult>();

        Assert.Equal((1, "HTTP 410 Gone"), (result!.Attempts, result.Problem));
        Assert.Equal(SuiteHost.Start, suite.Azure.Time.GetUtcNow());
    }

    [Fact]
    public async Task An_id_that_no_instance_may_have_holds_up_nothing()
    {
        await using var suite = await StartAsync();

        await TellAsync(suite, NotificationCases.Message with { Id = "/vm/a#" + new string('x', 300) });
        await suite.SettledAsync();

        Assert.Equal(Both, Paths(suite).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_may_answer_is_told_that_an_approval_is_needed_and_once()
    {
        await using var suite = await ApprovalSuite.StartAsync(NotificationCases.Receivers);
        await suite.AskAsync(ApprovalSuite.Question());
        await suite.AskAsync(ApprovalSuite.Question(instance: "other"));

        var told = Assert.Single(suite.Azure.Deliveries.All, one => one.Path == "/ops").Body;

        foreach (var part in (string[])
        [
            "approvalNeeded", "rightsizing needs an approval", "POST /api/approvals/resize-a", "plan-1", "2026-06-02 00:00 UTC"
        ])
            Assert.Contains(part, told, StringComparison.Ordinal);
    }

    private static Task<SuiteHost> StartAsync() =>
        SuiteHost.StartAsync(new FleetOptions { Machines = 1 }, httpPort: null, [typeof(TellingOrchestrator)], NotificationCases.Receivers);

    private static async Task<DateTime> TellAsync(SuiteHost suite, Notification? message = null)
    {
        await suite.Client.StartOnceAsync(nameof(TellingOrchestrator), "telling", message ?? NotificationCases.Message, default);
        return (await suite.CompletedAsync("telling")).ReadOutputAs<DateTime>();
    }

    private static IEnumerable<string> Paths(SuiteHost suite) => suite.Azure.Deliveries.All.Select(one => one.Path);
}
