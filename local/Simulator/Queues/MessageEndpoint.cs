using System.Globalization;
using System.Xml;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Queues;

/// <summary>Messages: put, get, peek, update, delete, clear.</summary>
internal sealed class MessageEndpoint(QueueStore store)
{
    public Task Put(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        var query = new QueueQuery(exchange);
        var (hidden, life) = (query.HiddenWhenPut(), query.Life());
        if (query.Refusal is { } wrong)
            return QueueHost.Refuse(exchange, host, wrong);
        // Documented: it must become visible before it expires.
        if (life != Timeout.InfiniteTimeSpan && hidden >= life)
            return QueueHost.Refuse(exchange, host, QueueRefusal.Range);
        if (QueueXml.Text(exchange.Body) is not { } text)
            return QueueHost.Refuse(exchange, host, QueueRefusal.NoXml);
        var outcome = store.Put(place.Account, place.Queue, text, hidden, life);
        return outcome.Message is { } message
            ? Write(exchange, 201, [message], withReceipt: true, withText: false)
            : QueueHost.Refuse(exchange, host, outcome.Refusal!);
    }

    public Task Get(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        var query = new QueueQuery(exchange);
        var (most, hidden) = (query.Messages(), query.HiddenWhenGot());
        if (query.Refusal is { } wrong)
            return QueueHost.Refuse(exchange, host, wrong);
        return store.Get(place.Account, place.Queue, most, hidden) is { } messages
            ? Write(exchange, 200, messages, withReceipt: true, withText: true)
            : QueueHost.Refuse(exchange, host, QueueRefusal.NoQueue);
    }

    public Task Peek(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        var query = new QueueQuery(exchange);
        var most = query.Messages();
        if (query.Refusal is { } wrong)
            return QueueHost.Refuse(exchange, host, wrong);
        return store.Peek(place.Account, place.Queue, most) is { } messages
            ? Write(exchange, 200, messages, withReceipt: false, withText: true)
            : QueueHost.Refuse(exchange, host, QueueRefusal.NoQueue);
    }

    public Task Update(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        var query = new QueueQuery(exchange);
        var (receipt, hidden) = (query.Receipt(), query.HiddenWhenUpdated());
        if (query.Refusal is { } wrong)
            return QueueHost.Refuse(exchange, host, wrong);
        // Without a body only its visibility changes.
        var text = exchange.Body.Length > 0 ? QueueXml.Text(exchange.Body) : null;
        if (exchange.Body.Length > 0 && text is null)
            return QueueHost.Refuse(exchange, host, QueueRefusal.NoXml);
        var outcome = store.Update(place.Account, place.Queue, place.Message, receipt, text, hidden);
        if (outcome.Message is not { } message)
            return QueueHost.Refuse(exchange, host, outcome.Refusal!);
        exchange.SetHeader("x-ms-popreceipt", message.PopReceipt);
        exchange.SetHeader("x-ms-time-next-visible", QueueXml.Time(message.Visible));
        return QueueHost.Empty(exchange, 204);
    }

    public Task Delete(Exchange exchange, QueuePlace place, SimulatedHost host)
    {
        var query = new QueueQuery(exchange);
        var receipt = query.Receipt();
        var refusal = query.Refusal ?? store.Delete(place.Account, place.Queue, place.Message, receipt).Refusal;
        return refusal is null ? QueueHost.Empty(exchange, 204) : QueueHost.Refuse(exchange, host, refusal);
    }

    public Task Clear(Exchange exchange, QueuePlace place, SimulatedHost host) => store.Clear(place.Account, place.Queue)
        ? QueueHost.Empty(exchange, 204)
        : QueueHost.Refuse(exchange, host, QueueRefusal.NoQueue);

    private static Task Write(Exchange exchange, int status, IReadOnlyList<StoredMessage> messages, bool withReceipt, bool withText) =>
        QueueXml.Write(exchange, status, writer =>
        {
            writer.WriteStartElement("QueueMessagesList");
            foreach (var message in messages)
                Write(writer, message, withReceipt, withText);
            writer.WriteEndElement();
        });

    private static void Write(XmlWriter writer, StoredMessage message, bool withReceipt, bool withText)
    {
        writer.WriteStartElement("QueueMessage");
        writer.WriteElementString("MessageId", message.Id);
        writer.WriteElementString("InsertionTime", QueueXml.Time(message.Inserted));
        writer.WriteElementString("ExpirationTime", QueueXml.Time(message.Expires));
        if (withReceipt)
        {
            writer.WriteElementString("PopReceipt", message.PopReceipt);
            writer.WriteElementString("TimeNextVisible", QueueXml.Time(message.Visible));
        }
        if (withText)
        {
            writer.WriteElementString("DequeueCount", message.Dequeued.ToString(CultureInfo.InvariantCulture));
            writer.WriteElementString("MessageText", message.Text);
        }
        writer.WriteEndElement();
    }
}
