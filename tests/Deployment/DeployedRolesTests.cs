using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Deployment;

/// <summary>The rights that simulated Azure checks are those of the committed predictions.</summary>
public sealed class DeployedRolesTests
{
    [Fact]
    public void An_installation_that_reports_gets_what_reads_and_nothing_that_changes()
    {
        var small = DeployedRoles.Of("small");

        Assert.DoesNotContain(small, one => one.Changes || one.Identity is "act" or "drill");
        Assert.Equal(
            DeployedRoles.All.Where(one => !one.Changes && one.Capability != "drills").Select(one => (one.Identity, one.Role.Name)).Order(),
            small.Select(one => (one.Identity, one.Role.Name)).Order());
        Assert.All(small.Where(one => one.Capability.Length > 0), one => Assert.Equal(
            DeployedRoles.All.Single(other => other.Role.Name == one.Role.Name).Role.Actions.Order(), one.Role.Actions.Order()));
    }

    [Fact]
    public void Each_identity_has_its_own_and_each_role_one_identity()
    {
        Assert.Equal(["act", "audit", "drill", "read"], DeployedRoles.All.Select(one => one.Identity).Distinct().Order());
        Assert.Equal(DeployedRoles.All.Count, DeployedRoles.All.Select(one => one.Role.Name).Distinct().Count());
        Assert.Equal(
            [
                "OpsFunctions Access Audit", "OpsFunctions Drills Place", "OpsFunctions Drills Source", "OpsFunctions Remediation Act",
                "OpsFunctions Remediation Read", "OpsFunctions Rightsizing Act", "OpsFunctions Rightsizing Read",
                "OpsFunctions Snapshots Act",
                "OpsFunctions Snapshots Delete", "OpsFunctions Snapshots Read", "Storage Blob Data Contributor",
                "Storage Queue Data Contributor",
            ],
            DeployedRoles.All.Select(one => one.Role.Name));
    }

    [Theory]
    [InlineData("OpsFunctions Access Audit", "audit", RoleLevel.RootGroup)]
    [InlineData("OpsFunctions Drills Place", "drill", RoleLevel.DrillSubscription)]
    [InlineData("OpsFunctions Drills Source", "drill", RoleLevel.Subscriptions)]
    [InlineData("OpsFunctions Snapshots Delete", "act", RoleLevel.Subscriptions)]
    [InlineData("Storage Blob Data Contributor", "read", RoleLevel.Home)]
    public void It_is_where_the_deployment_assigns_it(string name, string identity, RoleLevel level)
    {
        var role = DeployedRoles.All.Single(one => one.Role.Name == name);

        Assert.Equal((identity, level), (role.Identity, role.Level));
    }
}
