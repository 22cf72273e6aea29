using System.Text.Json;
using OpsFunctions.Orchestrations.Drills.Planning;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Planning;

public class BlueprintPolicyTests
{
    private static readonly SourceMachine Web = Cases.Machine("web", "10.1.0.4", 0, 1);
    private static readonly SourceMachine Sql = Cases.Machine("sql", "10.1.0.5");

    [Fact]
    public void The_same_facts_give_the_same_journal() => Assert.Equal(
        JsonSerializer.Serialize(Cases.Journal(Cases.Facts(Web, Sql))), JsonSerializer.Serialize(Cases.Journal(Cases.Facts(Web, Sql))));

    [Fact]
    public void Whatever_is_made_has_a_derived_name_in_the_drills_group()
    {
        var journal = Cases.Journal(Cases.Facts(Web, Sql));

        Assert.Equal(
            [
                "group", "nsg", "network", "m01-web-os", "m01-web-data0", "m01-web-data1", "m01-web-nic0", "m01-web", "m01-web-canary",
                "m01-web-check00", "m02-sql-os", "m02-sql-nic0", "m02-sql", "m02-sql-canary", "m02-sql-check00",
            ], journal.Resources.Select(one => one.Key));
        Assert.All(journal.Resources, one => Assert.StartsWith(journal.GroupId, one.Id, StringComparison.Ordinal));
        Assert.Null(journal.ProblemAs(DrillJournal.NameOf(Cases.DrillId)));
    }

    [Fact]
    public void Names_keep_within_what_Azure_takes_however_long_the_sources_are()
    {
        var machine = Cases.Machine(new string('w', 64), "10.1.0.4", 0, 63);

        var journal = BlueprintPolicy.Of(
            "drills-" + new string('p', 30) + "-20260601-060000-0123456789abcdef", "shop", Cases.Facts(machine),
            PreflightPolicy.Check(Cases.Facts(machine), Cases.Now), Cases.Now);

        Assert.InRange(journal.GroupId.Split('/')[^1].Length, 1, 90);
        // Names of machines: 64 characters; of all else here: 80.
        Assert.All(
            journal.Resources.Skip(1), one => Assert.InRange(one.Id.Split('/')[^1].Length, 1, one.Kind == DrillKind.Machine ? 64 : 80));
    }

    [Fact]
    public void A_check_is_a_managed_run_command_below_its_machine_with_its_own_time_out()
    {
        var facts = Cases.Facts(Sql);
        var journal = Cases.Journal(facts with
        {
            Plan = facts.Plan with { Validations = [new() { Kind = ValidationKind.Service, Target = "app", TimeoutSeconds = 77 }] },
        });

        var check = journal.Find("m01-sql-check01")!;

        Assert.Equal($"{journal.Find("m01-sql")!.Id}/runCommands/m01-sql-check01", check.Id);
        var properties = Body(check).GetProperty("properties");
        Assert.Equal(77, properties.GetProperty("timeoutInSeconds").GetInt32());
        Assert.True(properties.GetProperty("asyncExecution").GetBoolean());
        Assert.Equal(["m01-sql-canary", "m01-sql-check00", "m01-sql-check01"], journal.Machines[0].Checks.Select(one => one.Key));
    }

    [Fact]
    public void A_validation_is_for_the_machine_that_it_names_or_for_all()
    {
        var facts = Cases.Facts(Web, Sql);
        var journal = Cases.Journal(facts with
        {
            Plan = facts.Plan with
            {
                Validations =
                [
                    new() { Machine = "WEB", Kind = ValidationKind.Tcp, Target = "sql:1433" },
                    new() { Kind = ValidationKind.Service, Target = "app", Required = false },
                ],
            },
        });

        Assert.Equal(
            ["nothing outside is reached", "data disks online", "sql:1433 answers", "service app runs"],
            journal.Machines[0].Checks.Select(one => one.Label));
        Assert.Equal(
            ["nothing outside is reached", "data disks online", "service app runs"], journal.Machines[1].Checks.Select(one => one.Label));
        Assert.Equal([true, true, false], journal.Machines[1].Checks.Select(one => one.Required));
    }

    [Fact]
    public void Of_the_source_a_clone_bears_no_tag_identity_extension_or_licence()
    {
        var machine = Web with { Identity = "SystemAssigned", Extensions = ["MicrosoftMonitoringAgent"] };

        var bodies = Cases.Journal(Cases.Facts(machine)).Resources.Select(one => one.Body).ToList();

        string[] parts =
            ["\"identity\"", "\"extensions\"", "\"resources\"", "licenseType", "osProfile", "MicrosoftMonitoringAgent", "storageUri"];
        foreach (var part in parts)
            Assert.DoesNotContain(bodies, body => body.Contains(part, StringComparison.OrdinalIgnoreCase));
        Assert.All(bodies.Skip(1), body => Assert.Equal(
            """{"ops:drill":"drills-shop-20260601-060000"}""", JsonDocument.Parse(body).RootElement.GetProperty("tags").GetRawText()));
        Assert.Equal(
            """{"ops:drill":"drills-shop-20260601-060000","ops:expires":"2026-06-01T12:00:00Z"}""",
            JsonDocument.Parse(bodies[0]).RootElement.GetProperty("tags").GetRawText());
    }

    [Fact]
    public void Disks_and_interfaces_go_with_their_machine_and_disks_are_attached()
    {
        var properties = Body(Cases.Journal(Cases.Facts(Web)).Find("m01-web")!).GetProperty("properties");

        var storage = properties.GetProperty("storageProfile");
        Assert.Equal(("Attach", "Delete"), (Text(storage, "osDisk", "createOption"), Text(storage, "osDisk", "deleteOption")));
        Assert.All(storage.GetProperty("dataDisks").EnumerateArray(), disk => Assert.Equal(
            ("Attach", "Delete"), (disk.GetProperty("createOption").GetString(), disk.GetProperty("deleteOption").GetString())));
        Assert.All(properties.GetProperty("networkProfile").GetProperty("networkInterfaces").EnumerateArray(), card => Assert.Equal(
            "Delete", Text(card, "properties", "deleteOption")));
        Assert.True(properties.GetProperty("diagnosticsProfile").GetProperty("bootDiagnostics").GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public void A_disk_of_a_snapshot_is_copied_and_one_of_a_restore_point_restored()
    {
        var journal = Cases.Journal(Cases.Facts(Web, Sql));

        Assert.Equal("Restore", Text(Body(journal.Find("m01-web-data0")!), "properties", "creationData", "createOption"));
        Assert.EndsWith(
            "/diskRestorePoints/data0", Text(Body(journal.Find("m01-web-data0")!), "properties", "creationData", "sourceResourceId"),
            StringComparison.Ordinal);
        Assert.Equal("Copy", Text(Body(journal.Find("m02-sql-os")!), "properties", "creationData", "createOption"));
    }

    [Fact]
    public void Nobody_can_export_a_clones_disk() => Assert.All(
        Cases.Journal(Cases.Facts(Web)).Resources.Where(one => one.Kind == DrillKind.Disk), disk => Assert.Equal(
            ("DenyAll", "Disabled"),
            (Text(Body(disk), "properties", "networkAccessPolicy"), Text(Body(disk), "properties", "publicNetworkAccess"))));

    [Fact]
    public void Security_and_generation_are_the_sources()
    {
        var machine = Sql with
        {
            SecurityType = "TrustedLaunch", SecureBoot = true, Vtpm = true, EncryptionAtHost = true,
            Disks = [Sql.Disks[0] with { SecurityType = "TrustedLaunch" }],
        };

        var journal = Cases.Journal(Cases.Facts(machine));

        var security = Body(journal.Find("m01-sql")!).GetProperty("properties").GetProperty("securityProfile");
        Assert.Equal(
            """{"securityType":"TrustedLaunch","encryptionAtHost":true,"uefiSettings":{"secureBootEnabled":true,"vTpmEnabled":true}}""",
            security.GetRawText());
        Assert.Equal("V2", Text(Body(journal.Find("m01-sql-os")!), "properties", "hyperVGeneration"));
        Assert.Equal("TrustedLaunch", Text(Body(journal.Find("m01-sql-os")!), "properties", "securityProfile", "securityType"));
    }

    [Fact]
    public void A_machine_of_a_marketplace_image_keeps_its_plan_also_where_only_its_disk_knows_it()
    {
        var plan = new MarketplacePlan("acme", "box", "gold");
        var machine = Sql with { Disks = [Sql.Disks[0] with { Plan = plan }] };

        var made = Body(Cases.Journal(Cases.Facts(machine)).Find("m01-sql")!).GetProperty("plan");

        Assert.Equal("""{"name":"gold","publisher":"acme","product":"box"}""", made.GetRawText());
    }

    [Fact]
    public void Sizes_are_mapped()
    {
        var facts = Cases.Facts(Sql);
        var small = Cases.Size with { Name = "Standard_B2s", LinuxPerHour = 0.04 };
        facts = facts with
        {
            Plan = facts.Plan with { Sizes = new Dictionary<string, string> { [Cases.SizeName.ToLowerInvariant()] = "Standard_B2s" } },
            Place = facts.Place with { Sizes = [small] },
        };

        var machine = Cases.Journal(facts).Find("m01-sql")!;

        Assert.Equal(("Standard_B2s", 0.04), (Text(Body(machine), "properties", "hardwareProfile", "vmSize"), machine.UsdPerHour));
    }

    [Fact]
    public void Points_are_held_once_each()
    {
        var held = Cases.Journal(Cases.Facts(Web, Sql)).Held;

        Assert.Equal(
            [new("web-vm", Cases.RestorePoint(Web).RestorePoint!), new("unique-sql-os", Cases.Snapshots(Sql).Disks[0].PointId)], held);
    }

    [Fact]
    public void A_machine_knows_its_point_and_whether_it_is_torn()
    {
        var facts = Cases.Facts(Web, Sql);
        var torn = facts with
        {
            Picked = new Dictionary<string, PickedPoint> { [Web.Id] = Cases.Snapshots(Web), [Sql.Id] = Cases.Snapshots(Sql) },
        };

        Assert.Equal([false, false], Cases.Journal(facts).Machines.Select(machine => machine.IsTorn));
        Assert.Equal([true, false], Cases.Journal(torn).Machines.Select(machine => machine.IsTorn));
        Assert.Equal(Cases.PointAt, Cases.Journal(facts).Machines[0].PointAt);
    }

    [Fact]
    public void Groups_are_started_in_the_plans_order_and_a_star_is_all_the_others()
    {
        var facts = Cases.Facts(Cases.Machine("app", "10.1.0.6"), Sql, Web);
        var journal = Cases.Journal(facts with
        {
            Plan = facts.Plan with
            {
                Groups = [new() { Name = "data", Machines = ["SQL"], SettleSeconds = 90 }, new() { Machines = ["*"] }],
            },
        });

        Assert.Equal([("data", 90, "2"), ("group 1", 30, "1 3")], journal.Groups.Select(
            group => (group.Name, group.SettleSeconds, string.Join(' ', group.Machines))));
        Assert.Equal([1, 0, 1], journal.Machines.Select(machine => machine.Group));
    }

    [Fact]
    public void Without_groups_all_are_started_at_once() =>
        Assert.Equal([1, 2], Assert.Single(Cases.Journal(Cases.Facts(Web, Sql)).Groups).Machines);

    [Fact]
    public void It_expires_when_its_time_is_over() => Assert.Equal(Cases.Now.AddMinutes(Cases.Plan.TtlMinutes), Cases.Journal().ExpiresAt);

    [Fact]
    public void A_zone_is_chosen_only_where_disks_need_one()
    {
        var ultra = Sql with { Zones = ["3"], Disks = [Sql.Disks[0], Cases.Disk(0, "sql") with { Sku = "PremiumV2_LRS" }] };
        var second = ultra with { Zones = ["2"] };

        Assert.False(Body(Cases.Journal(Cases.Facts(Sql with { Zones = ["2"] })).Find("m01-sql")!).TryGetProperty("zones", out _));
        // The size is offered in 1 and 2: that of the source where it is among them.
        Assert.Equal("""["1"]""", Body(Cases.Journal(Cases.Facts(ultra)).Find("m01-sql")!).GetProperty("zones").GetRawText());
        Assert.Equal("""["2"]""", Body(Cases.Journal(Cases.Facts(second)).Find("m01-sql-data0")!).GetProperty("zones").GetRawText());
    }

    internal static JsonElement Body(DrillResource resource) => JsonDocument.Parse(resource.Body).RootElement;

    private static string? Text(JsonElement element, params string[] path) =>
        path.Aggregate(element, (one, name) => one.GetProperty(name)).GetString();
}
