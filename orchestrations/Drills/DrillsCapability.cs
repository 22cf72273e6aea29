using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Drills.Building;
using OpsFunctions.Orchestrations.Drills.Cleaning;
using OpsFunctions.Orchestrations.Drills.Isolation;
using OpsFunctions.Orchestrations.Drills.Preflight;
using OpsFunctions.Orchestrations.Drills.Report;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Drills;

/// <summary>Disaster-recovery drills, as the app and the lists know them.</summary>
public static class DrillsCapability
{
    public const string Name = "drills";

    public static CapabilityRegistration Registration { get; } = new(
        new Capability(Name, DrillOptions.DefaultSchedule) { ReadsAs = AzureIdentity.Drill, ActsAs = AzureIdentity.Drill }, Add);

    private static void Add(IServiceCollection services, SettingsReader settings)
    {
        var options = settings.Read<DrillOptions>(DrillOptions.Section);
        services.AddSingleton(options);
        services.AddGuardProfile(settings, Registration.Capability, options.Guard);
        services.AddSingleton<DrillReads>();
        services.AddSingleton<DrillStore>();
        services.AddSingleton<SourceReader>();
        services.AddSingleton<PlaceReader>();
        services.AddSingleton<PreflightReader>();
        services.AddSingleton<IsolationReader>();
        services.AddSingleton<CloneReader>();
        services.AddSingleton<LeftoverReader>();
    }
}
