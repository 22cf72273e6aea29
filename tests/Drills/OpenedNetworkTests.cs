using OpsFunctions.Orchestrations.Drills.Measuring;
using OpsFunctions.Stages.Drills;
using Xunit;

namespace OpsFunctions.Tests.Drills;

/// <summary>A way out that appears while a drill's machines run.</summary>
public class OpenedNetworkTests
{
    // A poll, and what it takes to read the answer and to send the call.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(60 + 10);
    private static readonly TimeSpan Running = TimeSpan.FromMinutes(3);

    private const string Hub =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub";

    [Fact]
    public Task A_peering_powers_every_machine_off_within_one_poll_and_fails_the_drill() => FailsAsync(
        (stage, network) => stage.Azure.Networks.Peer(network, Hub, "10.255.0.0/16"), "peering");

    [Fact]
    public Task A_connected_group_powers_every_machine_off_within_one_poll_and_fails_the_drill() => FailsAsync(
        (stage, network) => stage.Azure.Networks.Connect(network, "10.254.0.0/16"), "Virtual Network Manager connects it");

    private static async Task FailsAsync(Action<DrillStage, string> open, string words)
    {
        await using var stage = await DrillStage.OpenAsync();
        stage.Set($"Drills:Plans:{DrillStage.Plan}:Groups:0:Machines:0", "*");
        stage.Set($"Drills:Plans:{DrillStage.Plan}:Groups:0:SettleSeconds", "1800");
        await stage.BeginAsync();
        await stage.TakePointsAsync();
        DateTimeOffset? opened = null;
        stage.Quiet = () =>
        {
            var now = stage.Azure.Time.GetUtcNow();
            var made = stage.Azure.Calls.Changes.Where(change => change.Operation == "VirtualMachines_CreateOrUpdate").ToList();
            if (opened is null && made.Count == stage.Machines.Count && now >= made[^1].Time + Running)
            {
                opened = now;
                open(stage, $"{stage.GroupId}/providers/Microsoft.Network/virtualNetworks/network");
            }
            return Task.CompletedTask;
        };

        await stage.DrillAsync();

        var off = stage.Azure.Calls.Changes.Where(change => change.Operation == "VirtualMachines_PowerOff").ToList();
        Assert.Equal(stage.Machines.Count, off.Select(change => change.Target).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(off, change => Assert.InRange(change.Time - opened!.Value, TimeSpan.Zero, Poll));
        var summary = await stage.SummaryAsync();
        Assert.True(summary is { Verdict: Verdict.Fail, Remains: Remains.Clean }, string.Join("; ", summary?.Causes ?? []));
        Assert.Contains($"not isolated while it ran: {words}", summary!.Causes[0], StringComparison.Ordinal);
    }
}
