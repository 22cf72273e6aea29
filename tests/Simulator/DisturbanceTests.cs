using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class DisturbanceTests
{
    private static readonly SimulatedAzureOptions Free = new() { EnforceThrottling = false };

    [Fact]
    public async Task A_machine_is_disturbed_from_its_deallocation_until_it_runs_again_with_nothing_in_progress()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var (machine, ledger) = (clients.Plain(), clients.Azure.Disturbances);
        var from = clients.Azure.Time.GetUtcNow();
        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));
        await clients.Finish(await clients.Pipeline().Resize(machine, "Standard_D2s_v5"), 30);
        Assert.Equal([new Disturbance(machine, from, To: null)], ledger.Of(machine, clients.Azure.PrincipalId));
        var start = clients.Azure.Time.GetUtcNow();
        await clients.Finish(await clients.Pipeline().Post(machine, "start"));
        var disturbance = Assert.Single(ledger.All(clients.Azure.PrincipalId));
        Assert.InRange(disturbance.To!.Value, start.AddSeconds(4), start.AddSeconds(8));
        Assert.Equal(MachinePower.Starting, ledger.PowerAt(machine, disturbance.To.Value.AddTicks(-1)));
        Assert.Equal(["VirtualMachines_Deallocate", "VirtualMachines_Update", "VirtualMachines_Start"], ledger.Commands(machine)
            .Select(one => one.Operation));
        Assert.Equal(
            (clients.Azure.PrincipalId, "Standard_D2s_v5"),
            (ledger.SizeChanges(machine)[0].Caller, ledger.SizeAt(machine, clients.Azure.Time.GetUtcNow())));
    }

    [Fact]
    public async Task The_most_machines_at_once_are_counted_by_subscription()
    {
        await using var clients = await SimulatedClients.Start(machines: 400, Free);
        var (first, second, azure) = (clients.Plain(), clients.Plain(), clients.Azure);
        second = clients.Plain(also: one => one.SubscriptionId == first.SubscriptionId && one != first);
        var third = clients.Plain(also: one => one.SubscriptionId == first.SubscriptionId && one != first && one != second);
        await clients.Pipeline().Post(first, "deallocate");
        clients.Advance(10);
        await clients.Finish(await clients.Pipeline().Post(second, "deallocate"));
        await clients.Finish(await clients.Pipeline().Post(first, "start"));
        await clients.Finish(await clients.Pipeline().Resize(third, "Standard_D2s_v5"));
        Assert.Equal(2, azure.Disturbances.MostAtOnce(azure.PrincipalId));
        Assert.Equal(2, azure.Disturbances.MostAtOnce(azure.PrincipalId, first.SubscriptionId));
        Assert.Equal(
            0, azure.Disturbances.MostAtOnce(azure.PrincipalId, azure.Fleet.Subscriptions.First(one => one.Id != first.SubscriptionId).Id));
        Assert.Equal(0, azure.Disturbances.MostAtOnce("somebody"));
    }

    [Fact]
    public async Task A_machine_that_was_off_before_is_disturbed_only_while_the_operation_runs()
    {
        await using var clients = await SimulatedClients.Start(machines: 100, Free);
        var machine = clients.Plain();
        clients.Azure.SetPowerAsSomebodyElse(machine, isOn: false);
        clients.Advance(60);
        await clients.Finish(await clients.Pipeline().Resize(machine, "Standard_D2s_v5"));
        Assert.InRange((Assert.Single(clients.Azure.Disturbances.All(clients.Azure.PrincipalId)).To!.Value - clients.Azure.Time
            .GetUtcNow()).TotalSeconds, -199, -198);
    }
}
