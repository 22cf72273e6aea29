using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Rightsizing.Advising;
using OpsFunctions.Orchestrations.Rightsizing.Load;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Rightsizing;

/// <summary>Rightsizing, as the app and the lists know it.</summary>
public static class RightsizingCapability
{
    public const string Name = "rightsizing";

    /// <summary>
    /// Its changes are runs of their own, which go on after the run whose advice they carry out; so are take-backs after the watch. The
    /// looks each hour are none: they take a minute and change nothing.
    /// </summary>
    public static CapabilityRegistration Registration { get; } =
        new(new Capability(Name, RightsizingOptions.DefaultSchedule)
        {
            AlsoRuns = ["changes", LaterWatched.Prefix],
            OtherSchedules = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [$"{nameof(RightsizingOptions.Changes)}:{nameof(ChangeOptions.LaterWatchSchedule)}"] = ChangeOptions.DefaultLaterWatchSchedule,
            },
        }, Add);

    private static void Add(IServiceCollection services, SettingsReader settings)
    {
        var options = settings.Read<RightsizingOptions>(RightsizingOptions.Section);
        services.AddSingleton(options);
        services.AddGuardProfile(settings, Registration.Capability, options.Guard);
        services.AddSingleton(new ResizeSettings(Name, OpsTags.RightsizingTag, options.Mode, options.Changes, options.LookBackDays));
        services.AddSingleton<ClusterReader>();
        services.AddSingleton<TargetMemory>();
        services.AddSingleton<Assessor>();
    }
}
