using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Guard;

/// <summary>Tells the guard what a capability may.</summary>
public static class GuardRegistration
{
    /// <summary>Adds the profile, and notes where it names a window that there is not.</summary>
    public static void AddGuardProfile(
        this IServiceCollection services, SettingsReader settings, Capability capability, GuardProfile profile)
    {
        settings.Check(profile.Problem($"{capability.Title}:{GuardOptions.Section}", settings.Read<GuardOptions>(GuardOptions.Section)));
        services.AddSingleton(new CapabilityProfile(capability, profile));
    }
}
