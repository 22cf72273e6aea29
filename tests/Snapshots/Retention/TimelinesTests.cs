using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>The properties speak of something: what is generated has it, often.</summary>
public class TimelinesTests
{
    [Fact]
    public void What_the_properties_speak_of_is_generated_often()
    {
        var (all, deleting, failed, future, twice, copies, many) = (0, 0, 0, 0, 0, 0, 0);
        Timelines.Any.Sample(sample =>
        {
            var deleted = sample.Plan().Deleted.ToList();
            all++;
            deleting += deleted.Count > 0 ? 1 : 0;
            failed += deleted.Any(point => point.State == PointState.Failed) ? 1 : 0;
            future += sample.Points.Any(point => point.CreatedAt > sample.Now) ? 1 : 0;
            twice += sample.Points.DistinctBy(point => point.Id, StringComparer.OrdinalIgnoreCase).Count() < sample.Points.Count ? 1 : 0;
            copies += deleted.Any(point => point.Region == "northeurope") ? 1 : 0;
            many += sample.Points.GoodOf(sample.Now).Values.Any(good => good >= 8) ? 1 : 0;
        }, iter: 5000, threads: 1);

        Assert.All(
            new[] { deleting, failed, future, twice, copies, many },
            count => Assert.True(
                count * 20 > all,
                $"{count} of {all}: deleting {deleting}, failed {failed}, future {future}, twice {twice}, copies {copies}, many {many}"));
    }
}
