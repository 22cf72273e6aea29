using OpsFunctions.Orchestrations.Drills.Settings;
using Xunit;

namespace OpsFunctions.Tests.Drills.Settings;

public class DrillPointTests
{
    [Theory]
    [InlineData("newest", true)]
    [InlineData("Newest", true)]
    [InlineData("2026-06-01T02:00:00Z", true)]
    [InlineData("2026-06-01T02:00Z", true)]
    [InlineData("", false)]
    [InlineData("oldest", false)]
    [InlineData("2026-06-01", false)]
    [InlineData("2026-06-01T02:00:00", false)]
    [InlineData("2026-06-01T02:00:00+02:00", false)]
    [InlineData("2026-13-01T02:00:00Z", false)]
    [InlineData(" newest", false)]
    public void It_is_newest_or_a_moment_in_utc(string text, bool isOne) => Assert.Equal(isOne, DrillPoint.IsOne(text));

    [Fact]
    public void A_moment_is_read_as_utc() =>
        Assert.Equal(new DateTimeOffset(2026, 6, 1, 2, 0, 0, TimeSpan.Zero), DrillPoint.MomentOf("2026-06-01T02:00:00Z"));

    [Fact]
    public void Newest_bounds_nothing() => Assert.Null(DrillPoint.MomentOf("newest"));
}
