using OpsFunctions.Orchestrations.Access.Checking;
using OpsFunctions.Orchestrations.Access.Escalating;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;
using Xunit;

namespace OpsFunctions.Tests.Access.Escalating;

/// <summary>Ways to owner, and the edges that other tools drew where there is none; numbers are those of their issues.</summary>
public class PathTests
{
    private const string Machine = TenantCase.Shop + "/providers/microsoft.compute/virtualmachines/web";
    private const string Identity = TenantCase.Shop + "/providers/microsoft.managedidentity/userassignedidentities/deployer";
    private const string Helpdesk = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
    private const string UserAdministrator = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    private const string GroupsAdministrator = "fdd7a751-b60b-444a-984c-02652fe8fa1c";
    private const string ApplicationAdministrator = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3";

    [Fact]
    public void Run_command_on_a_machine_whose_identity_is_owner()
    {
        var path = One(WithMachine().User("ann").Grant("ann", TenantCase.MachineContributor, TenantCase.Shop));

        Assert.Equal([TenantCase.Id("ann"), Machine, TenantCase.Id("web"), TenantCase.One], path.Through);
        Assert.True(path.IsActive);
        Assert.Contains(
            TenantCase.Id($"ann {TenantCase.MachineContributor} {TenantCase.Shop} Standing"), path.Hops[0].GrantId,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_eligibility_makes_it_a_way_that_begins_with_an_activation() => Assert.False(
        One(WithMachine().User("ann").Grant("ann", TenantCase.MachineContributor, TenantCase.Shop, GrantKind.Eligible)).IsActive);

    [Fact]
    public void Of_a_group_it_is_one_way_not_one_of_each_member() => Assert.Equal(
        TenantCase.Id("team"),
        One(WithMachine().User("ann").User("bob").Group("team", ["ann", "bob"])
            .Grant("team", TenantCase.MachineContributor, TenantCase.Shop)).PrincipalId);

    [Fact]
    public void A_denial_of_run_command_cuts_it() => Assert.Empty(Find(new TenantCase
    {
        Change = facts => WithIdentity(facts) with
        {
            Denials = [new("d", "stack", TenantCase.Shop, PermissionBlock.Of("*"), [Deny.Everybody], [])],
        },
    }.Account("web").Grant("web", TenantCase.Owner, TenantCase.One).User("ann")
        .Grant("ann", TenantCase.MachineContributor, TenantCase.Shop)));

    [Fact]
    public void An_identity_is_attached_by_two_roles_of_one_holder()
    {
        var path = One(new TenantCase { Change = facts => facts with { UserAssigned = [new(Identity, TenantCase.Id("deployer"))] } }
            .Role("assign", isCustom: true, PermissionBlock.Of(Primitives.AssignsIdentity)).Account("deployer").User("ann")
            .Grant("deployer", TenantCase.Owner, TenantCase.One).Grant("ann", "assign", TenantCase.Shop)
            .Grant("ann", TenantCase.MachineContributor, TenantCase.Two + "/resourcegroups/other"));

        Assert.Equal([TenantCase.Id("ann"), Identity, TenantCase.Id("deployer"), TenantCase.One], path.Through);
    }

    [Fact]
    public void A_role_whose_condition_names_owner_is_one_step_from_it()
    {
        var condition = $"@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{TenantCase.Owner}}}";
        var path = One(new TenantCase().User("ann").Grant("ann", TenantCase.UserAccessAdministrator, TenantCase.One, condition: condition));

        Assert.Contains("gives itself Owner there", path.Hops.Select(hop => hop.Words));
    }

    [Fact]
    public void An_owner_of_a_group_that_has_rights_joins_it_and_a_dynamic_group_is_joined_by_nobody()
    {
        TenantCase tenant(bool isDynamic) => new TenantCase().User("ann").User("bob").Grant("team", TenantCase.Owner, TenantCase.One)
            .Group("team", ["bob"], group => group with { Owners = [TenantCase.Id("ann")], IsDynamic = isDynamic });

        Assert.Equal(TenantCase.Id("ann"), One(tenant(isDynamic: false)).PrincipalId);
        Assert.Empty(Find(tenant(isDynamic: true)));
    }

    [Fact]
    public void An_owner_of_an_application_signs_in_as_it() => Assert.Equal(
        TenantCase.Id("ann"),
        One(new TenantCase().User("ann").Account("ci", one => one with { AppId = "client-ci" }).Application("ci", "ann")
            .Grant("ci", TenantCase.Owner, TenantCase.One)).PrincipalId);

    [Fact]
    public void A_permission_of_Microsoft_Graph_that_manages_roles_reaches_the_root()
    {
        var path = One(new TenantCase
        {
            Change = facts => facts with { GraphGrants = [new(TenantCase.Id("hr"), "RoleManagement.ReadWrite.Directory")] }
        }.Account("hr"));

        Assert.Equal(("/", TenantCase.Id("hr")), (path.Target, path.PrincipalId));
    }

    // BloodHound#942, Legacy#677: a role in an administrative unit reaches its members alone.
    [Theory]
    [InlineData("/", true)]
    [InlineData("/administrativeUnits/au1", false)]
    [InlineData("/administrativeUnits/au2", true)]
    public void A_role_in_an_administrative_unit_reaches_its_members_alone(string scope, bool reaches)
    {
        var tenant = new TenantCase
        {
            Change = facts => facts with
            {
                AdministrativeUnits = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
                {
                    ["au1"] = [TenantCase.Id("cat")], ["au2"] = [TenantCase.Id("bob")],
                },
            },
        }.User("ann").User("bob").User("cat").Directory("ann", Helpdesk, scope).Grant("bob", TenantCase.Owner, TenantCase.One);

        Assert.Equal(reaches ? [TenantCase.Id("ann")] : [], Find(tenant).Select(path => path.PrincipalId));
    }

    // Legacy#654: owner of a resource is no owner of its subscription.
    [Fact]
    public void An_owner_of_a_resource_is_no_owner_of_the_subscription()
    {
        var tenant = new TenantCase().User("ann").User("bob")
            .Group("team", ["bob"], group => group with { Owners = [TenantCase.Id("ann")] })
            .Grant("team", TenantCase.Owner, Machine);

        Assert.Empty(Find(tenant));
        Assert.DoesNotContain(TenantCase.Id("bob"), new AuditContext(tenant.Facts(), new()).OwnersOf(TenantCase.One, isActive: true));
    }

    // BloodHound#944: who is in a role-assignable group, or owns one, has a password that only few reset.
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_password_is_not_reset_by_a_help_desk_where_a_role_assignable_group_protects_it(bool isRoleAssignable, bool reaches)
    {
        var tenant = new TenantCase().User("ann").User("bob").User("cat").Directory("ann", Helpdesk)
            .Grant("team", TenantCase.Owner, TenantCase.One)
            .Group("team", ["cat"], group => group with { Owners = [TenantCase.Id("bob")], IsRoleAssignable = isRoleAssignable });

        Assert.Equal(reaches, Find(tenant).Any(path => path.PrincipalId == TenantCase.Id("ann")));
    }

    [Fact]
    public void A_role_assignable_group_is_joined_by_no_groups_administrator()
    {
        TenantCase tenant(bool isRoleAssignable) => new TenantCase().User("ann").User("cat").Directory("ann", GroupsAdministrator)
            .Grant("team", TenantCase.Owner, TenantCase.One)
            .Group("team", ["cat"], group => group with { IsRoleAssignable = isRoleAssignable });

        Assert.Single(Find(tenant(isRoleAssignable: false)));
        Assert.Empty(Find(tenant(isRoleAssignable: true)));
    }

    [Fact]
    public void Who_has_a_role_of_the_directory_is_no_ordinary_user() => Assert.DoesNotContain(
        TenantCase.Id("ann"),
        Find(new TenantCase().User("ann").User("bob").Directory("ann", UserAdministrator).Directory("bob", ApplicationAdministrator)
            .Grant("bob", TenantCase.Owner, TenantCase.One)).Select(path => path.PrincipalId));

    [Fact]
    public void An_application_administrator_signs_in_as_any_application_and_as_no_managed_identity()
    {
        TenantCase tenant(bool isManaged) => new TenantCase().User("ann").Directory("ann", ApplicationAdministrator)
            .Account("ci", one => one with { AppId = "client-ci", IsManagedIdentity = isManaged })
            .Grant("ci", TenantCase.Owner, TenantCase.One);

        Assert.Single(Find(tenant(isManaged: false)));
        Assert.Empty(Find(tenant(isManaged: true)));
    }

    // AzureHound#83, #49; Legacy#678: eligible assignments and eligible members of groups are ways, too.
    [Fact]
    public void An_eligible_member_of_a_group_reaches_what_the_group_reaches()
    {
        var path = One(WithMachine().User("ann").User("bob").Group("team", [], group => group with { Eligible = [TenantCase.Id("ann")] })
            .Group("outer", [], group => group with { Owners = [TenantCase.Id("team")] }).Grant("outer", TenantCase.Owner, TenantCase.Two));

        Assert.True(path.IsActive);
        Assert.Equal([TenantCase.Id("team"), TenantCase.Id("outer"), TenantCase.Two], path.Through);
    }

    [Fact]
    public void Who_has_owner_already_is_on_no_way_to_it() => Assert.Empty(
        Find(new TenantCase().User("ann").Grant("ann", TenantCase.Owner, TenantCase.One).User("bob")
            .Directory("bob", DirectoryPowers.GlobalAdministrator)));

    [Fact]
    public void The_shortest_is_the_one_with_the_fewest_deeds()
    {
        var path = One(WithMachine().User("ann").Group("team", []).Group("inner", ["ann"])
            .Grant("inner", TenantCase.MachineContributor, TenantCase.Shop)
            .Role("long", isCustom: true, PermissionBlock.Of("Microsoft.Authorization/roleDefinitions/write")));

        Assert.Equal([TenantCase.Id("inner"), Machine, TenantCase.Id("web"), TenantCase.One], path.Through);
    }

    private static TenantCase WithMachine() =>
        new TenantCase { Change = WithIdentity }.Account("web", one => one with { IsManagedIdentity = true })
            .Grant("web", TenantCase.Owner, TenantCase.One);

    private static TenantFacts WithIdentity(TenantFacts facts) => facts with { Attached = [new(Machine, TenantCase.Id("web"))] };

    private static IReadOnlyList<EscalationPath> Find(TenantCase tenant) => PathFinder.Find(new AccessIndex(tenant.Facts()));

    private static EscalationPath One(TenantCase tenant) => Assert.Single(Find(tenant));
}
