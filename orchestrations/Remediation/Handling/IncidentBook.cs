using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.Resizing.Books;

namespace OpsFunctions.Orchestrations.Remediation.Handling;

/// <summary>Writes down what an incident decides and does, for people and as evidence, and tells people.</summary>
internal sealed class IncidentBook(TaskOrchestrationContext context, Alert alert)
{
    private readonly List<IncidentEntry> _entries = [];
    private int _told;

    public Incident Incident { get; private set; } = new(
        context.InstanceId, alert.Target, Words.OneLine(alert.Rule), alert.Severity, alert.FiredAt, context.Now(), IncidentState.Open)
    {
        AlertId = alert.AlertId, Source = alert.Source.ToString(), Reason = "it is being looked at",
    };

    public void Add(string what, string outcome, string words) => AddAt(context.Now(), what, outcome, words);

    public void AddAt(DateTimeOffset at, string what, string outcome, string words) =>
        _entries.Add(new(at, what, outcome, Words.OneLine(words)));

    /// <summary>Changes how it stands.</summary>
    public void Stand(IncidentState state, string reason, Func<Incident, Incident>? change = null)
    {
        Incident = Incident with { State = state, Reason = Words.OneLine(reason) };
        if (change is not null)
            Incident = change(Incident);
    }

    /// <summary>Keeps it for people.</summary>
    public Task KeepAsync(bool isOver = false) => context.CallUntilDoneAsync<bool>(
        nameof(IncidentActivities.KeepIncident), new ToKeep(Incident with { Timeline = [.. _entries] }, isOver));

    /// <summary>Appends to the chain of evidence what is new; false: it could not be written.</summary>
    public async Task<bool> ProveAsync(DateTimeOffset? until = null) => (await context.CallWithThrottlingAsync<RunEvidence>(
        nameof(TrailActivities.WriteTrail), Trail(isEnd: false), until: until)).Value is not null;

    /// <summary>Closes the chain and the incident.</summary>
    public async Task EndAsync()
    {
        Add("end", Incident.State.ToString(), Incident.Reason);
        var evidence = await context.CallUntilDoneAsync<RunEvidence>(nameof(TrailActivities.WriteTrail), Trail(isEnd: true));
        Incident = Incident with { EndedAt = context.Now(), Evidence = evidence.Value?.Chain };
        await KeepAsync(isOver: true);
    }

    /// <summary>Tells people: created once, then updated, closed at the end, all under one incident.</summary>
    /// <param name="id">What makes two messages one; null: each of this incident is told.</param>
    public async Task TellAsync(NotificationKind kind, string title, string text, bool isClosed = false, string? id = null)
    {
        var state = isClosed ? "closed" : _told == 0 ? "created" : "updated";
        _told++;
        await context.NotifyAsync(new(
            id ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"incident-{context.InstanceId}-{_told}"), kind, title,
            text, new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["incident"] = context.InstanceId, ["resource"] = ArmId.NameOf(alert.Target), ["rule"] = Words.OneLine(alert.Rule),
                ["severity"] = alert.Severity, ["state"] = state,
                ["fired"] = alert.FiredAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture),
            }, context.Now()));
    }

    private TrailRequest Trail(bool isEnd) => new(
        RemediationCapability.Name, context.InstanceId, Incident.ReceivedAt, alert.Target, $"alert {Incident.Rule}",
        [.. _entries.Select(entry => new TrailEntry(entry.At, entry.What, entry.Outcome, entry.Words))], isEnd);
}
