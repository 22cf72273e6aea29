using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Simulator;

public sealed class PolicyTests
{
    [Fact]
    public async Task A_size_that_policy_denies_is_refused_with_the_policys_details()
    {
        await using var clients = await SimulatedClients.Start(machines: 60, new() { EnforceThrottling = false });
        var machine = clients.Plain();
        clients.Azure.Policies.Deny(new DeniedFamily(machine.SubscriptionId, machine.ResourceGroup, "Esv5"));
        var refused = await clients.Pipeline().Resize(machine, "Standard_E4s_v5");
        Assert.Equal((403, "RequestDisallowedByPolicy"), (refused.Status, refused.ErrorCode()));
        var info = refused.Json().GetProperty("error").GetProperty("additionalInfo")[0];
        Assert.Equal("PolicyViolation", info.GetProperty("type").GetString());
        Assert.Equal("deny", info.GetProperty("info").GetProperty("policyDefinitionEffect").GetString());
        Assert.Equal(200, (await clients.Pipeline().Resize(machine, "Standard_D2s_v5")).Status);
    }

    [Fact]
    public async Task About_one_group_in_twenty_denies_families_and_none_in_production()
    {
        await using var clients = await SimulatedClients.Start(machines: 6000);
        var groups = clients.Azure.Fleet.ResourceGroups.Where(group => group.SubscriptionId != clients.ProductionId).ToList();
        var denied = clients.Azure.Policies.Denied.Select(one => one.ResourceGroup).Distinct().Count();
        Assert.InRange(denied / (double)groups.Count, 0.02, 0.09);
        Assert.DoesNotContain(clients.Azure.Policies.Denied, one => one.SubscriptionId == clients.ProductionId);
    }
}
