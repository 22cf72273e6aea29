using OpsFunctions.FunctionsHost;
using Xunit;

namespace OpsFunctions.Tests.FunctionsHost;

public sealed class WorkMeterTests
{
    [Fact]
    public async Task Idle_is_when_as_much_has_left_as_has_entered()
    {
        var meter = new WorkMeter();
        Assert.True(meter.WhenIdleAsync().IsCompleted);
        meter.Enter();
        meter.Enter();
        var idle = meter.WhenIdleAsync();
        meter.Leave();
        Assert.False(idle.IsCompleted);
        meter.Leave();
        await idle.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal((0, 2L), (meter.InFlight, meter.Started));
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        var meter = new WorkMeter();
        meter.Enter();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => meter.WhenIdleAsync(new CancellationToken(true)));
    }
}
