using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>What scripts find that probe from inside a machine.</summary>
public sealed class GuestProbeTests
{
    [Fact]
    public async Task In_a_sealed_network_only_its_own_machines_answer()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var web = await clients.MakeMachine(source, "web", "10.9.0.4");
        await clients.MakeMachine(source, "sql", "10.9.0.5");

        var printed = await clients.Run(
            source, web, "tcp() { timeout 3 bash -c \"</dev/tcp/$2/$3\"; }", "disks () { lsblk; }", "tcp sql 10.9.0.5 1433",
            "  http 'self' http://localhost/health", "tcp byname sql 1433", "tcp nobody 10.9.0.77 80", "tcp production 10.1.2.3 443",
            "http public http://1.1.1.1/", "token identity", "dns names contoso.example", "disks", "service app", "content");

        Assert.Equal(
            "sql=open self=200 byname=open nobody=closed production=closed public=000 identity=closed names=closed disks=0 offline=0 "
            + "service.app=active content=consistent", printed);
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task Denying_all_addresses_closes_neither_names_nor_the_metadata_service()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, [Clones.Rule("none", 100, "Deny", "Outbound", "*", "*"), Clones.Rule("imds", 101, "Deny",
            "Outbound", "*", "169.254.169.254")]);
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");

        Assert.Equal("i=open n=open p=closed", await clients.Run(source, machine, "token i", "dns n x.example", "tcp p 1.1.1.1 443"));
    }

    [Fact]
    public async Task An_open_subnet_reaches_the_internet_and_a_private_one_does_not()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, isOpen: true);
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");
        Assert.Equal("p=open", await clients.Run(source, machine, "tcp p 1.1.1.1 443"));

        Clones.Taken(await clients.Make(clients.Id("Microsoft.Network/virtualNetworks", "vnet") + "/subnets/a",
            new { properties = new { addressPrefix = "10.9.0.0/24", defaultOutboundAccess = false } }));

        Assert.Equal("p=closed", await clients.Run(source, machine, "tcp p 1.1.1.1 443"));
    }

    [Fact]
    public async Task A_network_with_its_own_names_server_resolves_only_while_that_one_runs()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed(), dns: ["10.9.0.10"]);
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4");
        Assert.Equal("n=closed", await clients.Run(source, machine, "dns n x.example"));
        await clients.MakeMachine(source, "dc", "10.9.0.10");
        Assert.Equal("n=open", await clients.Run(source, machine, "dns n x.example"));
    }

    [Theory]
    [InlineData(GuestTrouble.ServiceDoesNotStart, "two=closed")]
    [InlineData(GuestTrouble.DoesNotComeUp, "two=closed")]
    [InlineData(GuestTrouble.NoNetwork, "two=closed")]
    [InlineData(GuestTrouble.None, "two=open")]
    public async Task A_machine_in_trouble_does_not_answer(GuestTrouble trouble, string expected)
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        clients.Azure.Guests.Add(new GuestRule(trouble) { Machine = "/virtualMachines/two" });
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var one = await clients.MakeMachine(source, "one", "10.9.0.4");
        await clients.MakeMachine(source, "two", "10.9.0.5");

        Assert.Equal(expected, await clients.Run(source, one, "tcp two 10.9.0.5 443"));
    }

    [Fact]
    public async Task A_service_that_does_not_start_and_disks_that_stay_offline_show_from_inside()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source, Clones.Sealed());
        var disks = new List<string>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            await clients.Finish(await clients.Snapshot(source, name), 3);
            disks.Add(await clients.MakeDisk(source, "d-" + name, source.SnapshotId(name)));
        }
        var machine = await clients.MakeMachine(source, "one", "10.9.0.4", [.. disks]);

        Assert.Equal("disks=2 offline=0 content=torn service.app=active", await clients.Run(source, machine, "disks", "content",
            "service app"));
        clients.Azure.Guests.Add(new GuestRule(GuestTrouble.DisksOffline) { Machine = "/virtualMachines/one" });
        Assert.Equal("disks=2 offline=2 service.app=inactive", await clients.Run(source, machine, "disks", "service app"));
        clients.Azure.Guests.Clear();
        clients.Azure.Guests.Add(new GuestRule(GuestTrouble.ServiceDoesNotStart) { Machine = "/virtualMachines/one" });
        Assert.Equal("service.app=inactive self=000", await clients.Run(source, machine, "service app", "http self http://127.0.0.1/"));
    }

    [Fact]
    public async Task Disks_of_one_restore_point_hold_one_moment()
    {
        var (clients, _) = await Clones.Start();
        await using var closing = clients;
        var source = clients.Plain(also: static one => !one.IsWindows && one.Zone is null && one.DataDisks > 0);
        await clients.MakeGroup(source, clients.ProductionId);
        var collection = $"{source.Home()}/restorePointCollections/c";
        await clients.Make(collection, new { location = source.Region, properties = new { source = new { id = source.Id } } }, 1);
        Clones.Taken(await clients.Make(collection + "/restorePoints/p", new { }, 60));
        var storage = (await clients.Read(collection + "/restorePoints/p")).GetProperty("sourceMetadata").GetProperty("storageProfile");
        string[] points = [storage.GetProperty("osDisk").GetProperty("diskRestorePoint").Text("id")!,
            .. storage.GetProperty("dataDisks").EnumerateArray().Select(static one => one.GetProperty("diskRestorePoint").Text("id")!)];
        foreach (var (index, point) in points.Index())
            Clones.Taken(await clients.Make($"{source.Home()}/disks/clone-{index}", Clones.Disk(source, point, "Restore"), 600));
        var home = source.Home().Replace("Microsoft.Compute", "Microsoft.Network", StringComparison.Ordinal);
        Clones.Taken(await clients.Make($"{home}/networkInterfaces/nic-clone", new { location = source.Region,
            properties = new { ipConfigurations = new[] { new { name = "one",
            properties = new { subnet = new { id = $"{home}/virtualNetworks/vnet-{source.Region}/subnets/default" } } } } } }));
        Clones.Taken(await clients.Make($"{source.Home()}/virtualMachines/clone", Clones.Body(source,
            $"{home}/networkInterfaces/nic-clone", [.. points.Select((_, i) => $"{source.Home()}/disks/clone-{i}")]), 200));

        Assert.Equal($"content=consistent disks={points.Length - 1} offline=0", await clients.Run(source,
            $"{source.Home()}/virtualMachines/clone", "content", "disks"));
    }

    [Fact]
    public async Task The_action_answers_the_same_probes_and_a_machine_of_the_fleet_is_in_an_open_network()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        var script = new { commandId = "RunShellScript", script = new[] { "tcp p 1.1.1.1 443", "token i", "dns n x.example", "disks" } };

        var done = await clients.Finish(await clients.Pipeline().Post(source, "runCommand", script));

        var text = done.GetProperty("properties").GetProperty("output").GetProperty("value")[0].Text("message");
        Assert.Contains($"p=open\ni=open\nn=open\ndisks={source.DataDisks}\noffline=0\n", text);
    }
}
