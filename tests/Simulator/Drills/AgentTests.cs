using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>Agents that need a way out, scripts that hang, scripts that fail.</summary>
public sealed class AgentTests
{
    [Fact]
    public async Task An_agent_that_needs_a_way_out_is_there_once_the_regions_storage_is_opened()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        clients.Azure.Guests.NeedsOutbound("/virtualMachines/old");
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var (machine, other) = (await clients.MakeMachine(source, "old", "10.9.0.4"), await clients.MakeMachine(source, "new", "10.9.0.5"));
        Assert.Equal(("Not Ready", "Ready"), (await Agent(clients, machine), await Agent(clients, other)));
        Assert.Equal("disks=0 offline=0", await clients.Run(source, other, "disks"));

        var rule = clients.Id("Microsoft.Network/networkSecurityGroups", "nsg") + "/securityRules/storage";
        Clones.Taken(await clients.Make(rule, new { properties = new { priority = 150, access = "Allow", direction = "Outbound",
            protocol = "Tcp", sourcePortRange = "*", destinationPortRange = "443", sourceAddressPrefix = "*",
            destinationAddressPrefix = $"Storage.{source.Region}" } }, 60));

        Assert.Equal("Ready", await Agent(clients, machine));
        Assert.Equal("disks=0 offline=0", await clients.Run(source, machine, "disks"));
    }

    [Fact]
    public async Task A_stuck_command_refuses_others_past_a_restart_and_a_managed_one_ends_by_its_own_limit()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        clients.Azure.Guests.Stick(source.Name, TimeSpan.FromHours(3));
        var script = new { commandId = "RunShellScript", script = new[] { "uptime" } };
        Assert.Equal(202, (await clients.Pipeline().Post(source, "runCommand", script)).Status);
        clients.Advance(3600);

        Assert.Equal(202, (await clients.Pipeline().Post(source, "restart")).Status);
        clients.Advance(300);
        (await clients.Pipeline().Post(source, "runCommand", script)).Refused(409, "Conflict");
        var command = source.Id + "/runCommands/one";
        Clones.Taken(await clients.Make(command, Body(source), 299));
        Assert.Equal("Running", (await clients.View(command)).Text("executionState"));
        clients.Advance(2);
        Assert.Equal("TimedOut", (await clients.View(command)).Text("executionState"));

        Clones.Taken(await clients.Make(source.Id + "/runCommands/two", Body(source), 5));
        Assert.Equal(202, (await clients.Pipeline().Act(RequestMethod.Delete, source.Id + "/runCommands/two")).Status);
        clients.Advance(15);
        (await clients.Pipeline().Act(RequestMethod.Get, source.Id + "/runCommands/two")).Refused(404, "ResourceNotFound");
    }

    [Fact]
    public async Task A_managed_command_that_fails_tells_its_exit_code()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        clients.Azure.Guests.Fail(source.Name, 3);

        Clones.Taken(await clients.Make(source.Id + "/runCommands/one", Body(source), 100));

        var view = await clients.View(source.Id + "/runCommands/one");
        Assert.Equal(("Failed", 3), (view.Text("executionState"), view.GetProperty("exitCode").GetInt32()));
        Assert.NotEmpty(view.Text("endTime")!);
        Assert.Equal("Succeeded", (await clients.Read(source.Id + "/runCommands/one")).Text("provisioningState"));
    }

    private static object Body(Machine source) => new { location = source.Region, properties = new { source = new { script = "uptime" },
        timeoutInSeconds = 300 } };

    private static async Task<string?> Agent(SimulatedClients clients, string machine) =>
        (await clients.Pipeline().Act(RequestMethod.Get, machine + "/instanceView")).Json().GetProperty("vmAgent")
            .GetProperty("statuses")[0].Text("displayStatus");
}
