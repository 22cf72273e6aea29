using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Local.Cli;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.State;
using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Network;

namespace OpsFunctions.Stages.Remediation;

/// <summary>What became of a storm of alerts, judged by the fleet and by what Azure was told to do.</summary>
/// <param name="Became">Alerts by what became of them.</param>
/// <param name="Acted">Incidents in which something was done.</param>
/// <param name="Most">The most that were in cure or in watch at once, of each limit, and the limit.</param>
/// <param name="Problems">What must not be, in words.</param>
internal sealed record StormScore(
    IReadOnlyDictionary<string, int> Became, int Acted, int Commands, string Most, IReadOnlyList<string> Problems)
{
    public static async Task<StormScore> OfAsync(AlertStorm storm)
    {
        var services = storm.App.Services;
        var kept = await services.GetRequiredService<IncidentStore>().AllAsync(default);
        var incidents = kept.Documents.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var problems = new List<string>();
        var became = await BecameAsync(storm, incidents, problems);
        var machines = storm.Azure.Fleet.Machines.ToDictionary(one => one.Id.ToLowerInvariant(), StringComparer.Ordinal);
        var acted = incidents.Values.Where(one => one.Timeline.Any(IsBegin));
        var spans = acted.Select(one => ActSpan.Of(one, machines[one.Resource])).OrderBy(one => one.From).ToList();
        var most = Limits(storm, spans, problems);
        var changes = storm.Azure.Calls.Changes.Where(RemediationStage.IsOfMachine).Where(one => one.Status < 400).ToList();
        foreach (var change in changes.Where(change => !spans.Any(span => span.Covers(change))))
            problems.Add(FormattableString.Invariant(
                $"outside any incident: {change.Operation} {change.Target} at {change.Time:HH:mm:ss}"));
        foreach (var late in spans.Where(one => one.From > one.FiredAt + RemediationOptions.DecisionLives))
            problems.Add(FormattableString.Invariant($"late: {late.Id} fired {late.FiredAt:HH:mm:ss}, acted {late.From:HH:mm:ss}"));
        return new(became, spans.Count, changes.Count, most, problems);
    }

    internal static bool IsBegin(IncidentEntry entry) => entry.Outcome == "begins";

    private static async Task<SortedDictionary<string, int>> BecameAsync(
        AlertStorm storm, Dictionary<string, Incident> incidents, List<string> problems)
    {
        var state = storm.App.Services.GetRequiredService<StateStore>();
        var became = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var poison = storm.Azure.Queues.Messages(LocalAppOptions.DefaultAccount, AlertQueue.Poison).Select(one => one.Text).ToList();
        Count("unreadable, kept in poison", storm.Unreadable);
        var alerts = storm.Taken.Keys.SelectMany(body => AlertReader.Read(body).Alerts).Where(one => one.Condition == AlertCondition.Fired)
            .DistinctBy(one => one.Key).ToList();
        var failed = 0;
        foreach (var alert in alerts)
        {
            var id = AlertReception.InstanceOf(alert);
            var instance = await storm.App.Host.Client.GetInstanceAsync(id);
            if (instance is null && await state.FindVersionAsync(EarlyResolve.NameOf(alert.Key), default) is not null)
                Count("its end came first", 1);
            else if (instance is null && poison.Exists(text => text.Contains(alert.Id, StringComparison.OrdinalIgnoreCase)))
            {
                failed++;
                Count("kept in poison, to be replayed", 1);
            }
            else if (instance is null)
                problems.Add($"lost: {alert.Rule} {alert.Target} {alert.Id}");
            else if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
                problems.Add($"{instance.RuntimeStatus}: {id} {instance.FailureDetails?.ErrorMessage}");
            else if (!incidents.TryGetValue(id, out var incident))
                problems.Add($"without a record: {id}");
            else if (incident.IsOpen)
                problems.Add($"never ended: {id} {incident.Reason}");
            else
                Count(IsJoined(incident) ? "joined one that was open" : $"incident, {incident.State}", 1);
        }
        var kept = poison.Count(text => AlertReader.Read(Body(text)).Problem is not null);
        if (kept != storm.Unreadable)
            problems.Add(FormattableString.Invariant($"unreadable: {storm.Unreadable} taken, {kept} in poison"));
        if (storm.Azure.Queues.Count(LocalAppOptions.DefaultAccount, AlertQueue.Name) is var waiting and > 0)
            problems.Add(FormattableString.Invariant($"{waiting} messages still wait"));
        return became;

        void Count(string what, int many) => became[what] = became.GetValueOrDefault(what) + many;
    }

    private static bool IsJoined(Incident incident) => incident.Reason.StartsWith("echo: incident", StringComparison.Ordinal);

    // Below the line that says what it is.
    private static string Body(string message) => message[(message.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    private static string Limits(AlertStorm storm, List<ActSpan> spans, List<string> problems)
    {
        foreach (var (one, other) in Pairs(spans, span => span.Resource))
            problems.Add($"two at once on {one.Resource}: {one.Id} and {other.Id}");
        foreach (var (one, other) in Pairs(spans.Where(span => span.Pool.Length > 0), span => span.Pool))
            if (one.Resource != other.Resource)
                problems.Add($"two at once of {one.Pool}: {one.Id} and {other.Id}");
        var fleet = storm.Azure.Fleet.Machines.Where(one => one.DeletedAt is null).ToList();
        return string.Join("; ",
        [
            Most("fleet", AlertStorm.Shares.Fleet, _ => "fleet"),
            Most("subscription", AlertStorm.Shares.Subscription, machine => machine.SubscriptionId),
            Most("application", AlertStorm.Shares.Application, machine => RemediationStore.ApplicationOf(machine.Tags) is { } name
                ? $"{name.ToLowerInvariant()} in {machine.Region.ToLowerInvariant()}" : ""),
        ]);

        string Most(string what, int percent, Func<Machine, string> circleOf)
        {
            var sizes = fleet.GroupBy(circleOf, StringComparer.Ordinal)
                .ToDictionary(one => one.Key, one => one.Count(), StringComparer.Ordinal);
            var (most, limitThere) = (0, 0);
            foreach (var circle in spans.GroupBy(span => circleOf(span.Machine), StringComparer.Ordinal).Where(one => one.Key.Length > 0))
            {
                var limit = Math.Max(1, sizes.GetValueOrDefault(circle.Key) * percent / 100);
                var many = circle.Max(begin => circle.Where(one => one.From <= begin.From && one.To > begin.From)
                    .DistinctBy(one => one.Resource).Count());
                if (many > limit)
                    problems.Add(FormattableString.Invariant($"{what} {circle.Key}: {many} at once, {limit} are allowed"));
                if (many * Math.Max(1, limitThere) > most * limit || limitThere == 0)
                    (most, limitThere) = (many, limit);
            }
            return FormattableString.Invariant($"{what} {most} of {limitThere}");
        }
    }

    private static IEnumerable<(ActSpan One, ActSpan Other)> Pairs(IEnumerable<ActSpan> spans, Func<ActSpan, string> by) => spans
        .GroupBy(by, StringComparer.Ordinal)
        .SelectMany(group => group.SelectMany((one, index) => group.Skip(index + 1).Where(one.Meets).Select(other => (one, other))));

    /// <summary>From the first attempt of an incident to its end: in cure, in watch, or in between.</summary>
    private sealed record ActSpan(
        string Id, string Resource, Machine Machine, string Pool, DateTimeOffset FiredAt, DateTimeOffset From, DateTimeOffset To)
    {
        public static ActSpan Of(Incident incident, Machine machine) => new(
            incident.Id, incident.Resource, machine, LoadBalancing.PoolOf(machine) ?? "", incident.FiredAt,
            incident.Timeline.First(IsBegin).At, incident.Timeline.LastOrDefault(one => one.What == "end")?.At ?? DateTimeOffset.MaxValue);

        public bool Meets(ActSpan other) => From < other.To && other.From < To;

        public bool Covers(RecordedChange change) =>
            change.Time >= From && change.Time <= To && change.Target.StartsWith(Resource, StringComparison.OrdinalIgnoreCase);
    }
}
