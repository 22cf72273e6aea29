using System.Text;
using System.Text.Json;
using Azure.Storage.Queues.Models;
using Google.Protobuf;
using OpsFunctions.FunctionsHost.Rpc;

namespace OpsFunctions.FunctionsHost.Queues;

/// <summary>What a function is given of a message: its trigger's value, and data about it.</summary>
internal static class QueueInput
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DecoderFallbackException">The function takes text, and the message holds other bytes.</exception>
    public static InvocationRequest Of(FunctionInfo function, QueueMessage message, DateTimeOffset now)
    {
        var value = Value(function.Trigger, message);
        var request = Invocations.Of(function, value);
        foreach (var (name, data) in Metadata(message, now, value))
        {
            request.TriggerMetadata.Add(name, data);
        }

        return request;
    }

    private static TypedData Value(FunctionBinding trigger, QueueMessage message)
    {
        if (IsDeferred(trigger))
        {
            return new TypedData
            {
                ModelBindingData = new ModelBindingData
                {
                    Version = "1.0",
                    Source = "AzureStorageQueues",
                    ContentType = "application/json",
                    // The official host, too, writes whatever fields the client's type has.
                    Content = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(message)),
                },
            };
        }

        return string.Equals(trigger.Text("dataType"), "Binary", StringComparison.OrdinalIgnoreCase)
            ? new TypedData { Bytes = ByteString.CopyFrom(Bytes(message).Span) }
            : new TypedData { String = Strict.GetString(Bytes(message).Span) };
    }

    // The Sdk writes "True", a text.
    private static bool IsDeferred(FunctionBinding trigger) =>
        trigger.Raw.TryGetProperty("properties", out var properties)
        && properties.ValueKind == JsonValueKind.Object
        && properties.EnumerateObject().Any(p =>
            string.Equals(p.Name, "supportsDeferredBinding", StringComparison.OrdinalIgnoreCase)
            && string.Equals(p.Value.ToString(), bool.TrueString, StringComparison.OrdinalIgnoreCase));

    // Texts go as text, all else as JSON.
    private static Dictionary<string, TypedData> Metadata(QueueMessage message, DateTimeOffset now, TypedData value)
    {
        var data = new Dictionary<string, TypedData>(StringComparer.OrdinalIgnoreCase)
        {
            ["DequeueCount"] = Json(message.DequeueCount),
            ["ExpirationTime"] = Json(message.ExpiresOn ?? DateTimeOffset.MaxValue),
            ["Id"] = Text(message.MessageId),
            ["InsertionTime"] = Json(message.InsertedOn ?? now),
            ["NextVisibleTime"] = Json(message.NextVisibleOn ?? DateTimeOffset.MaxValue),
            ["PopReceipt"] = Text(message.PopReceipt),
        };
        if (TryText(message) is { } text)
        {
            data["QueueTrigger"] = Text(text);
        }

        if (value.DataCase == TypedData.DataOneofCase.String)
        {
            AddFields(data, value.String);
        }

        return data;
    }

    // As officially: what a message in JSON has at its top is data about it too, whatever it overwrites.
    private static void AddFields(Dictionary<string, TypedData> data, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            foreach (var field in json.RootElement.EnumerateObject())
            {
                if (field.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
                {
                    data[field.Name] = field.Value.ValueKind == JsonValueKind.Object
                        ? new TypedData { Json = field.Value.GetRawText() }
                        : Text(field.Value.ToString());
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, as most messages, or half a character in it.
        }
    }

    private static string? TryText(QueueMessage message)
    {
        try
        {
            return Strict.GetString(Bytes(message).Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Bytes(QueueMessage message) => message.Body?.ToMemory() ?? default;

    private static TypedData Text(string text) => new() { String = text };

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}
