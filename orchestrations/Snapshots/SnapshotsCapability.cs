using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots.Memory;
using OpsFunctions.Orchestrations.Snapshots.Reading;
using OpsFunctions.Orchestrations.Snapshots.Settings;
using OpsFunctions.Orchestrations.Snapshots.Work;

namespace OpsFunctions.Orchestrations.Snapshots;

/// <summary>Snapshot rotation, as the app and the lists know it.</summary>
public static class SnapshotsCapability
{
    public const string Name = "snapshots";

    public static CapabilityRegistration Registration { get; } = new(new Capability(Name, SnapshotOptions.DefaultSchedule), Add);

    private static void Add(IServiceCollection services, SettingsReader settings)
    {
        var options = settings.Read<SnapshotOptions>(SnapshotOptions.Section);
        services.AddSingleton(options);
        services.AddGuardProfile(settings, Registration.Capability, options.Guard);
        settings.Check(options.DeleteWindowProblem(settings.Read<GuardOptions>(GuardOptions.Section)));
        services.AddSingleton<SnapshotInventory>();
        services.AddSingleton<WorkDocuments>();
        services.AddSingleton<Retirements>();
        services.AddSingleton<SnapshotStateReader>();
    }
}
