using OpsFunctions.Orchestrations.Remediation.Alerts;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>What a message says.</summary>
/// <param name="Reading">Its alerts, or why there are none.</param>
/// <param name="Text">What was read; empty: nothing could be.</param>
internal sealed record AlertContent(AlertReading Reading, string Text)
{
    public static async Task<AlertContent> OfAsync(AlertMessage message, AlertInbox inbox, CancellationToken ct)
    {
        if (message.Kind == AlertMessageKind.Health)
            return new(HealthNotice.Read(message.Text), message.Text);
        if (message.Kind == AlertMessageKind.Body)
            return new(AlertReader.Read(message.Text), message.Text);
        try
        {
            var (text, problem) = await inbox.FindAsync(message, ct);
            if (problem is not null)
                return new(AlertReading.Unreadable(problem), "");
            // The same body came before, and was taken.
            return text is null ? new(new([], null), "") : new(AlertReader.Read(text), text);
        }
        catch (DamagedDocumentException e)
        {
            return new(AlertReading.Unreadable(e.Message), "");
        }
    }
}
