using Azure.Identity;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Stages.Alerts;
using OpsFunctions.Tests.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.Remediation.Intake;

/// <summary>Deliveries in any number and order, on two instances of the app, are one incident.</summary>
public sealed class AlertReceptionTests : IAsyncLifetime
{
    private const string Failing = "failing";

    private static readonly Alert Fired = AlertReader.Read(AlertTexts.Metric()).Alerts[0];
    private static readonly Alert Resolved = AlertReader.Read(AlertTexts.Metric(condition: "Resolved")).Alerts[0];

    private int _begun;
    private SimulatedAzure _azure = null!;
    private StateStore _state = null!;
    private TestHub _hub = null!;
    private AlertReception _one = null!;
    private AlertReception _other = null!;

    public async ValueTask InitializeAsync()
    {
        _azure = await SimulatedAzure.StartAsync(new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = 1 } },
            TestHub.Cancellation);
        var transport = _azure.CreateTransport();
        var settings = new AzureSettings { Subscriptions = [AlertTexts.Subscription], StorageAccount = "opsstate" };
        var identity = LocalApp.SimulatedIdentities(LocalApp.IdentitiesOf(_azure), transport).Read;
        _state = new StateStore(new AzureClients(identity, settings, new AzureTransports(transport, transport)));
        (_one, _other) = (new(new RemediationOptions(), _state, _azure.Time), new(new RemediationOptions(), _state, _azure.Time));
        _hub = await TestHub.StartAsync(HubKind.Memory, new TestTasks().Orchestrator<Alert>(nameof(RemediationOrchestrator), RunAsync));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _azure.DisposeAsync();
    }

    [Fact]
    public async Task Six_deliveries_at_once_on_two_instances_are_one_incident_that_hears_of_its_end()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => Take(number % 2 == 0 ? _one : _other, Fired)));
        await Take(_other, Resolved);

        Assert.Equal("resolved", (await EndAsync(Fired)).ReadOutputAs<string>());
        Assert.Equal(1, _begun);
    }

    // 20 orders: however they meet, an incident is begun at most once, and one that is begun hears of its end.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Fired_and_resolved_at_once_and_out_of_order_leave_no_incident_that_waits(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 4; round++)
        {
            var guid = $"g-{seed}-{round}";
            var (fired, resolved) = (Fired with { Id = guid }, Resolved with { Id = guid });
            var before = _begun;
            var deliveries = new[] { fired, fired, fired, resolved, resolved, fired }.OrderBy(_ => random.Next()).ToList();

            await Task.WhenAll(deliveries.Select((alert, number) => Take(number % 2 == 0 ? _one : _other, alert)));
            await _hub.IdleAsync();

            Assert.InRange(_begun - before, 0, 1);
            var instance = await _hub.Client.GetInstanceAsync(AlertReception.InstanceOf(fired), TestHub.Cancellation);
            Assert.True(instance is null or { IsCompleted: true }, $"{guid} still waits");
            Assert.Equal(instance is null, _begun == before);
        }
    }

    [Fact]
    public async Task An_end_that_overtakes_its_begin_is_remembered_and_nothing_begins()
    {
        await Take(_one, Resolved);
        await Take(_other, Fired);
        await _hub.IdleAsync();

        Assert.Equal(0, _begun);
        Assert.Equal(EarlyResolve.NameOf(Fired.Key), Assert.Single(await _state.ListAsync("alerts/", default).Select(one => one.Name)
            .ToListAsync()));
        // Another firing of the same alert is another matter.
        await Take(_other, Fired with { FiredAt = Fired.FiredAt.AddHours(1) });
        await _hub.IdleAsync();
        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task What_has_ended_is_not_begun_again_whatever_became_of_it()
    {
        await Take(_one, Fired);
        await Take(_one, Resolved);
        await EndAsync(Fired);
        var failing = Fired with { Id = Failing };
        await Take(_one, failing);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await EndAsync(failing)).RuntimeStatus);
        var terminated = Fired with { Id = "terminated" };
        await Take(_one, terminated);
        await _hub.IdleAsync();
        await _hub.Client.TerminateInstanceAsync(AlertReception.InstanceOf(terminated), TestHub.Cancellation);
        await EndAsync(terminated);
        var begun = _begun;

        foreach (var alert in new[] { Fired, failing, terminated, Fired, failing, terminated })
            await Take(_other, alert);
        await _hub.IdleAsync();

        Assert.Equal(begun, _begun);
    }

    [Fact]
    public async Task A_replay_on_an_app_that_was_started_anew_begins_nothing()
    {
        await using var hub = await TestHub.StartAsync(HubKind.Sqlite,
            new TestTasks().Orchestrator<Alert>(nameof(RemediationOrchestrator), RunAsync));
        await _one.TakeAsync(Fired, hub.Client, TestHub.Cancellation);
        await hub.IdleAsync();
        await hub.RestartAsync();

        await _other.TakeAsync(Fired, hub.Client, TestHub.Cancellation);
        await _other.TakeAsync(Resolved, hub.Client, TestHub.Cancellation);
        await hub.FinishAsync(AlertReception.InstanceOf(Fired));
        await hub.RestartAsync();
        await _other.TakeAsync(Fired, hub.Client, TestHub.Cancellation);
        await hub.IdleAsync();

        Assert.Equal(1, _begun);
    }

    [Fact]
    public async Task An_end_that_comes_again_after_the_incident_leaves_nothing()
    {
        await Take(_one, Fired);
        await Take(_one, Resolved);
        await EndAsync(Fired);
        await Take(_other, Resolved);

        Assert.Empty(await _state.ListAsync("alerts/", default).ToListAsync());
    }

    private Task Take(AlertReception reception, Alert alert) => reception.TakeAsync(alert, _hub.Client, TestHub.Cancellation);

    private async Task<OrchestrationMetadata> EndAsync(Alert alert) => await _hub.FinishAsync(AlertReception.InstanceOf(alert));

    private async Task<object?> RunAsync(TaskOrchestrationContext context)
    {
        if (!context.IsReplaying)
            Interlocked.Increment(ref _begun);
        if (context.GetInput<Alert>()!.Id == Failing)
            throw new InvalidOperationException("as a fault would");
        await context.WaitForExternalEvent<DateTimeOffset?>(RemediationOrchestrator.ResolvedEvent);
        return "resolved";
    }
}
