using System.Text.Json;
using Azure;
using Azure.Core;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator.Drills;

/// <summary>What simulated Azure refuses of a machine that is rebuilt elsewhere: each line of the preflight matrix.</summary>
public sealed class PreflightTests
{
    [Fact]
    public async Task A_customers_key_keeps_a_snapshot_in_its_subscription_and_its_disk_to_the_same_set()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        var set = $"/subscriptions/{source.SubscriptionId}/resourceGroups/rg-keys/providers/Microsoft.Compute/diskEncryptionSets/set";
        clients.Azure.People.Describe(source.Id, new MachineTraits { EncryptionSet = set });
        await clients.MakeGroup(source);
        Assert.Equal(202, (await clients.Snapshot(source, "s", set: set)).Status);
        clients.Advance(5);

        (await clients.Make(clients.Id("disks", "d"), Clones.Disk(source, source.SnapshotId("s")))).Refused(400, "InvalidParameter");
        (await clients.Make($"{source.Home()}/disks/d", Disk(set + "2"))).Refused(400, "InvalidParameter");
        Assert.Equal(202, (await clients.Make($"{source.Home()}/disks/d", Disk(set))).Status);
        Assert.Equal(set, (await clients.Read($"{source.Home()}/disks/d")).GetProperty("encryption").Text("diskEncryptionSetId"));

        object Disk(string other) => new
        {
            location = source.Region,
            properties = new
            {
                creationData = new { createOption = "Copy", sourceResourceId = source.SnapshotId("s") },
                    encryption = new { diskEncryptionSetId = other },
            },
        };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restore_point_crosses_subscriptions_only_where_the_rule_says_so(bool crosses)
    {
        var (clients, source) = await Clones.Start(Clones.Free with { RestorePointsCrossSubscriptions = crosses });
        await using var _ = clients;
        await clients.MakeGroup(source);
        var (system, __) = await Point(clients, source);
        var made = await clients.Make(clients.Id("disks", "d"), Clones.Disk(source, system, "Restore"));
        Assert.Equal(crosses ? (202, "") : (400, "InvalidParameter"), (made.Status, made.Status < 400 ? "" : made.ErrorCode()));
    }

    [Fact]
    public async Task A_disk_is_in_the_region_of_its_source()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        (await clients.Make(clients.Id("disks", "d"), new
        {
            location = source.OtherRegion(), properties = new { creationData = new { createOption = "Copy",
                sourceResourceId = source.SnapshotId("s") } },
        })).Refused(400, "InvalidParameter");
    }

    [Fact]
    public async Task Trusted_launch_shows_everywhere_and_its_points_restore_no_data_disks()
    {
        var (clients, _) = await Clones.Start();
        await using var closing = clients;
        var source = clients.Plain(also: static one => !one.IsWindows && one.Zone is null && one.DataDisks > 0);
        clients.Azure.People.Describe(source.Id, new MachineTraits { SecurityType = "TrustedLaunch", HasAdeExtension = true,
            Identity = "SystemAssigned" });
        var machine = (await clients.Pipeline().Act(RequestMethod.Get, source.Id)).Json();
        Assert.Equal("TrustedLaunch", machine.GetProperty("properties").GetProperty("securityProfile").Text("securityType"));
        Assert.Equal("SystemAssigned", machine.GetProperty("identity").Text("type"));
        Assert.Contains(machine.GetProperty("resources").EnumerateArray(), one => one.Text("id")!.EndsWith("AzureDiskEncryptionForLinux",
            StringComparison.Ordinal));
        Assert.Equal("TrustedLaunch", (await clients.Read(clients.DiskId(source))).GetProperty("securityProfile").Text("securityType"));
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        Assert.Equal("TrustedLaunch", (await clients.Read(source.SnapshotId("s"))).GetProperty("securityProfile").Text("securityType"));

        var (system, data) = await Point(clients, source);

        var metadata = (await clients.Read($"{source.Home()}/restorePointCollections/c/restorePoints/p")).GetProperty("sourceMetadata");
        Assert.Equal("TrustedLaunch", metadata.GetProperty("securityProfile").Text("securityType"));
        Assert.Equal(202, (await clients.Make($"{source.Home()}/disks/d0", Clones.Disk(source, system, "Restore"))).Status);
        (await clients.Make($"{source.Home()}/disks/d1", Clones.Disk(source, data!, "Restore"))).Refused(409, "OperationNotAllowed");
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task A_machine_and_its_disk_are_of_one_security_type()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source);
        var card = await clients.MakeCard(source, "nic", "10.9.0.4");
        await clients.Finish(await clients.Snapshot(source, "plain"), 3);
        var plain = await clients.MakeDisk(source, "plain", source.SnapshotId("plain"));
        clients.Azure.People.Describe(source.Id, new MachineTraits { SecurityType = "TrustedLaunch" });
        await clients.Finish(await clients.Snapshot(source, "trusted"), 3);
        var trusted = await clients.MakeDisk(source, "trusted", source.SnapshotId("trusted"));
        var machine = clients.Id("virtualMachines", "one");

        (await clients.Make(machine, Clones.Body(source, card, trusted))).Refused(400, "BadRequest");
        (await clients.Make(machine, Secure(plain, "TrustedLaunch"))).Refused(400, "BadRequest");
        (await clients.Make(machine, Secure(plain, "ConfidentialVM"))).Refused(400, "BadRequest");
        Clones.Taken(await clients.Make(machine, Secure(trusted, "TrustedLaunch")));

        JsonElement Secure(string disk, string type) => With(
            Clones.Body(source, card, disk), "securityProfile", new { securityType = type, uefiSettings = new { secureBootEnabled = true,
                vTpmEnabled = true } });
    }

    [Fact]
    public async Task Of_a_confidential_machines_points_no_disk_is_made()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        clients.Azure.People.Describe(source.Id, new MachineTraits { SecurityType = "ConfidentialVM" });
        var (system, __) = await Point(clients, source);
        (await clients.Make($"{source.Home()}/disks/d", Clones.Disk(source, system, "Restore"))).Refused(409, "OperationNotAllowed");
    }

    [Fact]
    public async Task A_disk_with_a_plan_needs_a_machine_with_that_plan_and_accepted_terms()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        clients.Azure.People.Describe(source.Id, new MachineTraits { Plan = ("acme", "box", "gold") });
        Assert.Equal("gold", (await clients.Pipeline().Act(RequestMethod.Get, source.Id)).Json().GetProperty("plan").Text("name"));
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        Assert.Equal("box", (await clients.Read(source.SnapshotId("s"))).GetProperty("purchasePlan").Text("product"));
        var (card, disk) = (await clients.MakeCard(source, "nic", "10.9.0.4"), await clients.MakeDisk(source, "d", source.SnapshotId("s")));
        var machine = clients.Id("virtualMachines", "one");
        var body = JsonSerializer.SerializeToNode(Clones.Body(source, card, disk))!;
        (await clients.Make(machine, body)).Refused(400, "VMMarketplaceInvalidInput");
        body["plan"] = JsonSerializer.SerializeToNode(new { name = "gold", publisher = "acme", product = "box" });
        (await clients.Make(machine, body)).Refused(400, "MarketplacePurchaseEligibilityFailed");
        Assert.Equal((true, false), (await Accepted(clients, source.SubscriptionId), await Accepted(clients, clients.Drills())));

        clients.Azure.Marketplace.Accept(clients.Drills(), "acme", "box", "gold");

        Assert.True(await Accepted(clients, clients.Drills()));
        Clones.Taken(await clients.Make(machine, body));
        Assert.Empty(clients.Azure.Calls.Unknown);
    }

    [Fact]
    public async Task Shared_disks_have_neither_restore_points_nor_snapshots()
    {
        var (clients, _) = await Clones.Start();
        await using var closing = clients;
        var source = clients.Plain(also: static one => one.DataDisks > 0 && one.Zone is null);
        clients.Azure.People.Describe(source.Id, new MachineTraits { MaxShares = 2 });
        Assert.Equal(2, (await clients.Read(clients.DiskId(source, 0))).GetProperty("maxShares").GetInt32());
        var collection = $"{source.Home()}/restorePointCollections/c";
        await clients.Make(collection, new { location = source.Region, properties = new { source = new { id = source.Id } } }, 1);
        (await clients.Make(collection + "/restorePoints/p", new { })).Refused(409, "OperationNotAllowed");
        (await clients.Snapshot(source, "s", lun: 0)).Refused(409, "OperationNotAllowed");
    }

    [Fact]
    public async Task Large_sectors_only_become_premium_v2_or_ultra_disks()
    {
        await using var clients = await SimulatedClients.Start(machines: 3000, Clones.Free);
        clients.AllowEverything();
        var (source, lun) = clients.Azure.Fleet.Machines.Where(static one => one.DiskEncryptionSet is null && !one.HasEphemeralOsDisk)
            .SelectMany(static one => one.Platform.DataDiskTypes.Index().Select(disk => (one, disk.Index, disk.Item)))
            .Where(static one => one.Item is "PremiumV2_LRS" or "UltraSSD_LRS").Select(static one => (one.one, one.Index)).First();
        clients.Azure.People.Describe(source.Id, new MachineTraits { SectorBytes = 4096 });
        Assert.Equal(202, (await clients.Snapshot(source, "s", lun)).Status);
        clients.Advance(3600);

        (await clients.Make($"{source.Home()}/disks/d", Clones.Disk(source, source.SnapshotId("s")))).Refused(400, "InvalidParameter");
        Assert.Equal(202, (await clients.Make($"{source.Home()}/disks/d", new
        {
            location = source.Region, zones = new[] { "1" }, sku = new { name = "PremiumV2_LRS" },
            properties = new { creationData = new { createOption = "Copy", sourceResourceId = source.SnapshotId("s") } },
        }, 10)).Status);
        Assert.InRange((await clients.Read($"{source.Home()}/disks/d")).GetProperty("completionPercent").GetDouble(), 1, 99);
    }

    [Fact]
    public async Task A_disk_and_its_machine_are_in_one_zone()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        var (card, disk) = (await clients.MakeCard(source, "nic", "10.9.0.4"), clients.Id("disks", "d"));
        var body = JsonSerializer.SerializeToNode(Clones.Disk(source, source.SnapshotId("s")))!;
        body["zones"] = JsonSerializer.SerializeToNode(new[] { "2" });
        Clones.Taken(await clients.Make(disk, body));
        (await clients.Make(clients.Id("virtualMachines", "one"), Clones.Body(source, card, disk))).Refused(400, "BadRequest");
    }

    [Fact]
    public async Task The_quota_of_the_drills_subscription_counts()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        var codes = new List<string>();
        for (var i = 0; i < 17 && codes.Count == 0; i++)
        {
            var body = JsonSerializer.SerializeToNode(Clones.Body(
                source, await clients.MakeCard(source, $"nic-{i}", $"10.9.0.{i + 4}"), await clients.MakeDisk(source, $"d{i}",
                    source.SnapshotId("s"))))!;
            body["properties"]!["hardwareProfile"]!["vmSize"] = "Standard_D64s_v5";
            var made = await clients.Make(clients.Id("virtualMachines", $"m{i}"), body);
            if (made.Status >= 400)
                codes.Add(made.ErrorCode());
        }
        Assert.Equal(["OperationNotAllowed"], codes);
    }

    [Fact]
    public async Task A_provider_that_is_not_registered_makes_nothing_and_says_so()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        clients.Azure.Providers.Unregister(clients.Drills(), "Microsoft.Compute");
        (await clients.Make(clients.Id("disks", "d"), Clones.Disk(source, source.SnapshotId("s")))).Refused(409,
            "MissingSubscriptionRegistration");
        var provider = await clients.Pipeline().Act(RequestMethod.Get, $"/subscriptions/{clients.Drills()}/providers/Microsoft.Compute");
        Assert.Equal("NotRegistered", provider.Json().Text("registrationState"));
        Assert.Equal(201, (await clients.Make(clients.Id("Microsoft.Network/networkSecurityGroups", "nsg"),
            new { location = source.Region })).Status);
    }

    [Fact]
    public async Task Encryption_at_host_needs_the_subscriptions_feature()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.MakeNetwork(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        var body = With(Clones.Body(
            source, await clients.MakeCard(source, "nic", "10.9.0.4"), await clients.MakeDisk(source, "d", source.SnapshotId("s"))),
                "securityProfile", new { encryptionAtHost = true });
        var feature = $"/subscriptions/{clients.Drills()}/providers/Microsoft.Features/providers/Microsoft.Compute/features/EncryptionAtHost";
        Assert.Equal("Registered", (await clients.Read(feature)).Text("state"));

        clients.Azure.Providers.SetFeature(clients.Drills(), "Microsoft.Compute/EncryptionAtHost", registered: false);

        Assert.Equal("NotRegistered", (await clients.Read(feature)).Text("state"));
        (await clients.Make(clients.Id("virtualMachines", "one"), body)).Refused(400, "InvalidParameter");
        clients.Azure.Providers.SetFeature(clients.Drills(), "Microsoft.Compute/EncryptionAtHost", registered: true);
        Clones.Taken(await clients.Make(clients.Id("virtualMachines", "one"), body));
    }

    [Fact]
    public async Task A_type_that_policy_denies_is_refused_and_can_be_asked_about_before()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        Assert.Equal(0, (await Evaluations()).GetArrayLength());

        clients.Azure.Policies.DenyType(clients.Drills(), "Microsoft.Compute/virtualMachines");

        var evaluation = Assert.Single((await Evaluations()).EnumerateArray());
        Assert.Equal(("NonCompliant", "Deny"), (evaluation.Text("evaluationResult"), evaluation.GetProperty("effectDetails")
            .Text("policyEffect")));
        (await clients.Make(clients.Id("virtualMachines", "one"), new { location = source.Region })).Refused(403,
            "RequestDisallowedByPolicy");
        Assert.Empty(clients.Azure.Calls.Unknown);

        async Task<JsonElement> Evaluations() => (await clients.Pipeline().Act(
            RequestMethod.Post, clients.GroupId() + "/providers/Microsoft.PolicyInsights/checkPolicyRestrictions", new
            {
                resourceDetails = new
                {
                    apiVersion = "2024-11-01",
                    resourceContent = new { type = "Microsoft.Compute/virtualMachines", location = source.Region,
                        properties = new { hardwareProfile = new { vmSize = source.Size.Name } } },
                },
            })).Json().GetProperty("contentEvaluationResult").GetProperty("policyEvaluations");
    }

    [Fact]
    public async Task Fifty_disks_copy_at_once_and_no_more()
    {
        var (clients, source) = await Clones.Start();
        await using var _ = clients;
        await clients.MakeGroup(source);
        await clients.Finish(await clients.Snapshot(source, "s"), 3);
        for (var i = 0; i < 50; i++)
            Assert.Equal(202, (await clients.Make(clients.Id("disks", $"d{i}"), Clones.Disk(source, source.SnapshotId("s")), 0)).Status);
        (await clients.Make(clients.Id("disks", "more"), Clones.Disk(source, source.SnapshotId("s")), 600)).Refused(409,
            "OperationNotAllowed");
        Assert.Equal(202, (await clients.Make(clients.Id("disks", "more"), Clones.Disk(source, source.SnapshotId("s")))).Status);
    }

    private static async Task<bool> Accepted(SimulatedClients clients, string subscription) => (await clients.Read(
        $"/subscriptions/{subscription}/providers/Microsoft.MarketplaceOrdering/offerTypes/virtualmachine/publishers/acme/offers/box/plans/gold/agreements/current"))
        .GetProperty("accepted").GetBoolean();

    private static JsonElement With(object body, string part, object value)
    {
        var changed = JsonSerializer.SerializeToNode(body)!;
        changed["properties"]![part] = JsonSerializer.SerializeToNode(value);
        return JsonSerializer.SerializeToElement(changed);
    }

    private static async Task<(string System, string? Data)> Point(SimulatedClients clients, Machine source)
    {
        var collection = $"{source.Home()}/restorePointCollections/c";
        await clients.Make(collection, new { location = source.Region, properties = new { source = new { id = source.Id } } }, 1);
        Clones.Taken(await clients.Make(collection + "/restorePoints/p", new { }, 60));
        var storage = (await clients.Read(collection + "/restorePoints/p")).GetProperty("sourceMetadata").GetProperty("storageProfile");
        return (
            storage.GetProperty("osDisk").GetProperty("diskRestorePoint").Text("id")!,
            storage.GetProperty("dataDisks").EnumerateArray().Select(static one => one.GetProperty("diskRestorePoint").Text("id"))
                .FirstOrDefault());
    }
}
