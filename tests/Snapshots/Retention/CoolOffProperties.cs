using CsCheck;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using Xunit;

namespace OpsFunctions.Tests.Snapshots.Retention;

/// <summary>A change of the rules can be taken back for the cool-off.</summary>
public class CoolOffProperties
{
    private static readonly int CaseCount = GeneratedCases.Of(1_000_000);
    private static readonly TimeSpan CoolOff = TimeSpan.FromDays(7);

    [Fact]
    public void While_it_cools_off_nothing_is_deleted_that_the_old_policy_keeps_and_then_it_is() =>
        Gen.Select(Timelines.Any, Timelines.Policy, Gen.Int[0, 60 * 24 * 7 - 1]).Sample((sample, tightened, minutes) =>
        {
            var history = PolicyHistory.Note(null, sample.Policy, sample.Now.AddDays(-8), CoolOff);
            history = PolicyHistory.Note(history, tightened, sample.Now, CoolOff);
            var (during, after) = (sample.Now.AddMinutes(minutes), sample.Now + CoolOff);

            var both = Under(sample.Points, [sample.Policy], during);
            both.IntersectWith(Under(sample.Points, [tightened], during));
            Assert.True(both.SetEquals(Under(sample.Points, PolicyHistory.InForce(history, during, CoolOff), during)));
            Assert.True(Under(sample.Points, [tightened], after)
                .SetEquals(Under(sample.Points, PolicyHistory.InForce(history, after, CoolOff), after)));
        }, iter: CaseCount);

    [Fact]
    public void Superseded_rules_hold_for_the_cool_off_after_the_latest_time_that_was_seen() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[-20 * 24, 20 * 24]).Array[1, 12].Sample(changes =>
        {
            // Hours by a clock that is put forward and back; four policies that come and go.
            PolicyHistory? history = null;
            var (latest, since) = (DateTimeOffset.MinValue, new Dictionary<int, DateTimeOffset>());
            var (current, clock, first) = (-1, Points.Now, Points.Now);
            foreach (var (policy, hours) in changes)
            {
                clock = clock.AddHours(hours);
                if (history is null)
                    first = clock;
                latest = clock > latest ? clock : latest;
                if (current >= 0 && policy != current)
                    since[current] = latest;
                // Rules that were let go under a clock ahead stay gone when it is put back.
                foreach (var gone in since.Where(one => clock - one.Value >= CoolOff).Select(one => one.Key).ToList())
                    since.Remove(gone);
                since.Remove(policy);
                current = policy;
                history = PolicyHistory.Note(history, Numbered(policy), clock, CoolOff);

                var held = PolicyHistory.InForce(history, clock, CoolOff).Select(one => one.KeepLast - 1).ToList();
                Assert.Equal(clock - first < CoolOff ? [] : since.Keys.Append(policy).Order(), held.Order());
            }
        }, iter: CaseCount);

    private static SnapshotPolicy Numbered(int policy) => new() { Name = "daily", KeepLast = policy + 1 };

    private static HashSet<string> Under(IReadOnlyList<RecoveryPoint> points, IReadOnlyList<SnapshotPolicy> policies, DateTimeOffset now) =>
        RetentionPolicy.Plan(points, policies, now).Deleted.Select(point => point.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
