using OpsFunctions.Orchestrations.Access.Evaluating;
using Xunit;

namespace OpsFunctions.Tests.Access.Evaluating;

public class RoleConditionTests
{
    private const string Write = "Microsoft.Authorization/roleAssignments/write";
    private const string Request = "@Request[Microsoft.Authorization/roleAssignments:";
    private const string A = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
    private const string B = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    private const string C = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

    // Forms that Azure's templates and documentation write: constrain roles, roles and types, roles and principals, all roles but some.
    [Theory]
    [InlineData($"{Request}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{A}, {B}}}", true, true, false)]
    [InlineData($"{Request}RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {{{A}, {B}}}", false, false, true)]
    [InlineData($"{Request}RoleDefinitionId] ForAllOfAllValues:GuidNotEquals{{{A}}}", false, true, true)]
    [InlineData($"{Request}RoleDefinitionId] GuidEquals {A}", true, false, false)]
    [InlineData(
        $"( !(ActionMatches{{'{Write}'}}) OR ({Request}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{C}}} AND {Request}PrincipalType] StringEqualsIgnoreCase 'user') )", false, false, true)]
    [InlineData(
        $"!(ActionMatches{{'*/roleAssignments/write'}}) || {Request}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{{{B}}}", false, true,
        false)]
    [InlineData(
        "!(ActionMatches{'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'}) OR @Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'x'", true, true, true)]
    [InlineData($"NOT {Request}PrincipalType] StringEqualsIgnoreCase 'Group'", true, true, true)]
    public void What_may_be_granted_is_what_the_condition_leaves(string condition, bool a, bool b, bool c)
    {
        var read = RoleCondition.Of(condition)!;

        Assert.True(read.IsUnderstood);
        Assert.Equal((a, b, c), (Ask(read, A), Ask(read, B), Ask(read, C)));
    }

    [Theory]
    [InlineData("@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Ops_Level] StringEquals 'high'")]
    [InlineData("@Environment[UtcNow] DateTimeGreaterThan '2027-01-01T00:00:00.0Z'")]
    [InlineData("Exists @Request[Microsoft.Authorization/roleAssignments:PrincipalId]")]
    [InlineData("@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] SomethingNew {1}")]
    [InlineData("this is no condition at all")]
    [InlineData("((((")]
    [InlineData("@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] GuidEquals @Resource[X:Y]")]
    public void What_is_not_understood_is_neither_proven_nor_dropped(string condition) =>
        Assert.Equal(Truth.Conditional, RoleCondition.Of(condition)!.Ask(new(Write, RoleCondition.Digits(A), "User")));

    [Fact]
    public void What_is_not_understood_does_not_widen_what_is()
    {
        var condition = RoleCondition.Of(
            $"@Resource[HasObotoken] boolequals true && ({Request}RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{B}}})")!;

        Assert.Equal(Truth.No, condition.Ask(new(Write, RoleCondition.Digits(A), "User")));
        Assert.Equal(Truth.Conditional, condition.Ask(new(Write, RoleCondition.Digits(B), "User")));
    }

    [Fact]
    public void One_that_is_deeper_than_any_is_not_read()
    {
        var deep = RoleCondition.Of(new string('(', 5_000) + "ActionMatches{'x'}" + new string(')', 5_000))!;

        Assert.False(deep.IsUnderstood);
    }

    private static bool Ask(RoleCondition condition, string role) =>
        condition.Ask(new(Write, RoleCondition.Digits(role), "User")) == Truth.Yes;
}
