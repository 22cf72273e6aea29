using System.Text;
using System.Text.Json;
using OpsFunctions.Simulator.Events.Delivering;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Events;

/// <summary>An event as JSON.</summary>
internal static class EventText
{
    /// <summary>What stands in the queue.</summary>
    public static string Message(GridEvent happened, EventSubscription subscription)
    {
        using var buffer = new PooledBuffer(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonAnswers.Options))
            Write(writer, happened, subscription.Schema, static _ => { });
        var json = buffer.Written.Span;
        return subscription.Encoding is EventEncoding.Base64 ? Convert.ToBase64String(json) : Encoding.UTF8.GetString(json);
    }

    /// <summary>What stands in the container, with why it is there.</summary>
    public static byte[] DeadLetter(EventDelivery delivery)
    {
        var isCloud = delivery.Subscription.Schema is EventSchema.CloudEvents;
        string Name(string name) => isCloud ? name.ToLowerInvariant() : name;
        using var buffer = new PooledBuffer(4096);
        using (var writer = new Utf8JsonWriter(buffer, JsonAnswers.Options))
        {
            writer.WriteStartArray();
            Write(writer, delivery.Event, delivery.Subscription.Schema, more =>
            {
                more.WriteString(Name("deadLetterReason"), delivery.Reason);
                more.WriteNumber(Name("deliveryAttempts"), delivery.Attempts);
                more.WriteString(Name("lastDeliveryOutcome"), delivery.Outcome);
                more.WriteString(Name("publishTime"), GridEvent.Moment(delivery.Published));
                more.WriteString(Name("lastDeliveryAttemptTime"), GridEvent.Moment(delivery.LastAttempt));
            });
            writer.WriteEndArray();
        }
        return buffer.Written.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, GridEvent happened, EventSchema schema, Action<Utf8JsonWriter> more)
    {
        var isCloud = schema is EventSchema.CloudEvents;
        writer.WriteStartObject();
        writer.WriteString("id", happened.Id);
        writer.WriteString(isCloud ? "source" : "topic", happened.Source);
        writer.WriteString("subject", happened.Subject);
        writer.WritePropertyName("data");
        writer.WriteRawValue(happened.Data, skipInputValidation: true);
        writer.WriteString(isCloud ? "type" : "eventType", happened.Type);
        if (isCloud)
            writer.WriteString("specversion", "1.0");
        else
        {
            writer.WriteString("dataVersion", happened.DataVersion);
            writer.WriteString("metadataVersion", "1");
        }
        writer.WriteString(isCloud ? "time" : "eventTime", GridEvent.Moment(happened.Time));
        more(writer);
        writer.WriteEndObject();
    }
}
