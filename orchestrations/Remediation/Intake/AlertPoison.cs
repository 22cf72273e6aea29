using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Messages of the alerts' queue that were put apart: by the host, or by the app, which could not read them.</summary>
public sealed class AlertPoison(AzureClients clients, QueueSettings settings, AlertInbox inbox)
    : PoisonQueue(clients, settings, AlertQueue.Name, AlertQueue.Poison)
{
    /// <summary>The first 32, left where they are, each with the reason.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage cannot be read.</exception>
    public async Task<IReadOnlyList<PoisonAlertMessage>> PeekAsync(CancellationToken ct)
    {
        var shown = new List<PoisonAlertMessage>();
        foreach (var one in await PeekMessagesAsync(ct))
        {
            var content = await AlertContent.OfAsync(AlertMessage.Read(one.Body.ToString()), inbox, ct);
            shown.Add(PoisonAlertMessage.Of(one.MessageId, one.InsertedOn, one.ExpiresOn, content));
        }
        return shown;
    }
}

/// <summary>A message that was put apart.</summary>
/// <param name="Id">The queue's id of it.</param>
/// <param name="PutApartAt">When; null where the service does not say.</param>
/// <param name="ExpiresAt">When the queue drops it.</param>
/// <param name="Problem">Why it cannot be read; null: it can, so taking it failed for another reason.</param>
/// <param name="Alerts">The alerts that can be read.</param>
/// <param name="Beginning">The first 200 characters where it cannot be read; null where it can.</param>
public sealed record PoisonAlertMessage(
    string Id, DateTimeOffset? PutApartAt, DateTimeOffset? ExpiresAt, string? Problem, IReadOnlyList<PoisonAlert> Alerts, string? Beginning)
{
    private const int Shown = 200;

    internal static PoisonAlertMessage Of(string id, DateTimeOffset? putApartAt, DateTimeOffset? expiresAt, AlertContent content)
    {
        var (reading, text) = content;
        IReadOnlyList<PoisonAlert> alerts =
        [
            .. reading.Alerts.Select(
                one => new PoisonAlert(one.Source.ToString(), one.Condition.ToString(), one.Rule, one.Target, one.FiredAt)),
        ];
        var beginning = reading.Problem is null ? null : text[..Math.Min(text.Length, Shown)];
        return new(id, putApartAt, expiresAt, reading.Problem, alerts, beginning);
    }
}

/// <summary>An alert in a message that was put apart.</summary>
public sealed record PoisonAlert(string Source, string Condition, string Rule, string Target, DateTimeOffset FiredAt);
