using Microsoft.Extensions.Configuration;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Functions;

/// <summary>Ids in settings that can hold nothing stop the start, and the message names the setting and shows what is wrong.</summary>
public class IdSettingsTests
{
    private const string Id = "11111111-1111-1111-1111-111111111111";
    private const string Group = $"/subscriptions/{Id}/resourceGroups/rg-app";

    public static TheoryData<string, string> Scopes => new()
    {
        { $"{Group}/virtualMachines/vm-app-1", "/providers/{namespace}/{type}/{name}" },
        { $"/subscriptions/{Id}/rg-app", "/resourceGroups/" },
        { $"/subscriptions/{Id}/resourceGroup/rg-app", "/resourceGroups/" },
        { $"{Group} ", "white space" },
        { $"{Group}\n", @"rg-app\n'; an id has no white space" },
        { $"/subscriptions/{Id}/resourceGroups/rg-*", "no wildcard" },
        { $"/subscriptions/{{{Id}}}/resourceGroups/rg-app", "8-4-4-4-12" },
        { "/subscriptions/11111111111111111111111111111111", "8-4-4-4-12" },
        // Of the same kind, found beside them.
        { $" {Group}", "white space" },
        { $"/subscriptions/{Id}/resourceGroups/rg app", "white space" },
        { $"/subscriptions/{Id}/resourceGroups/rg\u00a0app", "white space" },
        { $"/subscriptions/{Id}/resourceGroups/rg%20app", "no wildcard" },
        { $"/subscriptions/{Id}/resourceGroups/rg-app.", "/resourceGroups/" },
        { $"/subscriptions/{Id}/resourceGroups", "/resourceGroups/" },
        { $"/subscriptions/{Id}/resourceGroups//providers/Microsoft.Compute/virtualMachines/vm", "/resourceGroups/" },
        { $"/subscriptions/{Id}/providers/Microsoft.Compute/virtualMachines/vm", "/resourceGroups/" },
        { $"{Group}/providers", "/providers/{namespace}/{type}/{name}" },
        { $"{Group}/providers/Microsoft.Compute", "/providers/{namespace}/{type}/{name}" },
        { $"{Group}/providers/Microsoft.Compute/virtualMachines", "/providers/{namespace}/{type}/{name}" },
        { $"{Group}/providers/virtualMachines/vm/x", "/providers/{namespace}/{type}/{name}" },
        { $"{Group}/providers/Microsoft.Compute/virtualMachines/vm-*", "/providers/{namespace}/{type}/{name}" },
        { $"{Group}/providers/Microsoft.Compute/virtualMachines/vm/extensions", "/providers/{namespace}/{type}/{name}" },
        { $"subscriptions/{Id}", "begins with /subscriptions/" },
        { $"//subscriptions/{Id}", "begins with /subscriptions/" },
        { $"https://management.azure.com/subscriptions/{Id}", "begins with /subscriptions/" },
        { "/subscriptions/0x111111-1111-1111-1111-111111111111", "8-4-4-4-12" },
        { "/", "begins with /subscriptions/" },
        { "", "begins with /subscriptions/" },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void A_scope_that_can_hold_no_resource_stops_the_start(string scope, string problem)
    {
        Assert.Contains(
            problem, Refused<RightsizingOptions>(
                "Rightsizing", "Rightsizing:Guard:AllowedScopes", ("Guard:AllowedScopes:0", scope)), StringComparison.Ordinal);
        Assert.Contains(
            problem, Refused<SnapshotOptions>(
                "Snapshots", "Snapshots:Guard:AllowedScopes", ("Guard:AllowedScopes:0", scope)), StringComparison.Ordinal);
        Assert.Contains(
            problem, Refused<SnapshotOptions>(
                "Snapshots", "Snapshots:Scopes", ("Scopes:0:Scope", scope), ("Scopes:0:Policy", "gold")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"/subscriptions/{Id}")]
    [InlineData($"/subscriptions/{Id}/")]
    [InlineData($"{Group}/")]
    [InlineData("/SUBSCRIPTIONS/AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee/resourcegroups/RG-App")]
    [InlineData($"/subscriptions/{Id}/resourceGroups/rg_app.(1)-ä")]
    [InlineData($"{Group}/providers/Microsoft.Compute/virtualMachines/vm-1")]
    [InlineData($"{Group}/PROVIDERS/microsoft.compute/VIRTUALMACHINES/vm-1/")]
    [InlineData($"{Group}/providers/Microsoft.Compute/restorePointCollections/a/restorePoints/b")]
    public void A_scope_as_Azure_writes_it_is_taken_in_any_casing_and_with_a_slash_behind(string scope)
    {
        Assert.Empty(Problems<RightsizingOptions>("Rightsizing", ("Guard:AllowedScopes:0", scope)));
        Assert.Empty(Problems<SnapshotOptions>("Snapshots", ("Scopes:0:Scope", scope), ("Scopes:0:Policy", "gold")));
    }

    [Theory]
    [InlineData($"{{{Id}}}", Id)]
    [InlineData("11111111111111111111111111111111", "11111111111111111111111111111111")]
    [InlineData($"({Id})", Id)]
    [InlineData($"{Id}\n", @"\n'")]
    [InlineData($" {Id}", $"' {Id}'")]
    [InlineData($"{Id}\t", @"\t'")]
    [InlineData("0x111111-1111-1111-1111-111111111111", "0x1")]
    [InlineData("+1111111-1111-1111-1111-111111111111", "+1")]
    [InlineData($"/subscriptions/{Id}", "/subscriptions/")]
    [InlineData("", "''")]
    public void A_subscription_that_is_no_plain_GUID_stops_the_start(string id, string shown) =>
        Assert.Contains(
            shown, Refused<AzureSettings>(
                "Ops", "Ops:Subscriptions", ("StorageAccount", "opsstate"), ("Subscriptions:0", id)), StringComparison.Ordinal);

    [Theory]
    [InlineData("Identities:Drill", $"{{{Id}}}", "Ops:Identities:Drill is")]
    [InlineData("Identities:Audit", $"{Id}\n", "Ops:Identities:Audit is")]
    [InlineData("Identities:Act", "id-ops", "Ops:Identities:Act is")]
    [InlineData("Identities:Read", " ", "Ops:Identities:Read is")]
    [InlineData("Identities:Read", "", "Ops:Identities lacks Read")]
    [InlineData("Identities:Act", "", "Ops:Identities lacks Act")]
    [InlineData("Identities:Drill", Id, "Ops:Identities names one client id twice")]
    [InlineData("ManagedIdentityClientId", Id, "Ops:ManagedIdentityClientId is gone; name four client ids in its place: Ops:Identities")]
    [InlineData("Entra:Tenant", $"{Id}\n", "Ops:Entra:Tenant")]
    [InlineData("Entra:Tenant", $" {Id}", "Ops:Entra:Tenant")]
    [InlineData("Entra:Audience", "api://ops ", "Ops:Entra:Audience")]
    [InlineData("Entra:Issuer", $"https://sts.windows.net/{Id}/\n", "Ops:Entra:Issuer")]
    public void An_id_that_is_compared_to_the_letter_has_no_white_space_and_no_braces(string name, string value, string named) =>
        Refused<AzureSettings>("Ops", named, [
            ("StorageAccount", "opsstate"), ("Subscriptions:0", Id),
            .. name.StartsWith("Entra", StringComparison.Ordinal)
                ? [("Entra:Tenant", Id), ("Entra:Audience", "api://ops")]
                : name.StartsWith("Identities", StringComparison.Ordinal)
                ? [
                    ("Identities:Read", Id), ("Identities:Act", Other('a')), ("Identities:Drill", Other('b')),
                    ("Identities:Audit", Other('c')),
                ]
                : Array.Empty<(string, string)>(),
            (name, value)]);

    [Fact]
    public void Four_identities_or_none_are_taken()
    {
        Assert.Empty(Problems<AzureSettings>("Ops", ("StorageAccount", "opsstate"), ("Subscriptions:0", Id)));
        Assert.Empty(Problems<AzureSettings>(
            "Ops", ("StorageAccount", "opsstate"), ("Subscriptions:0", Id), ("Identities:Read", Id), ("Identities:Act", Other('a')),
            ("Identities:Drill", Other('b')), ("Identities:Audit", Other('c'))));
    }

    private static string Other(char digit) => new string(digit, 1) + Id[1..];

    [Fact]
    public void The_queues_client_id_is_a_GUID() =>
        Refused<QueueSettings>("OpsQueues", "OpsQueues:ClientId", ("AccountName", "opsstate"), ("ClientId", "id-ops"));

    [Theory]
    [InlineData("AllowedFamilies", "standardDSv5Family ")]
    [InlineData("AllowedFamilies", "")]
    [InlineData("CommittedFamilies", "standardD*Family")]
    [InlineData("CommittedFamilies", "standardDSv5Family\n")]
    public void A_family_that_no_size_can_have_stops_the_start(string list, string family) =>
        Refused<RightsizingOptions>("Rightsizing", $"Rightsizing:{list}:0", ($"{list}:0", family));

    [Fact]
    public void A_family_with_blanks_in_its_name_is_one() =>
        Assert.Empty(Problems<RightsizingOptions>("Rightsizing", ("AllowedFamilies:0", "Standard NCASv3_T4 Family")));

    [Theory]
    [InlineData("/des")]
    [InlineData("des-north")]
    [InlineData($"{Group}")]
    [InlineData($"{Group}/providers/Microsoft.Compute/disks/disk-1")]
    [InlineData($"{Group}/providers/Microsoft.Compute/diskEncryptionSets/des ")]
    [InlineData($"{Group}/providers/Microsoft.Compute/diskEncryptionSets/des/")]
    public void A_disk_encryption_set_that_is_none_stops_the_start(string set) => Refused<SnapshotOptions>(
        "Snapshots", "Snapshots:Policies:gold:CopyTo:0:DiskEncryptionSet",
        ("Policies:gold:CopyTo:0:Region", "northeurope"), ("Policies:gold:CopyTo:0:KeepDaily", "3"), (
            "Policies:gold:CopyTo:0:DiskEncryptionSet", set));

    [Fact]
    public void A_disk_encryption_set_as_Azure_writes_it_is_taken() => Assert.Empty(Problems<SnapshotOptions>(
        "Snapshots", ("Policies:gold:CopyTo:0:Region", "northeurope"), ("Policies:gold:CopyTo:0:KeepDaily", "3"),
        ("Policies:gold:CopyTo:0:DiskEncryptionSet", $"{Group}/providers/microsoft.compute/DiskEncryptionSets/des")));

    [Theory]
    [InlineData("northeurope ")]
    [InlineData("NorthEurope")]
    [InlineData("north*")]
    [InlineData("northeurope\n")]
    public void A_region_that_is_none_stops_the_start(string region) => Refused<SnapshotOptions>(
        "Snapshots", "Snapshots:Policies:gold:CopyTo:0:Region", ("Policies:gold:CopyTo:0:Region", region), (
            "Policies:gold:CopyTo:0:KeepDaily", "3"));

    private static string Refused<T>(string section, string named, params (string Name, string Value)[] settings) where T : class, new() =>
        Assert.Single(Problems<T>(section, settings), problem => problem.StartsWith(named, StringComparison.Ordinal));

    private static IReadOnlyList<string> Problems<T>(string section, params (string Name, string Value)[] settings) where T : class, new()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.GroupBy(setting => setting.Name, StringComparer.Ordinal)
                .Select(setting => new KeyValuePair<string, string?>($"{section}:{setting.Key}", setting.Last().Value)))
            .Build();
        var reader = new SettingsReader(configuration);
        reader.Read<T>(section);
        try
        {
            reader.ThrowIfWrong();
            return [];
        }
        catch (SettingsException e)
        {
            return e.Problems;
        }
    }
}
