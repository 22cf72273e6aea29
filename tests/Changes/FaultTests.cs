using OpsFunctions.Stages.Changes;
using Xunit;

namespace OpsFunctions.Tests.Changes;

/// <summary>A hundredth of what the command <c>faults</c> tries, and the seeds that once found something.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(43)]
    [InlineData(91)]
    [InlineData(224)]
    public async Task The_invariants_of_a_change_hold_under_drawn_faults(int seed)
    {
        var verdict = await FaultRehearsal.RunAsync(seed);

        Assert.True(verdict.Broken.Count == 0, verdict.ToString());
    }
}
