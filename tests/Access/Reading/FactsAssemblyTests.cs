using OpsFunctions.Orchestrations.Access.Reading;
using OpsFunctions.Orchestrations.Access.Tenant;
using Xunit;

namespace OpsFunctions.Tests.Access.Reading;

public class FactsAssemblyTests
{
    private const string Activated = TenantCase.One + "/providers/microsoft.authorization/roleassignments/a";

    private static readonly DateTimeOffset End = TenantCase.Now.AddHours(4);

    [Fact]
    public void An_assignment_that_PIM_made_is_an_activation_with_an_end()
    {
        var facts = Of(new ScopeFacts(TenantCase.One)
        {
            Grants = [Grant(Activated), Grant(Activated + "b") with { PrincipalId = "bob" }],
            Activations = [new(Activated, "ann", TenantCase.Owner, TenantCase.One, IsActivated: true, End)],
        });

        Assert.Equal(
            [(GrantKind.Activated, (DateTimeOffset?)End), (GrantKind.Standing, null)],
            facts.Grants.Select(grant => (grant.Kind, grant.EndsOn)));
    }

    [Fact]
    public void What_a_subscription_inherits_is_there_once()
    {
        var inherited = new Grant("/x", "ann", "User", TenantCase.Owner, TenantCase.Platform);

        var facts = Of(new ScopeFacts(TenantCase.Platform) { Grants = [inherited] }, new ScopeFacts(TenantCase.One)
        {
            Grants = [inherited]
        });

        Assert.Single(facts.Grants);
    }

    [Fact]
    public void A_management_group_that_is_not_shown_and_inherited_from_is_above_and_said()
    {
        var facts = FactsAssembly.Of(
            new(new Dictionary<string, string>(StringComparer.Ordinal), []),
            [new ScopeFacts(TenantCase.One) { Grants = [new("/x", "ann", "User", TenantCase.Owner, TenantCase.Platform)] }],
            new([], [], []), new(), [TenantCase.One], TenantCase.Now);

        Assert.True(facts.Tree.Covers(TenantCase.Platform, TenantCase.Shop));
        Assert.Contains(facts.Gaps, gap => gap.What == Part.Tree && gap.Scope == TenantCase.One);
    }

    [Fact]
    public void A_role_that_is_assigned_and_in_no_list_is_unknown() => Assert.Contains(
        Of(new ScopeFacts(TenantCase.One) { Grants = [Grant(Activated)] }).Gaps,
        gap => gap.What == Part.Definitions && gap.Reason.Contains(TenantCase.Owner, StringComparison.Ordinal));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(false, null, false)]
    [InlineData(false, true, true)]
    public void Premium_is_where_one_answer_says_so(bool? one, bool? two, bool? expected) => Assert.Equal(
        expected, Of(new ScopeFacts(TenantCase.One) { HasPremium = one }, new ScopeFacts(TenantCase.Two) { HasPremium = two }).HasPremium);

    [Theory]
    [InlineData("/", TenantCase.Shop, true)]
    [InlineData(TenantCase.Platform, TenantCase.Shop, true)]
    [InlineData(TenantCase.One, TenantCase.Shop, true)]
    [InlineData(TenantCase.Shop, TenantCase.One, false)]
    [InlineData(TenantCase.Two, TenantCase.Shop, false)]
    [InlineData(TenantCase.One + "/resourcegroups/sho", TenantCase.Shop, false)]
    public void Scopes_cover_what_is_below_them(string upper, string lower, bool covers) =>
        Assert.Equal(covers, new TenantCase().Facts().Tree.Covers(upper, lower));

    [Fact]
    public void A_tree_in_a_circle_ends() => Assert.NotEmpty(new ScopeTree(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [TenantCase.One] = TenantCase.Platform, [TenantCase.Platform] = TenantCase.Platform,
    }).UpFrom(TenantCase.Shop));

    private static Grant Grant(string id) => new(id, "ann", "User", TenantCase.Owner, TenantCase.One);

    private static TenantFacts Of(params ScopeFacts[] scopes) => FactsAssembly.Of(
        new(new TenantCase().Facts().Tree.Parents, []), scopes, new([], [], []), new(), [TenantCase.One], TenantCase.Now);
}
