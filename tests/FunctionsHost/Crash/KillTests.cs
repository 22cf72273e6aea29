using OpsFunctions.Stages.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Crash;

public sealed class KillTests
{
    [Fact]
    public async Task A_process_killed_at_random_moments_loses_nothing_and_does_nothing_twice() =>
        Assert.Equal(0, await KillTest.RunAsync(["--kills", "3", "--seed", "7"]));
}
