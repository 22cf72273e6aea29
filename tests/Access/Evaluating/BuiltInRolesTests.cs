using System.Text.Json;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Tests.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Access.Evaluating;

/// <summary>Azure's own list of 928 roles decides (<c>OPS_DATA/azure/built-in-roles.json</c>).</summary>
public class BuiltInRolesTests
{
    private const string Contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    private const string MachineContributor = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";

    private static readonly Lazy<IReadOnlyList<Role>> Real = new(Read);

    [Fact]
    public void Of_those_that_write_assignments_three_are_owner_like_without_a_condition()
    {
        var book = Book();

        var writing = Real.Value.Where(role => book.Effect(role.Id, null)!.Allows(RoleEffect.WritesAssignments) != Truth.No).ToList();
        var owners = writing.Where(role => book.IsOwner(role.Id, null)).Select(role => role.Name).Order(StringComparer.Ordinal);

        Assert.Equal(928, Real.Value.Count);
        Assert.Equal(28, writing.Count);
        Assert.Equal(["Owner", "Role Based Access Control Administrator", "User Access Administrator"], owners);
        Assert.Equal(3, Real.Value.Count(role => book.IsOwnerLike(role.Id, null)));
    }

    [Fact]
    public void The_others_may_grant_only_what_their_condition_names()
    {
        var book = Book();
        var others = Real.Value.Where(role => !book.IsOwner(role.Id, null)
            && book.Effect(role.Id, null)!.Allows(RoleEffect.WritesAssignments) != Truth.No);

        foreach (var role in others)
        {
            var effect = book.Effect(role.Id, null)!;
            var named = role.Blocks.Select(block => RoleCondition.Of(block.Condition)).OfType<RoleCondition>()
                .SelectMany(one => one.NamedRoles).ToHashSet();

            var granted = Real.Value.Where(one => effect.MayGrant(one.Id) != Truth.No).Select(one => RoleCondition.Digits(one.Id)).ToList();

            Assert.False(effect.IsConditional, $"the condition of {role.Name} is not understood");
            Assert.NotEmpty(named);
            Assert.All(granted, one => Assert.Contains(one, named));
            Assert.Equal(named.Where(id => Real.Value.Any(one => RoleCondition.Digits(one.Id) == id)).Order(), granted.Order());
        }
    }

    [Fact]
    public void A_resilience_drills_administrator_may_perhaps_grant_Contributor_and_Virtual_Machine_Contributor_and_never_Owner()
    {
        var effect = Effect("Azure Resilience Management Drills Administrator");

        Assert.Equal(Truth.Conditional, effect.MayGrant(Contributor));
        Assert.Equal(Truth.Conditional, effect.MayGrant(MachineContributor));
        Assert.Equal(Truth.No, effect.MayGrant(RoleBook.Owner));
    }

    [Fact]
    public void Guids_without_hyphens_are_read_as_those_with()
    {
        var effect = Effect("Storage Actions Task Assignment Contributor");

        Assert.Equal(Truth.Yes, effect.MayGrant("4bad4d9e-2a13-4888-94bb-c8432f6f3040"));
        Assert.Equal(Truth.No, effect.MayGrant(RoleBook.Owner));
    }

    [Fact]
    public void Ids_that_the_list_lacks_are_kept_as_named()
    {
        var known = Real.Value.Select(role => RoleCondition.Digits(role.Id)).ToHashSet();

        var lacking = Real.Value.Where(
            role => role.Blocks.Any(block => RoleCondition.Of(block.Condition)?.NamedRoles.Any(id => !known.Contains(id)) == true));

        Assert.Equal(5, lacking.Count());
    }

    [Fact]
    public void Actions_with_a_space_or_a_slash_at_their_end_mean_the_same_without()
    {
        var odd = Real.Value.SelectMany(role => role.Blocks.SelectMany(block => block.Actions).Where(IsOdd)
            .Select(action => (role, action))).ToList();

        Assert.NotEmpty(odd);
        Assert.All(odd, one => Assert.Equal(
            Truth.Yes,
            new RoleEffect(one.role, null).Allows(ActionPattern.Plain(one.action).Replace("*", "anything", StringComparison.Ordinal))));
    }

    [Fact]
    public void Contributor_cannot_write_assignments_and_with_user_access_administrator_it_can()
    {
        var facts = new TenantCase().User("ann").Grant("ann", TenantCase.Contributor, TenantCase.One);

        Assert.Equal(Truth.No, Allows(facts, RoleEffect.WritesAssignments));
        Assert.Equal(
            Truth.Yes, Allows(facts.Grant("ann", TenantCase.UserAccessAdministrator, TenantCase.One), RoleEffect.WritesAssignments));
    }

    [Fact]
    public void Owner_has_no_data_action_on_blobs_and_lists_keys()
    {
        var effect = Effect("Owner");

        Assert.Equal(Truth.No, effect.AllowsData("Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"));
        Assert.Equal(Truth.Yes, effect.Allows("Microsoft.Storage/storageAccounts/listKeys/action"));
    }

    [Fact]
    public void Renaming_every_role_changes_nothing()
    {
        var renamed = new RoleBook([.. Real.Value.Select(role => role with { Name = "Owner" })]);
        var book = Book();

        Assert.All(Real.Value, role => Assert.Equal(
            (book.IsOwnerLike(role.Id, null), book.IsPrivileged(role.Id, null), book.Grantable(role.Id, null).Count),
            (renamed.IsOwnerLike(role.Id, null), renamed.IsPrivileged(role.Id, null), renamed.Grantable(role.Id, null).Count)));
    }

    private static Truth Allows(TenantCase facts, string action) =>
        new AccessIndex(facts.Facts()).Allows(TenantCase.Id("ann"), action, TenantCase.One);

    private static RoleBook Book() => new(Real.Value);

    private static RoleEffect Effect(string name) => new(Real.Value.Single(role => role.Name == name), null);

    private static bool IsOdd(string action) => action != ActionPattern.Plain(action);

    private static IReadOnlyList<Role> Read()
    {
        using var list = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RecordedData.Folder(), "azure", "built-in-roles.json")));
        return
        [
            .. list.RootElement.EnumerateArray().Select(role => new Role(
                role.GetProperty("name").GetString()!, role.GetProperty("roleName").GetString()!, IsCustom: false,
                [.. role.GetProperty("permissions").EnumerateArray().Select(BlockOf)])),
        ];
    }

    private static PermissionBlock BlockOf(JsonElement block) => new(
        Texts(block, "actions"), Texts(block, "notActions"), Texts(block, "dataActions"), Texts(block, "notDataActions"))
    {
        Condition = block.GetProperty("condition").GetString(),
    };

    private static List<string> Texts(JsonElement block, string name) =>
        [.. block.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
}
