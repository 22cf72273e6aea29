using OpsFunctions.Local.Cli.Rehearsal;
using Xunit;

namespace OpsFunctions.Tests.Local.Tenant;

public sealed class TenantRehearsalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tenant-").FullName;

    [Fact]
    public async Task What_people_do_on_a_day_is_told_and_stands_in_the_next_audit()
    {
        var summary = await RehearsalRun.RunAsync(
            new RehearsalOptions
            {
                Days = 1, Fleet = 5, Tenant = true, Out = _folder,
                // After the people of that day; and looks no more often than they have to be.
                Settings = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Access:Schedule"] = "0 0 23 * * *", ["Access:WatchSchedule"] = "0 */15 * * * *",
                },
            }, (_, _) => { }, TestContext.Current.CancellationToken);

        Assert.All(summary.Invariants, invariant => Assert.True(invariant.Holds, $"{invariant.Rule}: {invariant.Found}"));
        Assert.Contains(summary.Invariants, invariant => invariant.Found.StartsWith("1 audits of 1", StringComparison.Ordinal));
        Assert.Contains(summary.Invariants, invariant => invariant.Rule.Contains("within 20 minutes", StringComparison.Ordinal)
            && !invariant.Found.StartsWith("0 of", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
