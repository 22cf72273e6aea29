using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Events;
using OpsFunctions.Simulator.Outages;
using OpsFunctions.Tests.Simulator.Events;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>Events of resource health: what changed, and why.</summary>
public sealed class HealthEventTests
{
    [Fact]
    public async Task A_person_who_stops_and_starts_is_a_customer()
    {
        await using var stage = await Subscribed();
        stage.Azure.SetPowerAsSomebodyElse(stage.Machine, isOn: false);
        stage.Clients.Advance(60);
        Assert.Equal("Unavailable", (await stage.Clients.Health(stage.Machine)).Text("availabilityState"));
        stage.Azure.SetPowerAsSomebodyElse(stage.Machine, isOn: true);
        stage.Clients.Advance(60);

        Assert.Equal(
            ["Available>Unavailable", "Unavailable>Available", "VirtualMachineDeallocationInitiated: Customer Initiated Not Applicable",
                "VirtualMachineStartInitiatedByControlPlane: Customer Initiated Not Applicable"],
            stage.Events.Select(Told).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(OutageKind.Hung, false, "VirtualMachineCrashed: VM Initiated Not Applicable")]
    [InlineData(OutageKind.Platform, false, "VirtualMachineHostRebootedForRepair: Platform Initiated Unplanned")]
    [InlineData(OutageKind.Platform, true, "VirtualMachineRebootInitiatedForPlannedMaintenance: Platform Initiated Planned")]
    public async Task An_outage_tells_its_cause(OutageKind kind, bool isPlanned, string annotation)
    {
        await using var stage = await Subscribed();
        stage.Azure.Outages.Begin(stage.Machine, kind, new() { IsPlanned = isPlanned, EndsAfter = TimeSpan.FromMinutes(5) });

        stage.Clients.Advance(600);

        Assert.Equal(["Available>Unavailable", "Unavailable>Available", annotation],
            stage.Events.Select(Told).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_suites_own_restart_is_annotated_and_tells_each_change_once()
    {
        await using var stage = await Subscribed();
        stage.Clients.AllowEverything();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);
        await stage.Clients.Finish(await stage.Clients.Pipeline().Post(stage.Machine, "restart"));

        Assert.Equal(
            ["Available>Unavailable", "Unavailable>Available", "VirtualMachineCrashed: VM Initiated Not Applicable",
                "VirtualMachineRebootInitiatedByControlPlane: Customer Initiated Not Applicable"],
            stage.Events.Select(Told).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_is_nothing_to_resource_health()
    {
        await using var stage = await Subscribed();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.FullOsDisk);
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.ProvisioningFailed);

        stage.Clients.Advance(600);

        Assert.Empty(stage.Events);
    }

    [Fact]
    public async Task Statuses_of_a_subscription_are_listed()
    {
        await using var stage = await Subscribed();
        stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung, new() { Health = "Unknown" });

        var list = (await stage.Clients.Get(
            $"/subscriptions/{stage.Machine.SubscriptionId}/providers/Microsoft.ResourceHealth/availabilityStatuses")).Json()
            .GetProperty("value").EnumerateArray();

        Assert.Equal("Unknown", list.Single(one => one.Text("id").StartsWith(stage.Machine.Id + "/", StringComparison.Ordinal))
            .GetProperty("properties").Text("availabilityState"));
    }

    private static Task<EventStage> Subscribed() => EventStage.Subscribed(with: one => one with { TopicType = TopicTypes.Health });

    private static string Told(JsonElement happened)
    {
        var properties = happened.GetProperty("data").GetProperty("resourceInfo").GetProperty("properties");
        return properties.TryGetProperty("availabilityState", out var state)
            ? $"{properties.Text("previousAvailabilityState")}>{state.GetString()}"
            : $"{properties.Text("annotationName")}: {properties.Text("context")} {properties.Text("category")}";
    }
}
