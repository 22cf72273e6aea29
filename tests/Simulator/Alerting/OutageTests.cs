using Azure.Core;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Outages;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Alerting;

/// <summary>What goes wrong shows where Azure shows it, and ends by what mends it and by nothing else.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_hung_guest_uses_no_CPU_is_unavailable_and_a_restart_mends_it()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.Hung);
        clients.Advance(180);
        Assert.Equal(0, (await clients.Metric(machine, "VmAvailabilityMetric"))[0]);
        Assert.True((await clients.Metric(machine, "Percentage CPU"))[0] < 1);
        Assert.Equal(("Unavailable", "VM Initiated"), (
            (await clients.Health(machine)).Text("availabilityState"), (await clients.Health(machine)).Text("context")));

        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, "restart"))).Status());

        Assert.Equal("VirtualMachines_Restart", outage.EndedBy);
        Assert.Equal(clients.Azure.PrincipalId, outage.EndedByWhom);
        clients.Advance(120);
        Assert.Equal(1, (await clients.Metric(machine, "VmAvailabilityMetric"))[0]);
        Assert.Equal("Available", (await clients.Health(machine)).Text("availabilityState"));
        Assert.Empty(clients.Azure.Outages.Active);
    }

    [Fact]
    public async Task A_guest_that_does_not_heed_a_restart_needs_one_without_shutdown()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.Hung, new() { HeedsRestart = false });

        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, "restart"), 400)).Status());
        Assert.Null(outage.EndedAt);
        Assert.Equal("Failed", (await clients.Finish(await clients.Pipeline().Post(machine, "powerOff"), 400)).Status());
        Assert.True(machine.IsRunning(clients.Azure.Time.GetUtcNow()));

        var off = await clients.Pipeline().Send(
            RequestMethod.Post, $"https://management.azure.com{machine.Id}/powerOff?skipShutdown=true&{Commands.Version}");
        Assert.Equal("Succeeded", (await clients.Finish(off, 10)).Status());
        Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, "start"), 30)).Status());
        Assert.Equal("VirtualMachines_Start", outage.EndedBy);
    }

    [Fact]
    public async Task A_minute_before_it_began_shows_nothing()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        clients.Advance(120);
        clients.Azure.Outages.Begin(machine, OutageKind.Hung);
        clients.Advance(120);

        Assert.Equal([1, 1, 0, 0], await clients.Metric(machine, "VmAvailabilityMetric", minutes: 4));
    }

    [Theory]
    [InlineData(false, "VM Initiated")]
    [InlineData(true, "Customer Initiated")]
    public async Task A_dead_guest_is_stopped_with_its_place_and_a_start_mends_it(bool looksLikeAPerson, string context)
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.DeadGuest, new() { LooksLikeAPerson = looksLikeAPerson });
        clients.Advance(120);
        var view = (await clients.Get(machine.Id + "/instanceView")).Json().GetProperty("statuses");
        Assert.Equal("PowerState/stopped", view[1].Text("code"));
        Assert.Equal(0, (await clients.Metric(machine, "VmAvailabilityMetric"))[0]);
        Assert.Null((await clients.Metric(machine, "Percentage CPU"))[0]);
        Assert.Equal(("Unavailable", context), (
            (await clients.Health(machine)).Text("availabilityState"), (await clients.Health(machine)).Text("context")));

        await clients.Finish(await clients.Pipeline().Post(machine, "start"), 30);

        Assert.Equal("VirtualMachines_Start", outage.EndedBy);
        Assert.Equal("Available", (await clients.Health(machine)).Text("availabilityState"));
    }

    [Fact]
    public async Task A_failed_provisioning_state_stays_until_it_is_reapplied()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.ProvisioningFailed);
        await clients.Finish(await clients.Pipeline().Post(machine, "restart"));
        Assert.Equal("Failed", (await clients.Get(machine.Id)).Json().GetProperty("properties").Text("provisioningState"));

        await clients.Finish(await clients.Pipeline().Post(machine, "reapply"), 30);

        Assert.Equal("Succeeded", (await clients.Get(machine.Id)).Json().GetProperty("properties").Text("provisioningState"));
        Assert.Equal("VirtualMachines_Reapply", outage.EndedBy);
    }

    [Theory]
    [InlineData(false, "Unplanned")]
    [InlineData(true, "Planned")]
    public async Task Azures_own_trouble_ends_by_itself(bool isPlanned, string category)
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var outage = clients.Azure.Outages.Begin(
            machine, OutageKind.Platform, new() { IsPlanned = isPlanned, EndsAfter = TimeSpan.FromMinutes(15) });
        clients.Advance(600);
        var health = await clients.Health(machine);
        Assert.Equal(("Unavailable", "Platform Initiated", category), (
            health.Text("availabilityState"), health.Text("context"), health.Text("category")));
        Assert.Null(outage.EndedAt);

        clients.Advance(301);

        Assert.Equal(("time", (string?)null), (outage.EndedBy, outage.EndedByWhom));
        Assert.Equal("Available", (await clients.Health(machine)).Text("availabilityState"));
    }

    [Fact]
    public async Task A_runaway_takes_all_CPU_until_a_restart_or_its_script()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain(also: static one => !one.IsWindows);
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.Runaway, new() { Script = "kill-runaway" });
        clients.Advance(120);
        Assert.Equal(100, (await clients.Metric(machine, "Percentage CPU"))[0]);
        Assert.Equal("Available", (await clients.Health(machine)).Text("availabilityState"));

        await Script(clients, machine, "clean-disk", "echo 1");
        Assert.Null(outage.EndedAt);
        await Script(clients, machine, "ops-kill-runaway", "echo 1");

        Assert.Equal("script", outage.EndedBy);
        clients.Advance(120);
        Assert.True((await clients.Metric(machine, "Percentage CPU"))[0] < 100);
    }

    [Fact]
    public async Task An_undersized_machine_needs_a_larger_size()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain(also: static one => one.Size.Vcpus == 4);
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.Undersized);
        await clients.Finish(await clients.Pipeline().Post(machine, "restart"));
        Assert.Null(outage.EndedAt);

        var resized = await clients.Finish(await clients.Pipeline().Resize(machine, "Standard_D8s_v5"), 300);

        Assert.Equal(("Succeeded", "size"), (resized.Status(), outage.EndedBy));
    }

    [Fact]
    public async Task A_full_data_disk_must_grow_and_then_its_file_system()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain(also: static one => one.DataDisks > 0 && one.Platform.DataDiskTypes[0] is "Premium_LRS");
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.FullDataDisk);
        await Script(clients, machine, "grow", "rescan; growpart");
        Assert.Null(outage.EndedAt);

        var disk = clients.Azure.DisksOf(machine)[1];
        var size = (await clients.Get(disk.Id)).Json().GetProperty("properties").GetProperty("diskSizeGB").GetInt32();
        var grown = await clients.Pipeline().Act(RequestMethod.Patch, disk.Id, new { properties = new { diskSizeGB = size * 2 } });
        Assert.Equal("Succeeded", (await clients.Finish(grown, 10)).Status());
        Assert.Null(outage.EndedAt);
        await Script(clients, machine, "grow2", "growpart without a look");
        Assert.Null(outage.EndedAt);
        await Script(clients, machine, "grow3", "rescan; growpart");

        Assert.Equal("disk", outage.EndedBy);
    }

    [Fact]
    public async Task A_full_system_disk_takes_the_agent_with_it_and_a_person_mends_it()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var outage = clients.Azure.Outages.Begin(machine, OutageKind.FullOsDisk, new() { Script = "clean" });
        clients.Advance(900);
        var agent = (await clients.Get(machine.Id + "/instanceView")).Json().GetProperty("vmAgent").GetProperty("statuses")[0];
        Assert.Equal("Not Ready", agent.Text("displayStatus"));
        await Script(clients, machine, "clean", "clean", seconds: 60);
        Assert.Null(outage.EndedAt);

        clients.Azure.Outages.Mend(outage, "kim@contoso.example");

        Assert.Equal(("person", "kim@contoso.example"), (outage.EndedBy, outage.EndedByWhom));
    }

    [Fact]
    public async Task One_that_flaps_comes_back_as_often_as_it_was_said()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        clients.Azure.Outages.Begin(
            machine, OutageKind.Runaway,
            new() { Returns = 2, ReturnsAfter = TimeSpan.FromMinutes(10), EndsAfter = TimeSpan.FromMinutes(5) });

        clients.Advance(3600);

        Assert.Equal([0, 15, 30], OutagesOf(machine).Select(one => (int)(one.BeganAt - OutagesOf(machine)[0].BeganAt).TotalMinutes));
        Assert.Equal([null, OutagesOf(machine)[0].Id, OutagesOf(machine)[1].Id], OutagesOf(machine).Select(static one => one.ReturnOf));
        Assert.Equal(0, clients.Azure.Outages.StillToCome);
    }

    [Fact]
    public async Task One_that_is_to_begin_later_begins_then()
    {
        await using var clients = await Asking.Start();
        var machine = clients.Plain();
        var at = clients.Azure.Time.GetUtcNow().AddHours(2);
        clients.Azure.Outages.BeginAt(machine, OutageKind.Hung, at);
        Assert.Throws<ArgumentException>(() => clients.Azure.Outages.Begin(machine, OutageKind.FullDataDisk, new() { Lun = 60 }));

        clients.Advance(7201);

        Assert.Equal(at, Assert.Single(clients.Azure.Outages.All).BeganAt);
    }

    [Fact]
    public async Task A_redeployment_loses_the_temporary_disk_and_is_refused_where_the_system_would_be_lost()
    {
        await using var clients = await Asking.Start(1500);
        var machine = clients.Plain("Ddsv5");
        await clients.Finish(await clients.Pipeline().Post(machine, "redeploy"));
        Assert.Single(clients.Azure.Disturbances.TemporaryDiskLosses(machine));
        Assert.Contains(
            clients.Azure.Activity.Entries, one => one.ResourceId == machine.Id && one.Caller == clients.Azure.PrincipalId
                && one.Action == "Microsoft.Compute/virtualMachines/redeploy/action" && one.Status == "Succeeded");

        var ephemeral = clients.Azure.Fleet.Machines.First(
            one => one.HasEphemeralOsDisk && !clients.Azure.Locks.All.Any(held => one.Id.StartsWith(held.Scope, StringComparison.Ordinal)));
        var refused = await clients.Pipeline().Post(ephemeral, "redeploy");

        Assert.Equal((409, "OperationNotAllowed"), (refused.Status, refused.ErrorCode()));
    }

    [Fact]
    public async Task The_suites_roles_allow_what_remediation_does()
    {
        await using var clients = await SimulatedClients.Start(100, new SimulatedAzureOptions { EnforceThrottling = false });
        var machine = clients.Plain();
        foreach (var action in new[] { "restart", "powerOff", "start", "redeploy", "reapply" })
            Assert.Equal("Succeeded", (await clients.Finish(await clients.Pipeline().Post(machine, action))).Status());
        Assert.Equal("Available", (await clients.Health(machine)).Text("availabilityState"));
        clients.Azure.Roles.Replace(AppRoles.Compute);
        Assert.Equal(403, (await clients.Pipeline().Post(machine, "restart")).Status);
    }

    private static IReadOnlyList<Outage> OutagesOf(Machine machine) => SimulatedOutages.Of(machine);

    private static async Task Script(SimulatedClients clients, Machine machine, string name, string text, int seconds = 120)
    {
        var made = await clients.Pipeline().Act(
            RequestMethod.Put, $"{machine.Id}/runCommands/{name}",
            new { location = machine.Region, properties = new { source = new { script = text }, timeoutInSeconds = 60 } });
        Assert.Equal(201, made.Status);
        clients.Advance(seconds);
    }
}
