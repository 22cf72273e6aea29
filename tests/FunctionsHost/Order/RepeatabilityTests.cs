using OpsFunctions.Stages.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost.Order;

public sealed class RepeatabilityTests
{
    [Fact]
    public async Task Two_rehearsals_with_the_same_arguments_give_the_same_files_however_busy_the_machine_is() =>
        Assert.Equal(0, await TwiceBenchmark.RunAsync(["--days", "2", "--fleet", "10"]));
}
