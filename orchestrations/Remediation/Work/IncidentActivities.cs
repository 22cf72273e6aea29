using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Reading;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Work;

/// <summary>An incident that is to begin.</summary>
/// <param name="After">The incident that was open on its resource when it was tried before; null: it was not tried.</param>
public sealed record ToOpen(Incident Incident, string? After = null);

/// <summary>An incident that begins.</summary>
/// <param name="Other">The incident that is open on the resource already, or has the trouble in hand; null: none.</param>
/// <param name="IsOtherAtWork">That one does something, did, or has called people: this one is its echo. False: it may still end
/// without.</param>
public sealed record Begun(string? Other, bool IsOtherAtWork, IncidentTerms Terms);

/// <summary>Settings that an incident goes by, as they were when it began.</summary>
public sealed record IncidentTerms(int ObservationMinutes, int PlatformMinutes, bool EscalatesUnmatched);

/// <summary>What is decided about an incident.</summary>
/// <param name="Mode">How far remediation may go on this resource.</param>
/// <param name="Choice">The runbook that is next; null: none is.</param>
/// <param name="Unfit">Why runbooks of the rule are no use here, each in words.</param>
public sealed record Decided(
    CourseDecision Course, Situation Seen, Mode Mode, RuleMatch Match, NextAttempt Next, ChosenRunbook? Choice, int Tried,
    IReadOnlyList<string> Unfit)
{
    /// <summary>Machines in all, for the guard's breaker.</summary>
    public int FleetSize { get; init; }

    /// <summary>Machines of the resource's subscription.</summary>
    public int SubscriptionSize { get; init; }
}

/// <summary>A machine that counts against the limits.</summary>
/// <param name="Minutes">For so long at most.</param>
public sealed record ToCare(string IncidentId, string Resource, Care Care, Situation Seen, int Minutes);

/// <summary>How an incident stands, to be kept.</summary>
/// <param name="IsOver">Another may be opened on its resource.</param>
public sealed record ToKeep(Incident Incident, bool IsOver);

/// <summary>Keeps incidents, looks, decides and counts. Nothing here changes a resource.</summary>
public sealed class IncidentActivities(
    IncidentStore incidents, RemediationStore store, SituationReader situations, StateStore state, RemediationOptions options,
    TimeProvider time)
{
    /// <summary>Opens the incident, unless another is open on its resource, or one before it has the trouble in hand.</summary>
    [Function(nameof(OpenIncident))]
    public Task<Outcome<Begun>> OpenIncident([ActivityTrigger] ToOpen open, CancellationToken ct) => Outcome.OfAsync("incident", async () =>
    {
        var (incident, terms) = (open.Incident, new IncidentTerms(
            options.ObservationMinutes, options.PlatformMinutes, options.EscalatesUnmatched));
        if (open.After is null)
            await NoteAsync(incident, ct);
        if (open.After is { } before && await IsAtWorkAsync(before, ct))
            return new Begun(before, IsOtherAtWork: true, terms);
        var other = incident.Resource.Length == 0 ? null : await incidents.OpenAsync(incident, ct);
        return new Begun(other?.IncidentId, other is not null && await IsAtWorkAsync(other.IncidentId, ct), terms);
    }, ct);

    private async Task NoteAsync(Incident incident, CancellationToken ct)
    {
        await incidents.KeepAsync(incident, ct);
        if (incident.AlertId is { } alert)
            await state.ChangeAsync(
                KnownAlert.NameOf(alert), new KnownAlert(alert, DateTimeOffset.MinValue), known => known with { At = time.GetUtcNow() }, ct,
                _ => new KnownAlert(alert, DateTimeOffset.MinValue));
    }

    private async Task<bool> IsAtWorkAsync(string incidentId, CancellationToken ct) => await incidents.FindAsync(incidentId, ct) is { } one
        && (one.ActedAt is not null
            || one.State is IncidentState.Acting or IncidentState.Watching or IncidentState.Verified or IncidentState.Escalated);

    [Function(nameof(KeepIncident))]
    public Task<Outcome<bool>> KeepIncident([ActivityTrigger] ToKeep keep, CancellationToken ct) => Outcome.OfAsync("incident", async () =>
    {
        await incidents.KeepAsync(keep.Incident, ct);
        if (keep.IsOver && keep.Incident.Resource.Length > 0)
            await incidents.CloseAsync(keep.Incident.Resource, keep.Incident.Id, ct);
        return true;
    }, ct);

    /// <summary>Looks at the resource and decides what is to be made of the alert.</summary>
    [Function(nameof(DecideIncident))]
    public Task<Outcome<Decided>> DecideIncident([ActivityTrigger] Look look, CancellationToken ct) =>
        Outcome.OfAsync("incident", async () =>
    {
        var seen = await situations.ReadAsync(look, ct);
        var decided = Decide(look.Alert, seen, await store.EpisodeAsync(look.Alert.Target, ct), options, time.GetUtcNow());
        if (decided.Course.Course != Course.Act || decided.Choice is null)
            return decided;
        var population = await store.PopulationAsync(ct);
        return decided with
        {
            FleetSize = population.Of(CureLimits.Fleet),
            SubscriptionSize = population.Of(CureLimits.SubscriptionOf(ArmId.SubscriptionOf(look.Alert.Target) ?? "")),
        };
    }, ct);

    /// <summary>Looks at the resource, after something was done.</summary>
    [Function(nameof(LookAtResource))]
    public Task<Outcome<Situation>> LookAtResource([ActivityTrigger] Look look, CancellationToken ct) =>
        Outcome.OfAsync("resource", () => situations.ReadAsync(look, ct), ct);

    /// <summary>Takes a place in the limits; gives back what is full, empty where the place is taken.</summary>
    [Function(nameof(EnterCare))]
    public Task<Outcome<string>> EnterCare([ActivityTrigger] ToCare one, CancellationToken ct) => Outcome.OfAsync("limits", async () =>
    {
        var circles = await CirclesAsync(one, ct);
        return await store.EnterAsync(Of(one, circles), circles, ct) ?? "";
    }, ct);

    /// <summary>The machine counts as unhealthy for a while.</summary>
    [Function(nameof(NoteCare))]
    public Task<Outcome<bool>> NoteCare([ActivityTrigger] ToCare one, CancellationToken ct) => Outcome.OfAsync("limits", async () =>
    {
        await store.NoteCareAsync(Of(one, await CirclesAsync(one, ct)), ct);
        return true;
    }, ct);

    /// <summary>The incident's machine counts against no limit any more.</summary>
    [Function(nameof(LeaveCare))]
    public Task<Outcome<bool>> LeaveCare([ActivityTrigger] string incidentId, CancellationToken ct) => Outcome.OfAsync("limits", async () =>
    {
        await store.LeaveAsync(incidentId, ct);
        return true;
    }, ct);

    /// <summary>Counts an attempt, before it is made.</summary>
    [Function(nameof(NoteAttempt))]
    public Task<Outcome<bool>> NoteAttempt([ActivityTrigger] ToAttempt one, CancellationToken ct) => Outcome.OfAsync("episode", async () =>
    {
        await store.NoteAttemptAsync(one.Resource, one.Attempt, ct);
        return true;
    }, ct);

    /// <summary>Notes that people are told; false: they know already.</summary>
    [Function(nameof(NoteTelling))]
    public Task<Outcome<bool>> NoteTelling([ActivityTrigger] ToTell one, CancellationToken ct) => Outcome.OfAsync(
        "episode", () => store.NoteTellingAsync(one.Resource, one.Telling, ct), ct);

    /// <summary>The resource works again.</summary>
    [Function(nameof(NoteWell))]
    public Task<Outcome<bool>> NoteWell([ActivityTrigger] WellAgain one, CancellationToken ct) => Outcome.OfAsync("episode", async () =>
    {
        await store.NoteWellAsync(one.Resource, one.Since, ct);
        return true;
    }, ct);

    /// <summary>The same for what is asked by a test of a rule: pure.</summary>
    internal static Decided Decide(Alert alert, Situation seen, Episode episode, RemediationOptions options, DateTimeOffset now)
    {
        var course = HandsOffPolicy.Decide(alert, seen);
        var match = RulePolicy.Match(alert, seen.Tags, options);
        var (fit, unfit) = (new List<ChosenRunbook>(), new List<string>());
        foreach (var choice in match.Runbooks)
            if (RunbookFitness.Problem(choice, seen, episode, options, now) is { } problem)
                unfit.Add($"{choice.Name}: {problem}");
            else
                fit.Add(choice);
        var next = EpisodePolicy.Next(episode, [.. fit.Select(choice => choice.Name)], options, now);
        if (fit.Count == 0 && unfit.Count > 0)
            next = new(null, null, $"no runbook is of use here: {string.Join("; ", unfit)}");
        var chosen = next.Runbook is { } index ? fit[index] : null;
        var tried = chosen is null ? 0 : EpisodePolicy.Tried(episode, chosen.Name, options, now);
        return new(course, seen, HandsOffPolicy.ModeOf(seen, options.Mode), match, next, chosen, tried, unfit);
    }

    private async Task<IReadOnlyList<Circle>> CirclesAsync(ToCare one, CancellationToken ct) => CureLimits.CirclesOf(
        ArmId.SubscriptionOf(one.Resource) ?? "", one.Seen.Region, RemediationStore.ApplicationOf(one.Seen.Tags), one.Seen.Pools,
        await store.PopulationAsync(ct), options);

    private InCare Of(ToCare one, IReadOnlyList<Circle> circles)
    {
        var now = time.GetUtcNow();
        return new(one.Resource, one.IncidentId, one.Care, now, now.AddMinutes(one.Minutes), [.. circles.Select(circle => circle.Name)]);
    }
}

/// <summary>An attempt on a resource.</summary>
public sealed record ToAttempt(string Resource, Attempt Attempt);

/// <summary>People are to be told of a resource.</summary>
public sealed record ToTell(string Resource, Telling Telling);

/// <summary>A resource that works again.</summary>
public sealed record WellAgain(string Resource, DateTimeOffset Since);
