using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Events;

namespace OpsFunctions.Orchestrations.Remediation.Intake;

/// <summary>Hears of changes of machines' health and of their causes, and puts a notice of each on the queue of alerts.</summary>
internal static class HealthEvents
{
    private const string StatusChanged = "Microsoft.ResourceNotifications.HealthResources.AvailabilityStatusChanged";
    private const string Annotated = "Microsoft.ResourceNotifications.HealthResources.ResourceAnnotated";

    public static IServiceCollection AddHealthEvents(this IServiceCollection services) =>
        services
            .AddSingleton(provider => Subscription(provider, StatusChanged))
            .AddSingleton(provider => Subscription(provider, Annotated));

    private static EventSubscription Subscription(IServiceProvider provider, string type)
    {
        var inbox = provider.GetRequiredService<AlertInbox>();
        return new(type, inbox.PutAsync);
    }
}
