using System.Globalization;
using System.Text.Json;

namespace OpsFunctions.Tests.Events;

/// <summary>Messages as Event Grid writes them.</summary>
internal static class EventTexts
{
    public const string Subscription = "11111111-2222-3333-4444-555555555555";
    public const string Machine = $"/subscriptions/{Subscription}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/vm-1";
    public const string Write = "Microsoft.Resources.ResourceWriteSuccess";

    public static readonly DateTimeOffset Time = new(2026, 6, 1, 3, 0, 0, TimeSpan.Zero);

    public static string EventGrid(
        string id = "e-1", string? subject = Machine, string? topic = $"/subscriptions/{Subscription}", string type = Write) =>
        JsonSerializer.Serialize(new
        {
            id,
            topic,
            subject,
            eventType = type,
            eventTime = Time.ToString("o", CultureInfo.InvariantCulture),
            dataVersion = "2",
            metadataVersion = "1",
            data = new { operationName = "Microsoft.Compute/virtualMachines/write", claims = new { name = "A Person" } },
        });

    public static string CloudEvent(
        string id = "e-1", string? subject = Machine, string source = $"/subscriptions/{Subscription}", string type = Write) =>
        JsonSerializer.Serialize(new
        {
            specversion = "1.0",
            id,
            source,
            subject,
            type,
            time = Time.ToString("o", CultureInfo.InvariantCulture),
            data = new { operationName = "Microsoft.Compute/virtualMachines/write", claims = new { name = "A Person" } },
        });
}
