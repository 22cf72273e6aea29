using System.Text;
using System.Xml;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Puts what comes in on the queue, one message each, and gives back what a message holds.</summary>
public sealed class AlertInbox(AzureClients clients, QueueSettings settings, StateStore state)
{
    // What is no UTF-8 is told, not mended.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly QueueClient _queue = clients.QueuesAt(settings.Address).GetQueueClient(AlertQueue.Name);

    /// <summary>
    /// Keeps a body as it was sent: in the message, or where it is too long or no text in a document that the message names.
    /// </summary>
    /// <exception cref="RequestFailedException">Storage does not answer: it is not kept.</exception>
    public async Task PutAsync(ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        if (body.Length <= AlertQueue.MostInMessage && TextOf(body.Span) is { } text && text.All(FitsIntoMessage))
        {
            await SendAsync(new(AlertMessageKind.Body, text), ct);
            return;
        }
        var key = Ids.Key(body.Span);
        await state.WriteAsync(AlertBody.NameOf(key), new AlertBody(body), ct);
        await SendAsync(new(AlertMessageKind.Stored, key), ct);
    }

    /// <summary>Keeps a notice about a machine's health.</summary>
    /// <exception cref="RequestFailedException">Storage does not answer: it is not kept.</exception>
    public Task PutAsync(EventNotice notice, CancellationToken ct) =>
        SendAsync(new(AlertMessageKind.Health, HealthNotice.Of(notice).ToJson()), ct);

    /// <summary>The bodies that a message names, as text.</summary>
    /// <exception cref="DamagedDocumentException">The document cannot be read.</exception>
    internal async Task<StoredBody> FindAsync(AlertMessage message, CancellationToken ct)
    {
        if (!Ids.IsKey(message.Text))
            return new(null, "it names no document of alerts");
        if (await state.FindAsync<AlertBody>(AlertBody.NameOf(message.Text), ct) is not { } found)
            return new(null, null);
        return TextOf(found.Value.Bytes.Span) is { } text ? new(text, null) : new(null, "it is no text in UTF-8");
    }

    internal Task ForgetAsync(AlertMessage message, CancellationToken ct) => state.DeleteAsync(AlertBody.NameOf(message.Text), ct);

    private async Task SendAsync(AlertMessage message, CancellationToken ct)
    {
        try
        {
            await _queue.SendMessageAsync(message.ToString(), ct);
        }
        catch (RequestFailedException e) when (e.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // Bicep makes the queue; the first alert on an empty account makes it itself.
            await _queue.CreateIfNotExistsAsync(cancellationToken: ct);
            await _queue.SendMessageAsync(message.ToString(), ct);
        }
    }

    private static string? TextOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return Utf8.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // The service takes messages in XML; what has decoded pairs its surrogates right.
    private static bool FitsIntoMessage(char letter) => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter);
}

/// <summary>What a document of a body says.</summary>
/// <param name="Text">The body; null where there is no such document, since it was taken, or it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null: nothing is wrong.</param>
internal sealed record StoredBody(string? Text, string? Problem);
