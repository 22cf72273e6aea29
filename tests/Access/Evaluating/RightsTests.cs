using CsCheck;
using OpsFunctions.Orchestrations.Access.Evaluating;
using OpsFunctions.Orchestrations.Access.Tenant;
using Xunit;

namespace OpsFunctions.Tests.Access.Evaluating;

public class RightsTests
{
    private const string Delete = "Microsoft.Authorization/roleAssignments/delete";

    private static readonly string[] Actions = ["A/b/read", "A/b/write", "A/c/write", "B/b/delete", RoleEffect.WritesAssignments];
    private static readonly string[] Patterns =
    [
        "*", "*/read", "A/*", "A/b/*", "*/write", "B/b/delete", "Microsoft.Authorization/*", "a/B/READ "
    ];
    private static readonly string[] Scopes = ["/", TenantCase.Platform, TenantCase.One, TenantCase.Two, TenantCase.Shop];

    private static readonly Gen<(int[] Actions, int[] NotActions, int Scope)> Roles = Gen.Select(
        Gen.Int[0, Patterns.Length - 1].Array[1, 3], Gen.Int[0, Patterns.Length - 1].Array[0, 2], Gen.Int[0, Scopes.Length - 1]);

    [Fact]
    public void A_star_less_authorization_writes_can_still_delete_assignments()
    {
        var effect = Effect(new PermissionBlock(["*"], ["Microsoft.Authorization/*/write"], [], []));

        Assert.Equal(Truth.No, effect.Allows(RoleEffect.WritesAssignments));
        Assert.Equal(Truth.Yes, effect.Allows(Delete));
    }

    // ScoutSuite#1501: a star somewhere, or */read, is not everything, and NotActions count.
    [Theory]
    [InlineData("Microsoft.Web/certificates/*", "", false)]
    [InlineData("*/read", "", false)]
    [InlineData("*", "Microsoft.Authorization/*", false)]
    [InlineData("*", "Microsoft.Authorization/roleAssignments/delete", true)]
    [InlineData("*/write", "", true)]
    [InlineData("Microsoft.Authorization/*", "", true)]
    [InlineData("microsoft.AUTHORIZATION/roleassignments/*", "", true)]
    public void A_role_is_owner_like_by_effect(string action, string notAction, bool isOwner)
    {
        string[] notActions = notAction.Length > 0 ? [notAction] : [];
        var book = new RoleBook([new("r", "Reader", IsCustom: true, [new([action], notActions, [], [])])]);

        Assert.Equal(isOwner, book.IsOwnerLike("r", null));
    }

    [Fact]
    public void What_one_block_leaves_out_another_allows()
    {
        var effect = Effect(new PermissionBlock(["A/*"], ["A/b/write"], [], []), PermissionBlock.Of("A/b/write"));

        Assert.Equal(Truth.Yes, effect.Allows("A/b/write"));
    }

    [Fact]
    public void A_role_that_may_grant_one_that_may_grant_owner_is_owner_like()
    {
        var book = new RoleBook(
        [
            new(RoleBook.Owner, "Owner", IsCustom: false, [PermissionBlock.Of("*")]),
            Granting("first", "22222222-0000-0000-0000-000000000002"),
            Granting("22222222-0000-0000-0000-000000000002", RoleBook.Owner),
            Granting("third", "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
        ]);

        Assert.True(book.IsOwnerLike("first", null));
        Assert.False(book.IsOwner("first", null));
        Assert.False(book.IsOwnerLike("third", null));
    }

    [Fact]
    public void A_condition_of_the_assignment_narrows_what_the_role_grants()
    {
        var book = new RoleBook(new TenantCase().Facts().Roles);
        const string notPrivileged = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {8e3af657-a8ff-443c-a75c-2fe8c4bcb635, 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9, f58310d9-a9f6-439a-9e8d-f62e7b41a168}";

        Assert.True(book.IsOwnerLike(TenantCase.UserAccessAdministrator, null));
        Assert.False(book.IsOwnerLike(TenantCase.UserAccessAdministrator, notPrivileged));
        Assert.Contains(TenantCase.Contributor, book.Grantable(TenantCase.UserAccessAdministrator, notPrivileged));
    }

    [Theory]
    [InlineData(false, null, false)]
    [InlineData(true, null, true)]
    [InlineData(false, "@Resource[a:b] StringEquals 'c'", true)]
    public void Only_an_enforced_denial_without_condition_takes_a_right_away(bool onlyAudits, string? condition, bool mayStill)
    {
        var deny = new Deny("d", "stack", TenantCase.Shop, PermissionBlock.Of("*/delete"), [Deny.Everybody], [])
        {
            OnlyAudits = onlyAudits, Condition = condition
        };
        var index = Index(deny);

        Assert.Equal(mayStill ? Truth.Yes : Truth.No, index.Allows(TenantCase.Id("ann"), "A/b/delete", TenantCase.Shop));
        Assert.Equal(Truth.Yes, index.Allows(TenantCase.Id("ann"), "A/b/delete", TenantCase.One));
    }

    [Fact]
    public void A_denial_leaves_out_whom_it_excludes_groups_too_and_what_is_below_where_it_says_so()
    {
        var excluded = new Deny("d", "stack", TenantCase.One, PermissionBlock.Of("*"), [Deny.Everybody], [TenantCase.Id("team")]);
        var here = excluded with { Excluded = [], LeavesOutChildren = true };

        Assert.Equal(Truth.Yes, Index(excluded).Allows(TenantCase.Id("ann"), "A/b/delete", TenantCase.One));
        Assert.Equal(Truth.No, Index(here).Allows(TenantCase.Id("ann"), "A/b/delete", TenantCase.One));
        Assert.Equal(Truth.Yes, Index(here).Allows(TenantCase.Id("ann"), "A/b/delete", TenantCase.Shop));
    }

    [Fact]
    public void An_assignment_more_never_shrinks_rights() => Gen.Select(Roles.Array[0, 3], Roles).Sample((some, one) =>
    {
        var (before, after) = (RightsOf(some), RightsOf([.. some, one]));
        Assert.All(before.Zip(after), pair => Assert.True(pair.Second >= pair.First));
    }, iter: GeneratedCases.Of(2_000));

    [Fact]
    public void A_NotAction_or_a_denial_more_never_grows_them() => Gen.Select(
            Roles.Array[1, 3], Gen.Int[0, Patterns.Length - 1], Gen.Int[0, Scopes.Length - 1])
        .Sample((some, pattern, scope) =>
        {
            var before = RightsOf(some);
            var less = RightsOf([.. some.Select((role, number) => number == 0
                ? (role.Actions, [.. role.NotActions, pattern], role.Scope)
                : role)]);
            var denied = RightsOf(some, new Deny("d", "d", Scopes[scope], PermissionBlock.Of(Patterns[pattern]), [Deny.Everybody], []));

            Assert.All(before.Zip(less), pair => Assert.True(pair.Second <= pair.First));
            Assert.All(before.Zip(denied), pair => Assert.True(pair.Second <= pair.First));
        }, iter: GeneratedCases.Of(2_000));

    private static List<Truth> RightsOf((int[] Actions, int[] NotActions, int Scope)[] roles, params Deny[] denials)
    {
        var tenant = new TenantCase { Change = facts => facts with { Denials = denials } }.User("ann");
        foreach (var (number, role) in roles.Index())
            tenant.Role($"role {number}", isCustom: true, new PermissionBlock(
                [.. role.Actions.Select(one => Patterns[one])], [.. role.NotActions.Select(one => Patterns[one])], [], []))
                .Grant("ann", $"role {number}", Scopes[role.Scope]);
        var index = new AccessIndex(tenant.Facts());
        return [.. from scope in Scopes from action in Actions select index.Allows(TenantCase.Id("ann"), action, scope)];
    }

    private static AccessIndex Index(params Deny[] denials) => new(
        new TenantCase { Change = facts => facts with { Denials = denials } }.User("ann").Group("team", ["ann"])
            .Grant("ann", TenantCase.Owner, TenantCase.Platform).Facts());

    private static RoleEffect Effect(params PermissionBlock[] blocks) => new(new("r", "r", IsCustom: true, blocks), null);

    private static Role Granting(string id, string what) => new(id, id, IsCustom: true,
    [
        PermissionBlock.Of(RoleEffect.WritesAssignments) with
        {
            Condition = $"@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{what}}}",
        },
    ]);
}
