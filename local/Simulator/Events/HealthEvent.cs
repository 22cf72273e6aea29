using System.Text.Json;
using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Events;

/// <summary>Something about the health of a virtual machine.</summary>
internal sealed class HealthEvent : GridEvent
{
    public const string AvailabilityChanged = "Microsoft.ResourceNotifications.HealthResources.AvailabilityStatusChanged";
    public const string Annotated = "Microsoft.ResourceNotifications.HealthResources.ResourceAnnotated";

    private readonly IReadOnlyList<(string Name, string Value)> _properties;

    private HealthEvent(IReadOnlyList<(string Name, string Value)> properties) => _properties = properties;

    public static IReadOnlyList<string> Types { get; } = [AvailabilityChanged, Annotated];

    public override string DataVersion => "1";

    public override ulong Key => Noise.Of($"{Type} {Subject} {Moment(Time)} {string.Join(' ', _properties)}");

    private string Kind => Type == AvailabilityChanged ? "availabilityStatuses" : "resourceAnnotations";

    public static HealthEvent Of(
        Machine machine, string type, DateTimeOffset now, params IReadOnlyList<(string Name, string Value)> properties) => new(properties)
    {
        Source = $"/subscriptions/{machine.SubscriptionId}", TopicType = TopicTypes.Health, Subject = machine.Id, Type = type, Time = now,
    };

    protected override void WriteData(Utf8JsonWriter writer)
    {
        var name = Noise.Id(Key, "health").ToString();
        writer.WriteStartObject("resourceInfo");
        writer.WriteString("id", $"{Subject}/providers/Microsoft.ResourceHealth/{Kind}/{name}");
        writer.WriteString("name", name);
        writer.WriteString("type", $"Microsoft.ResourceHealth/{Kind}");
        writer.WriteStartObject("properties");
        writer.WriteString("targetResourceId", Subject);
        writer.WriteString("targetResourceType", "Microsoft.Compute/virtualMachines");
        writer.WriteString("occurredTime", Moment(Time));
        foreach (var (property, value) in _properties)
            writer.WriteString(property, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("operationalInfo");
        writer.WriteString("resourceEventTime", Moment(Time));
        writer.WriteEndObject();
        writer.WriteString("apiVersion", Type == AvailabilityChanged ? "2023-12-01" : "2022-08-01");
    }
}
