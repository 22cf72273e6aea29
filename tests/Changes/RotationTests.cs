using OpsFunctions.Stages.Snapshots;
using Xunit;

namespace OpsFunctions.Tests.Changes;

public class RotationTests
{
    /// <summary>The command <c>rotation</c> tries more seeds.</summary>
    [Fact]
    public async Task Under_faults_people_and_kills_everything_that_must_hold_does()
    {
        var verdict = await RotationRehearsal.RunAsync(4);

        Assert.True(verdict.Broken.Count == 0, verdict.ToString());
        Assert.True(verdict is { Made: > 100, Deleted: > 50, Kills: > 0 }, verdict.ToString());
    }
}
