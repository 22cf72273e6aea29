using OpsFunctions.Orchestrations.Snapshots.Retention;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Snapshots.Memory;

/// <summary>Which rules of each policy were in force since when; a document of the state.</summary>
[StateDocument(
    "snapshots/policies",
    Loss = "every policy cools off anew: nothing is deleted for CoolOffDays",
    Damage = "no point is deleted; taking and copying go on",
    Mend = "delete it; then every policy cools off anew")]
public sealed record PolicyMemory(IReadOnlyList<PolicyHistory> Histories)
{
    public const string Name = "snapshots/policies";

    public static readonly PolicyMemory None = new([]);

    /// <summary>
    /// With the policies as the settings have them now; one that is no longer among them is forgotten, and if it comes back cools off anew.
    /// </summary>
    public PolicyMemory With(IReadOnlyList<SnapshotPolicy> policies, TimeSpan coolOff, DateTimeOffset now) =>
        new([.. policies.Select(policy => PolicyHistory.Note(Of(policy.Name), policy, now, coolOff))]);

    /// <summary>What must agree before a point of that policy goes; empty: nothing goes.</summary>
    public IReadOnlyList<SnapshotPolicy> InForce(string policy, TimeSpan coolOff, DateTimeOffset now) =>
        PolicyHistory.InForce(Of(policy), now, coolOff);

    private PolicyHistory? Of(string policy) => Histories.FirstOrDefault(history => history.Current.Name == policy);
}
