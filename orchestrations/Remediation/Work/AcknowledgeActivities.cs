using Azure.Core;
using Microsoft.Azure.Functions.Worker;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Work;

/// <summary>An alert that the suite has taken in hand.</summary>
public sealed record ToAcknowledge(ChangeTicket Ticket, string AlertId, string IncidentId, string Runbook);

/// <summary>Shows people in Azure's list of alerts that the suite has one in hand.</summary>
public sealed class AcknowledgeActivities(ArmChanges changes, ChangeGate gate, StateStore state, TimeProvider time)
{
    private const string Version = "2019-03-01";

    /// <summary>Twice is as once.</summary>
    [Function(nameof(AcknowledgeAlert))]
    public Task<Outcome<bool>> AcknowledgeAlert([ActivityTrigger] ToAcknowledge one, CancellationToken ct) =>
        Outcome.OfAsync("alert", async () =>
    {
        // Before it is so: or the suite would take its own hand for a person's.
        await state.WriteAsync(KnownAlert.NameOf(one.AlertId), new KnownAlert(one.AlertId, time.GetUtcNow()) { IsOurs = true }, ct);
        var address = new Uri(ArmAddress.Of(one.AlertId, "/changestate", Version) + "&newState=Acknowledged");
        await changes.SendAsync(
            await gate.PassAsync(one.Ticket, ChangeDirection.Undo, ct), RequestMethod.Post, address,
            new { comments = $"OpsFunctions: {one.Runbook}, incident {one.IncidentId}" }, ct);
        return true;
    }, ct);
}
