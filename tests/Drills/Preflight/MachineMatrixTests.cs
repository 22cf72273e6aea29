using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Machines.Sizes;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

/// <summary>Each line of the matrix, alone.</summary>
public class MachineMatrixTests
{
    private static readonly SourceMachine Web = Cases.Machine();
    private static readonly SourceMachine Two = Cases.Machine("web", "10.1.0.4", 0);
    private static readonly SourceDisk Os = Web.Disks[0];

    [Fact]
    public void A_plain_machine_can() => Assert.Equal(Rebuild.Can, MachineMatrix.Check(Web, Cases.Facts(Web)).Rebuild);

    [Fact]
    public void What_cannot_be_read_cannot() => Is("unread", Rebuild.Cannot, Web with { Unread = ["nic: HTTP 403"] }, "nic: HTTP 403");

    [Fact]
    public void Without_a_point_it_cannot() => Is("noPoint", Rebuild.Cannot, Web, facts => facts with { Picked = NoPoints });

    [Fact]
    public void A_point_that_the_place_keeps_out_cannot() => Is(
        "pointKeptOut", Rebuild.Cannot, Web, facts => facts with { Picked = NoPoints, KeptOut = KeptOut });

    [Fact]
    public void Where_only_the_newest_is_kept_out_an_older_one_is_weaker() => Is(
        "pointKeptOut", Rebuild.Weaker, Web, facts => facts with { KeptOut = KeptOut }, "an older point is used");

    [Fact]
    public void Disks_that_were_taken_one_by_one_are_weaker() => Is(
        "takenOneByOne", Rebuild.Weaker, Two,
        facts => facts with { Picked = new Dictionary<string, PickedPoint> { [Two.Id] = Cases.Snapshots(Two) } });

    [Fact]
    public void A_customers_key_keeps_it_in_its_subscription() =>
        Is("customerKeys", Rebuild.Cannot, Of(Os with { EncryptionSet = "/set" }), "cannot leave the subscription");

    [Fact]
    public void And_in_its_region() => Is(
        "customerKeys", Rebuild.Cannot, Of(Os with { EncryptionSet = "/set" }),
        facts => At(facts, Cases.Source, "northeurope"), "cannot leave the region");

    [Fact]
    public void At_home_a_customers_key_can() => Assert.Empty(MachineMatrix.Check(
        Of(Os with { EncryptionSet = "/set" }), At(Cases.Facts(Web), Cases.Source.ToUpperInvariant(), "westeurope")).Findings);

    [Fact]
    public void Encryption_from_inside_cannot() => Is("encryptedInside", Rebuild.Cannot, Of(Os with { IsEncryptedInside = true }));

    [Fact]
    public void Nor_can_its_extension() => Is("encryptedInside", Rebuild.Cannot, Web with { Extensions = ["AzureDiskEncryptionForLinux"] });

    [Fact]
    public void A_confidential_machine_cannot() => Is("confidential", Rebuild.Cannot, Web with { SecurityType = "ConfidentialVM" });

    [Fact]
    public void Trusted_launch_is_weaker_since_its_vTPM_is_new() =>
        Is("trustedLaunch", Rebuild.Weaker, Web with { SecurityType = "TrustedLaunch" }, "vTPM");

    [Fact]
    public void Of_a_restore_point_with_trusted_launch_no_data_disk_can() =>
        Is("trustedLaunch", Rebuild.Cannot, Two with { SecurityType = "TrustedLaunch" }, "data disks");

    [Fact]
    public void Terms_that_are_not_accepted_there_cannot() => Is(
        "terms", Rebuild.Cannot, Web with { Plan = Gold }, facts => In(facts, place => place with { UnacceptedTerms = [Gold] }),
        "acme/box/gold");

    [Fact]
    public void Nor_those_that_only_the_disk_knows() => Is(
        "terms", Rebuild.Cannot, Of(Os with { Plan = Gold }), facts => In(facts, place => place with { UnacceptedTerms = [Gold] }));

    [Fact]
    public void An_ephemeral_disk_cannot() => Is("ephemeralDisk", Rebuild.Cannot, Of(Os with { IsEphemeral = true }));

    [Fact]
    public void A_shared_disk_cannot() => Is("sharedDisk", Rebuild.Cannot, Of(Os, Cases.Disk(0) with { MaxShares = 2 }));

    [Fact]
    public void Large_sectors_cannot_but_on_the_kinds_that_have_them()
    {
        Is("sectorSize", Rebuild.Cannot, Of(Os, Cases.Disk(0) with { SectorSize = 4096 }));
        Assert.Empty(Check(Of(Os, Cases.Disk(0) with { SectorSize = 4096, Sku = "PremiumV2_LRS" })));
        Assert.Empty(Check(Of(Os, Cases.Disk(0) with { SectorSize = 512 })));
    }

    [Fact]
    public void Write_accelerator_is_weaker() => Is("writeAccelerator", Rebuild.Weaker, Of(Os with { WriteAccelerator = true }));

    [Fact]
    public void A_size_that_is_not_offered_cannot() => Is(
        "size", Rebuild.Cannot, Web, facts => In(facts, place => place with { Sizes = [] }), "is not offered in westeurope");

    [Fact]
    public void A_size_that_is_restricted_cannot() =>
        Is("size", Rebuild.Cannot, Web, facts => Offers(facts, Cases.Size with { Restriction = "NotAvailable" }), "NotAvailable");

    [Fact]
    public void A_size_with_too_few_data_disks_cannot() =>
        Is("size", Rebuild.Cannot, Two, facts => Offers(facts, Cases.Size with { MaxDataDisks = 0 }), "0 data disks at most");

    [Fact]
    public void A_size_with_too_few_interfaces_cannot() => Is(
        "size", Rebuild.Cannot, Web with { Cards = [Cases.Card(), Cases.Card("10.1.0.5")] },
        facts => Offers(facts, Cases.Size with { MaxNetworkInterfaces = 1 }), "1 network interfaces at most");

    [Fact]
    public void A_size_of_another_generation_cannot() => Is(
        "generation", Rebuild.Cannot, Web, facts => Offers(facts, Cases.Size with { Generations = "V1" }));

    [Fact]
    public void A_size_without_the_disk_controller_cannot() => Is("diskController", Rebuild.Cannot, Web with { DiskController = "NVMe" });

    [Fact]
    public void Disks_that_need_a_zone_cannot_where_the_size_has_none() => Is(
        "zone", Rebuild.Cannot, Of(Os, Cases.Disk(0) with { Sku = "UltraSSD_LRS" }),
        facts => Offers(facts, Cases.Size with { Zones = [] }));

    [Fact]
    public void Encryption_at_host_cannot_where_the_subscription_lacks_it() => Is(
        "encryptionAtHost", Rebuild.Cannot, Web with { EncryptionAtHost = true },
        facts => In(facts, place => place with { EncryptionAtHost = false }));

    [Fact]
    public void Where_nobody_could_know_encryption_at_host_is_tried() => Assert.Empty(Check(Web with { EncryptionAtHost = true }));

    [Fact]
    public void A_mapped_size_is_judged_in_the_place_of_the_sources()
    {
        var facts = Cases.Facts(Web);
        facts = facts with { Plan = facts.Plan with { Sizes = new Dictionary<string, string> { [Cases.SizeName] = "Standard_B2s" } } };

        Assert.StartsWith(
            "Standard_B2s is not offered", Assert.Single(MachineMatrix.Check(Web, facts).Findings).Words, StringComparison.Ordinal);
        Assert.Empty(MachineMatrix.Check(Web, Offers(facts, Cases.Size with { Name = "standard_b2s" })).Findings);
    }

    [Fact]
    public void All_that_stands_against_it_is_told_at_once()
    {
        var machine = Of(Os with { EncryptionSet = "/set", IsEphemeral = true, WriteAccelerator = true });

        Assert.Equal(["customerKeys", "ephemeralDisk", "writeAccelerator"], Check(machine).Select(finding => finding.Code));
    }

    private static readonly MarketplacePlan Gold = new("acme", "box", "gold");
    private static readonly Dictionary<string, PickedPoint> NoPoints = [];
    private static readonly Dictionary<string, string> KeptOut = new() { [Cases.MachineId("web")] = "its points lie in northeurope" };

    private static SourceMachine Of(params SourceDisk[] disks) => Web with { Disks = disks };

    private static IReadOnlyList<Finding> Check(SourceMachine machine) => MachineMatrix.Check(machine, Cases.Facts(machine)).Findings;

    private static PreflightFacts In(PreflightFacts facts, Func<PlaceFacts, PlaceFacts> change) =>
        facts with { Place = change(facts.Place) };

    private static PreflightFacts At(PreflightFacts facts, string subscription, string region) =>
        In(facts, place => place with { Subscription = subscription, Region = region });

    private static PreflightFacts Offers(PreflightFacts facts, Size size) => In(facts, place => place with { Sizes = [size] });

    private static void Is(string code, Rebuild effect, SourceMachine machine, string words = "") =>
        Is(code, effect, machine, facts => facts, words);

    private static void Is(
        string code, Rebuild effect, SourceMachine machine, Func<PreflightFacts, PreflightFacts> change, string words = "")
    {
        var finding = Assert.Single(MachineMatrix.Check(machine, change(Cases.Facts(machine))).Findings);

        Assert.Equal((code, effect), (finding.Code, finding.Effect));
        Assert.Contains(words, finding.Words, StringComparison.Ordinal);
    }
}
