using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Scopes;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Guard;

public class IdleSettingsTests
{
    private const string One = "11111111-1111-1111-1111-111111111111";
    private const string Other = "22222222-2222-2222-2222-222222222222";
    private const string Machine = $"/subscriptions/{One}/resourceGroups/rg-shop/providers/Microsoft.Compute/virtualMachines/web-1";

    [Theory]
    [InlineData($"/subscriptions/{One}")]
    [InlineData($"/subscriptions/{One}/")]
    [InlineData($"/SUBSCRIPTIONS/{One}/RESOURCEGROUPS/RG-SHOP")]
    [InlineData(Machine)]
    public void A_scope_that_holds_a_machine_has_an_effect(string scope) => Assert.Empty(Of(scope));

    [Theory]
    [InlineData($"/subscriptions/{One}/resourceGroups/rg-sho")]
    [InlineData($"/subscriptions/{One}/resourceGroups/rg-shop-test")]
    [InlineData($"/subscriptions/{One}/resourceGroups/rg-shop/providers/Microsoft.Compute/virtualMachines/web-2")]
    [InlineData($"/subscriptions/{One}/resourceGroups/rg-shop/providers/Microsoft.Compute/disks/web-1")]
    [InlineData($"/subscriptions/{Other}")]
    public void A_scope_that_holds_none_is_told_by_its_name(string scope) =>
        Assert.Equal(new IdleSetting("Rightsizing:Guard:AllowedScopes:1", $"{scope} holds no machine of the inventory"), Assert.Single(
            Of(Machine, scope)));

    [Fact]
    public void A_subscription_of_which_the_inventory_shows_nothing_is_told()
    {
        var idle = IdleSettings.Of("Rightsizing", new() { Subscriptions = [One.ToUpperInvariant(), Other] }, new(), [Machine]);

        Assert.Equal("Ops:Subscriptions:1", Assert.Single(idle).Name);
    }

    [Fact]
    public void A_scope_of_snapshots_that_holds_no_machine_is_told_and_so_is_everything_where_there_is_no_machine()
    {
        var options = new SnapshotOptions
        {
            Scopes = [new() { Scope = Machine, Policy = "gold" }, new() { Scope = $"/subscriptions/{Other}", Policy = "gold" }],
            Guard = new() { AllowedScopes = [Machine] },
        };
        var azure = new AzureSettings { Subscriptions = [One] };

        Assert.Equal(["Snapshots:Scopes:1:Scope"], IdleSnapshotSettings.Of(options, azure, [Machine]).Select(one => one.Name));
        Assert.Equal(
            ["Ops:Subscriptions:0", "Snapshots:Guard:AllowedScopes:0", "Snapshots:Scopes:0:Scope", "Snapshots:Scopes:1:Scope"],
            IdleSnapshotSettings.Of(options, azure, []).Select(one => one.Name));
    }

    private static IEnumerable<IdleSetting> Of(params string[] scopes) =>
        IdleSettings.Of("Rightsizing", new() { Subscriptions = [One] }, new GuardProfile { AllowedScopes = scopes }, [Machine]);
}
