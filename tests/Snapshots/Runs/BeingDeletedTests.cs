using OpsFunctions.Orchestrations.Recovery;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Runs;

public class BeingDeletedTests
{
    [Fact]
    public async Task A_point_that_is_being_deleted_is_told_from_one_that_is_not_complete_until_it_is_gone()
    {
        await using var suite = await SnapshotSuite.StartAsync();
        await suite.AddHistoryAsync(suite.Simple[0], 1);
        var point = Assert.Single(suite.Azure.Snapshots.All);
        var reader = suite.Service<PointReader>();
        Assert.Equal((PointState.Complete, false), await Look());
        var now = suite.Azure.Time.GetUtcNow();

        // What a DELETE does whose answer was lost.
        suite.Azure.Snapshots.Remove(suite.Azure.Snapshots.Find(point.Id)!, now, now.AddSeconds(2), suite.Azure.Suite.Act.PrincipalId);

        Assert.Equal((PointState.Pending, true), await Look());
        await suite.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Null(await reader.LookAsync(point.Id, default));

        async Task<(PointState, bool)> Look() => await reader.LookAsync(point.Id, default) is { } look
            ? (look.State, look.IsBeingDeleted)
            : default;
    }
}
