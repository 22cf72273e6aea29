using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Drills.Preflight;

public class RightsBlockTests
{
    [Theory]
    [InlineData("*", "Microsoft.Compute/disks/write", true)]
    [InlineData("Microsoft.Compute/disks/write", "Microsoft.Compute/disks/write", true)]
    [InlineData("microsoft.compute/DISKS/write", "Microsoft.Compute/disks/write", true)]
    [InlineData("Microsoft.Compute/disks/read", "Microsoft.Compute/disks/write", false)]
    [InlineData("Microsoft.Compute/disks/writ", "Microsoft.Compute/disks/write", false)]
    [InlineData("Microsoft.Compute/*", "Microsoft.Compute/disks/write", true)]
    [InlineData("Microsoft.Compute/*/write", "Microsoft.Compute/virtualMachines/runCommands/write", true)]
    [InlineData("*/write", "Microsoft.Compute/disks/write", true)]
    [InlineData("*/read", "Microsoft.Compute/disks/write", false)]
    [InlineData("Microsoft.Compute/*/runCommands/*", "Microsoft.Compute/virtualMachines/runCommands/write", true)]
    [InlineData("Microsoft.Compute/*/runCommands/*/write", "Microsoft.Compute/virtualMachines/runCommands/write", false)]
    [InlineData("Microsoft.Network/*", "Microsoft.Compute/disks/write", false)]
    [InlineData("Microsoft.Compute/disks/*/write", "Microsoft.Compute/disks/write", false)]
    [InlineData("aba*aba", "aba", false)]
    [InlineData("", "Microsoft.Compute/disks/write", false)]
    public void A_star_stands_for_anything_slashes_too(string pattern, string action, bool allows) =>
        Assert.Equal(allows, new RightsBlock([pattern], []).Allows(action));

    [Theory]
    [InlineData("Microsoft.Compute/disks/write")]
    [InlineData("Microsoft.Compute/*/write")]
    [InlineData("*")]
    public void What_a_block_takes_away_it_does_not_allow(string not) =>
        Assert.False(new RightsBlock(["*"], [not]).Allows("Microsoft.Compute/disks/write"));

    [Fact]
    public void The_role_that_is_deployed_for_drills_allows_all_that_the_preflight_asks_for()
    {
        var role = Roles.Deployed.Single(one => one.Name == "OpsFunctions Drills Place");
        var block = new RightsBlock(role.Actions, role.NotActions);

        Assert.DoesNotContain(DrillRights.Needed, action => !block.Allows(action));
    }

    [Fact]
    public void The_role_for_the_source_allows_to_write_nothing()
    {
        var role = Roles.Deployed.Single(one => one.Name == "OpsFunctions Drills Source");

        Assert.DoesNotContain(role.Actions, action =>
            !action.EndsWith("/read", StringComparison.Ordinal) && !action.EndsWith("/beginGetAccess/action", StringComparison.Ordinal));
    }
}
