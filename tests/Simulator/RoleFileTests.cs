using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Architecture;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

/// <summary>The role files that we hand out, read as Azure reads them; and simulated Azure refuses what Azure refuses.</summary>
public sealed class RoleFileTests
{
    private const string Scope = "/subscriptions/11111111-1111-1111-1111-111111111111";
    private const string Group = "/providers/Microsoft.Management/managementGroups/mg-ops";

    private static readonly RoleDefinition Role = new(
        "Ops", "For a test.", ["Microsoft.Compute/virtualMachines/read"], [], [], [], [Scope]);

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "bicep", "roles"), "*.json").Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_role_file_has_the_form_that_Azures_tools_read(string file)
    {
        using var json = JsonDocument.Parse(SourceTree.Read($"bicep/roles/{file}"));

        Assert.Equal(
            ["Name", "IsCustom", "Description", "Actions", "NotActions", "DataActions", "NotDataActions", "AssignableScopes"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_custom_role_leaves_its_scopes_to_who_deploys_it_and_is_one_that_Azure_takes(string file)
    {
        var role = Read(file);
        Assert.SkipUnless(role.IsCustom, "Azure's own.");

        Assert.Equal([RoleDefinition.Scopes], role.AssignableScopes);
        Assert.Empty(role.AssignableAt([Scope]).Problems);
        Assert.Empty(role.AssignableAt([Scope, $"{Scope}/resourceGroups/rg-app", Group]).Problems);
        Assert.DoesNotContain(Permissions(role), permission => permission.Contains('*', StringComparison.Ordinal));
        Assert.Equal(Permissions(role).Count(), Permissions(role).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_built_in_role_is_the_one_that_Azure_has(string file)
    {
        var role = Read(file);
        Assert.SkipWhen(role.IsCustom, "One of ours.");
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RecordedData.Folder(), "azure", "built-in-roles.json")));

        var known = json.RootElement.EnumerateArray().Single(one => one.GetProperty("roleName").GetString() == role.Name);

        var permissions = known.GetProperty("permissions")[0];
        Assert.Equal(Texts(permissions, "actions"), role.Actions.Order(StringComparer.Ordinal));
        Assert.Equal(Texts(permissions, "dataActions"), role.DataActions.Order(StringComparer.Ordinal));
        Assert.Equal(["/"], role.AssignableScopes);
    }

    [Fact]
    public void The_permissions_of_all_of_Azures_own_roles_have_a_form_that_is_taken()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RecordedData.Folder(), "azure", "built-in-roles.json")));
        // Three in thousands are slips of Azure's own.
        string[] slips = ["Microsoft.Insights/alertRules/", "Microsoft.Network/virtualNetworks/read ",
        "Microsoft.ProgrammableConnectivity/Gateways/NetworkAPIAccess"];
        string[] Known(string name) =>
            [.. json.RootElement.EnumerateArray().SelectMany(one => one.GetProperty("permissions").EnumerateArray())
                .SelectMany(one => Texts(one, name)).Except(slips, StringComparer.Ordinal).Distinct(StringComparer.OrdinalIgnoreCase)];

        var all = Role with { Actions = Known("actions"), NotActions = Known("notActions"), DataActions = Known(
            "dataActions"), NotDataActions = Known("notDataActions") };

        Assert.True(all.Actions.Count > 1000);
        Assert.Empty(all.Problems);
    }

    public static TheoryData<string, RoleDefinition> Wrong => new()
    {
        { "the assignable scope / belongs to built-in roles", Role with { AssignableScopes = ["/"] } },
        { "the assignable scope / belongs to built-in roles", Role with { AssignableScopes = [Scope, "/"] } },
        { "is no management group, subscription or resource group", Role with { AssignableScopes = [RoleDefinition.Scopes] } },
        { "is no management group, subscription or resource group", Role with { AssignableScopes = [$"{Scope}/"] } },
        { "is no management group, subscription or resource group", Role with { AssignableScopes = ["/subscriptions/*"] } },
        { "is no management group, subscription or resource group", Role with { AssignableScopes = [$"{Scope}\n"] } },
        { "is no management group, subscription or resource group",
        Role with { AssignableScopes = [$"{Scope}/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm"] } },
        { "1 to 2000 assignable scopes", Role with { AssignableScopes = [] } },
        { "1 to 2000 assignable scopes", Role with { AssignableScopes = [.. Enumerable.Range(0, 2001).Select(
            number => $"{Scope}/resourceGroups/rg-{number}")] } },
        { "is named twice", Role with { AssignableScopes = [Scope, Scope.ToUpperInvariant().Replace(
            "SUBSCRIPTIONS", "subscriptions", StringComparison.Ordinal)] } },
        { "only one management group", Role with { AssignableScopes = [Group, $"{Group}-2"] } },
        { "data actions cannot be assigned at a management group",
        Role with { AssignableScopes = [Group], DataActions = ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"] } },
        { "no operation of a resource provider", Role with { Actions = ["Microsoft.Compute/virtualMachines"] } },
        { "no operation of a resource provider", Role with { Actions = ["Microsoft.Compute/virtualMachines/reads"] } },
        { "no operation of a resource provider", Role with { NotActions = ["read"] } },
        { "no operation of a resource provider", Role with { DataActions = [" Microsoft.Storage/storageAccounts/read"] } },
        { "twice", Role with { Actions = [.. Role.Actions, "microsoft.compute/virtualmachines/READ"] } },
        { "it allows nothing", Role with { Actions = [] } },
        { "1 to 512 characters", Role with { Name = new('n', 513) } },
        { "1 to 512 characters", Role with { Name = " " } },
        { "at most 2048 characters", Role with { Description = new('d', 2049) } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_custom_role_that_Azure_refuses_is_refused_by_simulated_Azure(string problem, RoleDefinition role)
    {
        Assert.Contains(role.Problems, one => one.Contains(problem, StringComparison.Ordinal));
        // Simulated Azure fills in what is left open, as a deployment does.
        if (role.AssignableScopes.Contains(RoleDefinition.Scopes))
            return;
        await using var clients = await SimulatedClients.Start(machines: 1);

        var refusal = Assert.Throws<ArgumentException>(() => clients.Azure.Roles.Replace(role));

        Assert.StartsWith("Azure refuses the role", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((role with { IsCustom = false }).Problems);
    }

    [Fact]
    public async Task A_role_is_assigned_only_inside_its_assignable_scopes()
    {
        await using var clients = await SimulatedClients.Start(machines: 1);
        var (inside, outside) = ($"{Scope}/resourceGroups/rg-app", $"/subscriptions/{clients.ProductionId}");

        Assert.Throws<ArgumentException>(() => clients.Azure.Roles.Assign(new RoleAssignment(Role, outside)));
        Assert.Throws<ArgumentException>(() => clients.Azure.Roles.Grant("somebody", new RoleAssignment(Role, "/")));
        clients.Azure.Roles.Assign(new RoleAssignment(Role, inside));

        Assert.Equal(inside, Assert.Single(clients.Azure.Roles.Assignments).Scope);
    }

    [Fact]
    public async Task Simulated_Azure_gives_each_identity_its_own_roles_at_every_subscription_and_that_of_audits_above_them()
    {
        await using var azure = await SimulatedAzure.StartAsync(
            new SimulatedAzureOptions { Fleet = new FleetOptions { Machines = 20 } }, TestContext.Current.CancellationToken);

        string[] Named(SuiteIdentity identity) =>
            [.. azure.Roles.Of(identity).Select(one => one.Role.Name).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "OpsFunctions Remediation Read", "OpsFunctions Rightsizing Read", "OpsFunctions Snapshots Read",
                "Storage Blob Data Contributor", "Storage Queue Data Contributor",
            ], Named(azure.Suite.Read));
        Assert.Equal(
            ["OpsFunctions Remediation Act", "OpsFunctions Rightsizing Act", "OpsFunctions Snapshots Act", "OpsFunctions Snapshots Delete"],
            Named(azure.Suite.Act));
        Assert.Equal(["OpsFunctions Drills Place", "OpsFunctions Drills Source"], Named(azure.Suite.Drill));
        Assert.Equal(["OpsFunctions Access Audit"], Named(azure.Suite.Audit));
        Assert.Equal(ManagementGroups.IdOf(azure.ManagementGroups.Root), Assert.Single(azure.Roles.Of(azure.Suite.Audit)).Scope);
        Assert.Equal(
            $"/subscriptions/{azure.Fleet.Subscriptions[^1].Id}",
            Assert.Single(azure.Roles.Of(azure.Suite.Drill), one => one.Role.Name == "OpsFunctions Drills Place").Scope);
        Assert.All(
            azure.Suite.All.Where(one => one != azure.Suite.Audit).SelectMany(azure.Roles.Of)
                .Where(one => one.Role.IsCustom && one.Role.Name != "OpsFunctions Drills Place")
                .GroupBy(one => one.Role.Name, StringComparer.Ordinal),
            role => Assert.Equal(azure.Fleet.Subscriptions.Select(one => $"/subscriptions/{one.Id}"), role.Select(one => one.Scope)));
        Assert.All(azure.Roles.Assignments.Where(one => one.Role.IsCustom), one => Assert.DoesNotContain("/", one.Role.AssignableScopes));
    }

    private static RoleDefinition Read(string file) => RoleDefinition.Read(SourceTree.Read($"bicep/roles/{file}"));

    private static IEnumerable<string> Permissions(RoleDefinition role) =>
        role.Actions.Concat(role.NotActions).Concat(role.DataActions).Concat(role.NotDataActions);

    private static IEnumerable<string> Texts(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(one => one.GetString()!).Order(StringComparer.Ordinal);
}
