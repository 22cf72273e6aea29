using Microsoft.DurableTask.Client;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>
/// Takes a message of the queue: what can be read is taken, and where anything cannot, the message is kept apart as it is, to be seen and
/// replayed. Where storage fails the host tries again.
/// </summary>
public sealed class AlertIntake(AlertInbox inbox, AlertReception reception, AlertPoison poison)
{
    public async Task TakeAsync(string text, DurableTaskClient client, CancellationToken ct)
    {
        var message = AlertMessage.Read(text);
        var (reading, _) = await AlertContent.OfAsync(message, inbox, ct);
        foreach (var alert in reading.Alerts)
            await reception.TakeAsync(alert, client, ct);
        // Not left to the host: it would try five times over ten minutes what will never be read.
        if (reading.Problem is not null)
            await poison.KeepAsync(text, ct);
        else if (message.Kind == AlertMessageKind.Stored)
            await inbox.ForgetAsync(message, ct);
    }
}
