using Microsoft.DurableTask;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Durable;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Remediation.Alerts;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Reading;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using OpsFunctions.Orchestrations.Remediation.Work;
using static System.FormattableString;

namespace OpsFunctions.Orchestrations.Remediation.Handling;

/// <summary>
/// The order of an incident: looked at, decided, admitted by limits and guard, looked at once more, acted on, verified, watched; and again
/// with the next attempt, until it lasts or people are called.
/// </summary>
internal sealed class IncidentRun(TaskOrchestrationContext context, Alert alert)
{
    // Longest that an incident counts against the limits without being written anew.
    private const int CareMinutes = 120;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly IncidentBook _book = new(context, alert);
    private IncidentTerms _terms = new(ObservationMinutes: 15, PlatformMinutes: 30, EscalatesUnmatched: false);
    private Situation? _seen;
    private bool _isOurs;
    private int _attempts;

    public async Task<IncidentState> RunAsync()
    {
        _book.AddAt(alert.FiredAt, "fired", alert.Severity, $"{alert.Rule}; by {alert.Source}");
        var resolved = context.WaitForExternalEvent<DateTimeOffset?>(RemediationOrchestrator.ResolvedEvent);
        // A moment to come is some other clock's.
        var deadline = (alert.FiredAt < Now ? alert.FiredAt : Now) + RemediationOptions.DecisionLives;
        if (await OpenAsync(resolved, deadline) is { } ended)
            return ended;
        while (true)
        {
            if (await AttemptAsync(resolved, deadline) is { } state)
                return state;
            // What comes now is another decision, from another look.
            deadline = Now + RemediationOptions.DecisionLives;
        }
    }

    // Null: it is the open one. Another that ends without doing anything must not swallow this alert.
    private async Task<IncidentState?> OpenAsync(Task<DateTimeOffset?> resolved, DateTimeOffset deadline)
    {
        string? other = null;
        for (var wait = Minute; ; wait += Minute)
        {
            var opened = await context.CallUntilDoneAsync<Begun>(
                nameof(IncidentActivities.OpenIncident), new ToOpen(_book.Incident, other));
            if (opened.Value is not { } begun)
                return await EscalateAsync("unread", $"the incident could not be put on record: {opened.Reason}");
            _terms = begun.Terms;
            other = begun.Other;
            if (other is null)
                return null;
            if (begun.IsOtherAtWork || Now + wait >= deadline)
                return await EndAsync(IncidentState.HandsOff, "echo", $"incident {other} is open on it");
            if (await context.IsDoneBeforeAsync(resolved, Now + wait))
                return await EndAsync(IncidentState.Over, "resolved", "the alert is resolved");
        }
    }

    // Null: it did not last; another attempt is to be decided.
    private async Task<IncidentState?> AttemptAsync(Task<DateTimeOffset?> resolved, DateTimeOffset deadline)
    {
        // What is too late to be acted on may be over by now, or somebody's: then nobody is called for it.
        var isLate = Now >= deadline;
        if (await DecideAsync(isLate ? Now + RemediationOptions.DecisionLives : deadline) is not { } decided)
            return IncidentState.Escalated;
        _seen = decided.Seen;
        if (await StandsAgainstAsync(decided) is { } ended)
            return ended;
        if (isLate)
            return await EscalateAsync(
                "too-late", Invariant($"the alert is {(Now - alert.FiredAt).TotalMinutes:0} minutes old, and a decision lives ten"));
        var choice = decided.Choice!;
        if (decided.Next.NotBefore is { } begin)
        {
            // A cooldown of this incident's own attempt is waited for; another alert's decision does not live that long.
            if (_attempts == 0 && begin >= deadline)
                return await EscalateAsync("cooldown", decided.Next.Reason);
            if (await context.IsDoneBeforeAsync(resolved, begin))
                return await OverAsync("resolved", "the alert is resolved");
            return null;
        }
        var full = await context.CallWithThrottlingAsync<string>(
            nameof(IncidentActivities.EnterCare), new ToCare(context.InstanceId, alert.Target, Care.Cure, decided.Seen, CareMinutes),
            until: deadline);
        if (full.Value is not { Length: 0 })
        {
            var reason = full.Value ?? full.Reason ?? "the limits could not be read";
            // One page for what is full, however many machines it keeps waiting.
            var id = $"remediation-limit-{Ids.Page(reason.Split(':')[0])}-{Now.UtcDateTime.ToString("yyyyMMddHH", System.Globalization.CultureInfo.InvariantCulture)}";
            return await EscalateAsync("limit", reason, id);
        }
        if (await AdmitAsync(decided, resolved, deadline) is not { } ticket)
            return _book.Incident.State;
        return await ActAsync(decided, choice, ticket, deadline);
    }

    private async Task<Decided?> DecideAsync(DateTimeOffset deadline)
    {
        var decided = await context.CallWithThrottlingAsync<Decided>(
            nameof(IncidentActivities.DecideIncident), new Look(alert, _isOurs), until: deadline);
        if (decided.Value is { } value)
            return value;
        await EscalateAsync("unread", $"it could not be looked at: {decided.Reason}");
        return null;
    }

    private async Task<IncidentState?> StandsAgainstAsync(Decided decided)
    {
        var course = decided.Course;
        _book.Add("look", course.Course.ToString(), $"{course.Rule}: {course.Reason}");
        switch (course.Course)
        {
            case Course.Over:
                return await OverAsync(course.Rule, course.Reason);
            case Course.HandsOff:
                return await HandsOffAsync(decided, course.Rule, course.Reason);
            case Course.WaitForAzure:
                return await WaitForAzureAsync(course.Reason);
            case Course.Escalate:
                return await EscalateAsync(course.Rule, course.Reason);
        }
        if (decided.Match.Rule is not { } rule)
        {
            var reason = $"no rule is for it{(decided.Match.Misses.Count > 0 ? $": {string.Join("; ",
                decided.Match.Misses.Take(3))}" : "")}";
            return _terms.EscalatesUnmatched
                ? await EscalateAsync("unmatched", reason)
                : await EndAsync(IncidentState.HandsOff, "unmatched", reason);
        }
        _book.Add("rule", rule, decided.Choice is { } choice ? $"calls {choice.Name}" : decided.Next.Reason);
        foreach (var unfit in decided.Unfit)
            _book.Add("runbook", "unfit", unfit);
        if (decided.Mode < Mode.Approve)
            return await EndAsync(IncidentState.Reported, "report", decided.Choice is { } would
                ? $"{would.Name} would be carried out by rule {rule}" : $"people would be called: {decided.Next.Reason}");
        return decided.Choice is null ? await EscalateAsync("episode", decided.Next.Reason) : null;
    }

    private async Task<ChangeTicket?> AdmitAsync(Decided decided, Task<DateTimeOffset?> resolved, DateTimeOffset deadline)
    {
        var outcome = await new Admittance(context, alert, decided, _book, deadline, resolved).EnterAsync();
        if (outcome.Ticket is { } ticket)
            return ticket;
        if (outcome.IsResolved)
            await OverAsync("resolved", "the alert is resolved");
        else
            await EscalateAsync("guard", outcome.Reason);
        return null;
    }

    private async Task<IncidentState?> ActAsync(Decided decided, ChosenRunbook choice, ChangeTicket ticket, DateTimeOffset deadline)
    {
        var attempt = Invariant($"{context.InstanceId}-{++_attempts}");
        _book.Stand(IncidentState.Acting, $"{choice.Name} is being carried out");
        _book.Add(choice.Name, "begins", Invariant($"attempt {decided.Tried + 1} in this episode"));
        // The intention stands before the act.
        var noted = await context.CallWithThrottlingAsync<bool>(
            nameof(IncidentActivities.NoteAttempt), new ToAttempt(alert.Target, new(attempt, choice.Name, Now)), until: deadline);
        if (!noted.Value || !await _book.ProveAsync(deadline))
        {
            await EndChangeAsync(ticket, hasChanged: false, hasFailed: false);
            return await EscalateAsync(
                "record", $"it could not be put on record before it began{(noted.Reason is { } why ? $": {why}" : "")}");
        }
        var before = Now;
        var end = await RunbookCalls.RunAsync(context, new(attempt, alert, choice, decided.Seen, decided.Tried, ticket, deadline, _isOurs));
        foreach (var step in end.Steps)
            _book.AddAt(step.At, step.Name, step.Outcome, step.Words);
        if (!end.HasBegun)
        {
            await EndChangeAsync(ticket, hasChanged: false, hasFailed: false);
            return await NotBegunAsync(decided, end);
        }
        _book.Add(choice.Name, end.Succeeded ? "done" : "failed", end.Words);
        _book.Stand(IncidentState.Acting, end.Words, one => one with { ActedAt = one.ActedAt ?? before });
        await AcknowledgeAsync(ticket, choice);
        await _book.KeepAsync();
        if (_attempts == 1)
            await _book.TellAsync(
                NotificationKind.ChangeDone, $"{ArmId.NameOf(alert.Target)}: {choice.Name}",
                $"{alert.Severity} {alert.Rule}: {end.Words}; whether it helps is being looked at");
        var verification = new Aftermath(context, alert, _book, before, Now);
        var missing = await verification.VerifyAsync();
        await EndChangeAsync(ticket, hasChanged: true, hasFailed: missing is not null);
        if (missing is null)
        {
            _book.Stand(IncidentState.Watching, $"it works again after {choice.Name}, and is watched", one => one with
            {
                RecoveredAt = Now
            });
            await _book.KeepAsync();
            await CareAsync(decided.Seen, Care.Watch, _terms.ObservationMinutes + 15);
            missing = await verification.WatchAsync(_terms.ObservationMinutes);
        }
        if (missing is null)
        {
            await context.CallUntilDoneAsync<bool>(
                nameof(IncidentActivities.NoteWell), new WellAgain(alert.Target, _book.Incident.RecoveredAt ?? Now));
            return await EndAsync(IncidentState.Verified, "verified", $"{end.Words}; it lasted {_terms.ObservationMinutes} minutes");
        }
        _book.Add("verify", "did not hold", missing);
        _book.Stand(IncidentState.Open, $"{choice.Name} did not help: {missing}", one => one with { RecoveredAt = null });
        await TakeBackAsync(decided, choice, end, attempt);
        await _book.KeepAsync();
        await CareAsync(decided.Seen, Care.Unknown, CareMinutes);
        return null;
    }

    // The last look said no, or the gate, or Azure.
    private async Task<IncidentState> NotBegunAsync(Decided decided, RunbookEnd end)
    {
        _book.Add("act", "not begun", end.Words);
        if (end.Code == ActActivities.LookCode + nameof(Course.Over))
            return await OverAsync("over", end.Words);
        if (end.Code == ActActivities.LookCode + nameof(Course.HandsOff))
            return await HandsOffAsync(decided, "last look", end.Words);
        return end.Code == ActActivities.LookCode + nameof(Course.WaitForAzure)
            ? await WaitForAzureAsync(end.Words)
            : await EscalateAsync("not begun", end.Words);
    }

    private async Task TakeBackAsync(Decided decided, ChosenRunbook choice, RunbookEnd end, string attempt)
    {
        if (end.Undo is not { } undo)
            return;
        var request = Admittance.RequestOf(context, alert, decided, Mode.Apply);
        var claim = await context.CallUntilDoneAsync<ChangeTicket>(nameof(GuardActivities.ClaimForUndo), request);
        if (claim.Value is not { } ticket)
        {
            _book.Add("take back", "failed", claim.Reason ?? "no claim");
            return;
        }
        var back = await RunbookCalls.RunAsync(
            context,
            new(attempt + "-undo", alert, choice, decided.Seen, decided.Tried, ticket, DateTimeOffset.MaxValue, _isOurs) { Undo = undo });
        _book.Add("take back", back.Succeeded ? "done" : "failed", back.Words);
        await EndChangeAsync(ticket, hasChanged: true, hasFailed: !back.Succeeded);
    }

    private async Task AcknowledgeAsync(ChangeTicket ticket, ChosenRunbook choice)
    {
        if (_isOurs || alert.AlertId is not { } id)
            return;
        var done = await context.CallWithThrottlingAsync<bool>(
            nameof(AcknowledgeActivities.AcknowledgeAlert), new ToAcknowledge(ticket, id, context.InstanceId, choice.Name),
            until: Now + Minute);
        _isOurs = done.Value;
        _book.Add("acknowledge", done.Value ? "done" : "failed", done.Reason ?? "people see that the suite has it");
        if (done.Value)
            _book.Stand(_book.Incident.State, _book.Incident.Reason, one => one with { AcknowledgedAt = Now });
    }

    private async Task<IncidentState> WaitForAzureAsync(string reason)
    {
        _book.Stand(IncidentState.Open, reason);
        await _book.KeepAsync();
        var until = Now.AddMinutes(_terms.PlatformMinutes);
        while (Now < until)
        {
            await context.CreateTimer(TimeSpan.FromMinutes(2), CancellationToken.None);
            var seen = await context.CallWithThrottlingAsync<Situation>(
                nameof(IncidentActivities.LookAtResource), new Look(alert), until: until);
            if (seen.Value is { Health.IsAvailable: true })
                return await OverAsync("platform", "Azure has mended it");
        }
        return await EscalateAsync("platform", Invariant($"{reason}; it has lasted {_terms.PlatformMinutes} minutes"));
    }

    private async Task<IncidentState> OverAsync(string rule, string reason)
    {
        if (_attempts > 0)
            _book.Stand(_book.Incident.State, reason, one => one with { RecoveredAt = Now });
        await context.CallUntilDoneAsync<bool>(nameof(IncidentActivities.NoteWell), new WellAgain(alert.Target, Now));
        return await EndAsync(IncidentState.Over, rule, reason);
    }

    private async Task<IncidentState> HandsOffAsync(Decided decided, string rule, string reason)
    {
        if (decided.Seen.IsThere)
            await CareAsync(decided.Seen, Care.Unknown, 60);
        // An event tells of each stop that somebody makes: that is no trouble.
        var isTrouble = alert.Source != AlertSource.Health || rule is not ("intervened" or "echo");
        if (isTrouble && await IsNewsAsync(isPage: false))
            await _book.TellAsync(
                NotificationKind.ChangeDone, $"{ArmId.NameOf(alert.Target)}: left alone", $"{alert.Severity} {alert.Rule}: {reason}");
        return await EndAsync(IncidentState.HandsOff, rule, reason);
    }

    private async Task<IncidentState> EscalateAsync(string rule, string reason, string? id = null)
    {
        if (await IsNewsAsync(isPage: true))
            await _book.TellAsync(
                NotificationKind.Page, $"{ArmId.NameOf(alert.Target)}: somebody has to look",
                $"{alert.Severity} {alert.Rule} fired at {alert.FiredAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {reason}. GET /api/incidents/{context.InstanceId} shows what was tried.", id: id);
        // Until people had the time it counts as unhealthy.
        if (_seen is { IsThere: true } seen)
            await CareAsync(seen, Care.Unknown, 60);
        return await EndAsync(IncidentState.Escalated, rule, reason);
    }

    // An alert that comes again and again, or by several rules, is told once. Where that cannot be known, people are told.
    private async Task<bool> IsNewsAsync(bool isPage)
    {
        if (alert.Target.Length == 0)
            return true;
        var noted = await context.CallWithThrottlingAsync<bool>(
            nameof(IncidentActivities.NoteTelling), new ToTell(alert.Target, new(context.InstanceId, isPage, Now)), until: Now + Minute);
        return noted.Kind != OutcomeKind.Done || noted.Value;
    }

    private async Task<IncidentState> EndAsync(IncidentState state, string rule, string reason)
    {
        _book.Stand(state, $"{rule}: {reason}");
        // One that people have to look at counts until they had the time.
        if (state is not (IncidentState.HandsOff or IncidentState.Escalated))
            await context.CallUntilDoneAsync<bool>(nameof(IncidentActivities.LeaveCare), context.InstanceId);
        await _book.EndAsync();
        if (state is IncidentState.Verified or IncidentState.Over && _attempts > 0)
            await _book.TellAsync(
                NotificationKind.ChangeDone, $"{ArmId.NameOf(alert.Target)}: works again", $"{alert.Severity} {alert.Rule}: {reason}",
                isClosed: true);
        return state;
    }

    private Task<Outcome<bool>> CareAsync(Situation seen, Care care, int minutes) => context.CallUntilDoneAsync<bool>(
        nameof(IncidentActivities.NoteCare), new ToCare(context.InstanceId, alert.Target, care, seen, minutes));

    private Task<Outcome<bool>> EndChangeAsync(ChangeTicket ticket, bool hasChanged, bool hasFailed) =>
        context.CallUntilDoneAsync<bool>(nameof(GuardActivities.EndChange), new ChangeEnd(ticket, hasChanged, hasFailed));

    private DateTimeOffset Now => context.Now();
}
