using Azure.Core;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>What people do beside the suite, what autoscale does, and how disks grow.</summary>
public sealed class PeopleAndScaleTests
{
    [Fact]
    public async Task People_acknowledge_close_mend_restart_and_keep_off()
    {
        await using var stage = await AlertStage.Start();
        stage.Availability();
        var people = stage.Azure.People.Alerts;
        var outage = stage.Azure.Outages.Begin(stage.Machine, OutageKind.Hung);
        stage.Clients.Advance(600);
        var alert = stage.Azure.Alerts.All[0];
        Assert.Equal(AlertState.Acknowledged, people.Acknowledge(alert.Id)?.State);
        Assert.Equal(AlertState.Closed, people.Close(alert.Id)?.State);
        Assert.Null(people.Close("none"));
        people.KeepOff(stage.Machine);
        Assert.Equal("off", stage.Machine.Tags[AlertMoves.Mark]);

        people.Restart(stage.Machine);
        stage.Clients.Advance(60);

        Assert.Equal(("VirtualMachines_Restart", AlertMoves.Who), (outage.EndedBy, outage.EndedByWhom));
        Assert.Contains(stage.Azure.Activity.Entries, static one => one.Action.EndsWith("/restart/action", StringComparison.Ordinal)
            && one.Caller == AlertMoves.Who);
    }

    [Fact]
    public async Task A_group_can_be_managed_by_another_service()
    {
        await using var stage = await AlertStage.Start();
        var home = stage.Machine.Id.Split("/providers/")[0];

        stage.Azure.People.Manage(home, $"{home}-aks/providers/Microsoft.ContainerService/managedClusters/aks");

        Assert.EndsWith("/managedClusters/aks", (await stage.Clients.Get(home)).Json().Text("managedBy"));
        Assert.Throws<ArgumentException>(() => stage.Azure.People.Manage(home + "-none", null));
    }

    [Theory]
    [InlineData(12, 8)]
    [InlineData(1, 2)]
    [InlineData(5, 5)]
    public async Task Autoscale_sets_a_scale_set_back_within_its_bounds_on_its_next_run(int wanted, int expected)
    {
        await using var stage = await AlertStage.Start();
        var set = stage.Azure.ScaleSets.Add(stage.Group, "vmss-web", "Standard_D2s_v5", 4);
        var setting = stage.Azure.Alerts.Rules.Autoscale(stage.Group, "as-web", set, 2, 8);
        Assert.Equal(200, (await stage.Clients.Pipeline().Act(RequestMethod.Patch, set, new { sku = new { capacity = wanted } })).Status);

        stage.Clients.Advance(600);

        Assert.Equal(expected, (await stage.Clients.Get(set)).Json().GetProperty("sku").GetProperty("capacity").GetInt32());
        Assert.Equal(expected != wanted,
            stage.Azure.Activity.Entries.Any(static one => one.Caller == "Microsoft.Insights/autoscaleSettings"));
        var capacity = (await stage.Clients.Get(setting, "2022-10-01")).Json().GetProperty("properties").GetProperty("profiles")[0]
            .GetProperty("capacity");
        Assert.Equal(("2", "8"), (capacity.Text("minimum"), capacity.Text("maximum")));
    }

    [Fact]
    public async Task A_data_disk_grows_while_it_is_used_up_to_four_TiB_and_that_of_the_system_does_not()
    {
        await using var clients = await Asking.Start(300);
        var machine = clients.Plain(also: static one => one.DataDisks > 0 && one.Platform.DataDiskTypes[0] is "Premium_LRS");
        var (os, data) = (clients.Azure.DisksOf(machine)[0].Id, clients.Azure.DisksOf(machine)[1].Id);
        Assert.Equal((409, "OperationNotAllowed"), await Size(clients, os, 512));
        Assert.Equal((202, ""), await Size(clients, data, 4096));
        clients.Advance(5);
        Assert.Equal((409, "OperationNotAllowed"), await Size(clients, data, 8192));
        Assert.Equal((400, "InvalidParameter"), await Size(clients, data, 64));

        await clients.Finish(await clients.Pipeline().Post(machine, "deallocate"));

        Assert.Equal((202, ""), await Size(clients, data, 8192));
        Assert.Equal((202, ""), await Size(clients, os, 512));
    }

    [Fact]
    public async Task A_shared_disk_does_not_grow_while_it_is_used()
    {
        await using var clients = await Asking.Start(300);
        var machine = clients.Plain(also: static one => one.DataDisks > 0 && one.Platform.DataDiskTypes[0] is "Premium_LRS");
        clients.Azure.People.Describe(machine.Id, new MachineTraits { MaxShares = 2 });

        Assert.Equal((409, "OperationNotAllowed"), await Size(clients, clients.Azure.DisksOf(machine)[1].Id, 1024));
    }

    private static async Task<(int Status, string Code)> Size(SimulatedClients clients, string disk, int gib)
    {
        var answer = await clients.Pipeline().Act(RequestMethod.Patch, disk, new { properties = new { diskSizeGB = gib } });
        return (answer.Status, answer.Status >= 400 ? answer.ErrorCode() : "");
    }
}
