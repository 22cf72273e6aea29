using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Access.Reading;
using OpsFunctions.Orchestrations.Access.Report;
using OpsFunctions.Orchestrations.Access.Watching;
using OpsFunctions.Orchestrations.Access.Work;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Access;

/// <summary>Access audits, as the app and the lists know them.</summary>
public static class AccessCapability
{
    public const string Name = "access";

    public static CapabilityRegistration Registration { get; } = new(
        new Capability(Name, AccessOptions.DefaultSchedule)
        {
            OtherSchedules = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [nameof(AccessOptions.WatchSchedule)] = AccessOptions.DefaultWatchSchedule
            },
        }, Add);

    private static void Add(IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(settings.Read<AccessOptions>(AccessOptions.Section));
        services.AddSingleton<ArmAccessReader>();
        services.AddSingleton<DirectoryReader>();
        services.AddSingleton<AccessStore>();
        services.AddSingleton<AuditFacts>();
        services.AddSingleton<AccessViews>();
        services.AddSingleton<WatchReader>();
        services.AddGrantEvents();
    }
}
