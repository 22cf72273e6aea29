using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Reading;

namespace OpsFunctions.Orchestrations.Remediation.Work;

/// <summary>What would become of an alert.</summary>
/// <param name="Rule">The rule that it meets; null: none.</param>
/// <param name="Misses">Why rules before it do not fit.</param>
/// <param name="WouldRun">The runbook that would be carried out; null: none would.</param>
/// <param name="WhyNot">Why nothing would be done; null: something would.</param>
/// <param name="Unfit">Runbooks of the rule that are no use to the resource as it is.</param>
public sealed record TriedAlert(
    string Alert, string Target, string? Rule, IReadOnlyList<string> Misses, string? WouldRun, string? WhyNot, IReadOnlyList<string> Unfit);

/// <summary>What would become of the alerts of a body.</summary>
/// <param name="Problem">What of it could not be read; null: all could.</param>
public sealed record TriedAlerts(string? Problem, IReadOnlyList<TriedAlert> Alerts);

/// <summary>Tries rules on an alert: looks and decides as an incident would, and does nothing.</summary>
public sealed class RuleTrial(SituationReader situations, RemediationStore store, RemediationOptions options, TimeProvider time)
{
    private const int Most = 20;

    /// <exception cref="Azure.RequestFailedException">Azure throttled, or is not well.</exception>
    public async Task<TriedAlerts> OfAsync(AlertReading reading, CancellationToken ct)
    {
        var tried = new List<TriedAlert>();
        foreach (var alert in reading.Alerts.Take(Most))
        {
            var seen = await situations.ReadAsync(new(alert), ct);
            var decided = IncidentActivities.Decide(alert, seen, await store.EpisodeAsync(alert.Target, ct), options, time.GetUtcNow());
            tried.Add(new(
                alert.Rule, alert.Target, decided.Match.Rule, decided.Match.Misses, decided.Choice?.Name, WhyNot(decided), decided.Unfit));
        }
        return new(reading.Problem, tried);
    }

    private static string? WhyNot(Decided decided) =>
        decided.Course.Course != Course.Act ? $"{decided.Course.Course}: {decided.Course.Reason}"
        : decided.Match.Rule is null ? "no rule is for it"
        : decided.Choice is null ? $"people would be called: {decided.Next.Reason}"
        : decided.Mode < Mode.Approve ? $"its mode is {decided.Mode}: it would be written down, nothing else"
        : decided.Next.NotBefore is not null ? decided.Next.Reason
        : null;
}
