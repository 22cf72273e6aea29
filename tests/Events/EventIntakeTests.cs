using Azure.Identity;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Events;

public sealed class EventIntakeTests : IAsyncLifetime
{
    private readonly List<EventNotice> _heard = [];
    private SimulatedAzure _azure = null!;
    private AzureSettings _settings = null!;
    private StateStore _state = null!;

    public async ValueTask InitializeAsync()
    {
        _azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = 1 } }, TestHub.Cancellation);
        var transport = _azure.CreateTransport();
        _settings = new AzureSettings { Subscriptions = [EventTexts.Subscription], StorageAccount = "opsstate" };
        var identity = LocalApp.SimulatedIdentities(LocalApp.IdentitiesOf(_azure), transport).Read;
        _state = new StateStore(new AzureClients(identity, _settings, new AzureTransports(transport, transport)));
    }

    public ValueTask DisposeAsync() => _azure.DisposeAsync();

    [Fact]
    public async Task An_event_goes_to_those_who_subscribed_to_its_type_once_however_often_it_comes()
    {
        var intake = Intake();

        await intake.TakeAsync(EventTexts.EventGrid(), TestHub.Cancellation);
        await intake.TakeAsync(EventTexts.EventGrid(), TestHub.Cancellation);
        await Intake().TakeAsync($"[{EventTexts.CloudEvent()},{EventTexts.CloudEvent()}]", TestHub.Cancellation);

        Assert.Equal(EventTexts.Machine, Assert.Single(_heard).Subject);
    }

    [Fact]
    public async Task An_event_that_nobody_subscribed_to_leaves_a_record_of_its_type_and_subject_and_of_nothing_else()
    {
        await Intake().TakeAsync(EventTexts.EventGrid(type: "Microsoft.Resources.ResourceDeleteSuccess"), TestHub.Cancellation);

        var (name, record) = Assert.Single(await RecordsAsync());
        Assert.Matches("^events/[0-9a-f]{64}$", name);
        Assert.Equal(
            new EventRecord(
                "Microsoft.Resources.ResourceDeleteSuccess", EventTexts.Machine, EventTexts.Time, _azure.Time.GetUtcNow(),
                IsForeign: false),
            record);
        Assert.Empty(_heard);
    }

    [Theory]
    [InlineData("/subscriptions/99999999-2222-3333-4444-555555555555", EventTexts.Machine)]
    [InlineData($"/subscriptions/{EventTexts.Subscription}", "/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg")]
    [InlineData($"/subscriptions/{EventTexts.Subscription}", "")]
    [InlineData($"/subscriptions/{EventTexts.Subscription}", "<script>alert(1)</script>")]
    [InlineData($"/subscriptions/{EventTexts.Subscription}/../99999999-2222-3333-4444-555555555555", EventTexts.Machine)]
    [InlineData("", EventTexts.Machine)]
    public async Task What_is_of_no_subscription_in_scope_is_recorded_as_foreign_and_nobody_hears_of_it(string topic, string subject)
    {
        await Intake().TakeAsync(EventTexts.EventGrid(topic: topic, subject: subject), TestHub.Cancellation);

        Assert.Empty(_heard);
        Assert.True(Assert.Single(await RecordsAsync()).Record.IsForeign);
    }

    [Fact]
    public async Task An_event_whose_reader_fails_is_not_recorded_and_comes_again()
    {
        var fails = true;
        var failing = new EventSubscription(EventTexts.Write, (_, _) => fails ? throw new IOException("down") : Task.CompletedTask);

        await Assert.ThrowsAsync<IOException>(() => Intake(failing).TakeAsync(EventTexts.EventGrid(), TestHub.Cancellation));
        Assert.Empty(await RecordsAsync());
        fails = false;
        await Intake(failing).TakeAsync(EventTexts.EventGrid(), TestHub.Cancellation);

        Assert.Single(await RecordsAsync());
    }

    [Fact]
    public async Task What_can_be_read_of_a_message_is_taken_before_the_rest_is_refused()
    {
        var failure = await Assert.ThrowsAsync<UnreadableEventException>(
            () => Intake().TakeAsync($$"""[{}, {{EventTexts.EventGrid()}}]""", TestHub.Cancellation));

        Assert.Contains("event 1 of 2", failure.Message, StringComparison.Ordinal);
        Assert.Single(_heard);
    }

    [Fact]
    public async Task Records_of_two_days_ago_are_forgotten_and_younger_ones_are_kept()
    {
        await Intake().TakeAsync(EventTexts.EventGrid("old"), TestHub.Cancellation);
        _azure.Clock.AdvanceTo(_azure.Time.GetUtcNow().AddDays(1));
        await Intake().TakeAsync(EventTexts.EventGrid("young"), TestHub.Cancellation);

        var outcome = await new EventActivities(_state).ForgetEvents(_azure.Time.GetUtcNow().AddHours(-1), TestHub.Cancellation);

        Assert.Equal((OutcomeKind.Done, 1), (outcome.Kind, outcome.Value));
        Assert.Equal(_azure.Time.GetUtcNow(), Assert.Single(await RecordsAsync()).Record.HandledAt);
    }

    private EventIntake Intake(params EventSubscription[] also)
    {
        var hears = new EventSubscription(EventTexts.Write.ToUpperInvariant(), (notice, _) =>
        {
            _heard.Add(notice);
            return Task.CompletedTask;
        });
        return new EventIntake(_state, _settings, [hears, .. also], _azure.Time);
    }

    private async Task<List<(string Name, EventRecord Record)>> RecordsAsync()
    {
        var records = new List<(string, EventRecord)>();
        await foreach (var name in _state.ListAsync("events/", TestHub.Cancellation))
            records.Add((name.Name, (await _state.FindAsync<EventRecord>(name.Name, TestHub.Cancellation))!.Value));
        return records;
    }
}
