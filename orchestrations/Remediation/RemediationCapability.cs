using Microsoft.Extensions.DependencyInjection;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Remediation.Deciding;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Remediation.Reading;
using OpsFunctions.Orchestrations.Remediation.Runbooks;
using OpsFunctions.Orchestrations.Remediation.Work;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Remediation;

/// <summary>Remediation of what alerts tell, as the app and the lists know it.</summary>
public static class RemediationCapability
{
    public const string Name = "remediation";

    public static CapabilityRegistration Registration { get; } = new(new Capability(Name, RemediationOptions.DefaultSchedule), Add);

    private static void Add(IServiceCollection services, SettingsReader settings)
    {
        var options = settings.Read<RemediationOptions>(RemediationOptions.Section);
        services.AddSingleton(options);
        services.AddGuardProfile(settings, Registration.Capability, options.Guard);
        services.AddSingleton(new ResizeSettings(Name, HandsOffPolicy.Tag, options.Mode, new ChangeOptions
        {
            WatchHours = 1, RollbackAnyTime = true, AsksInside = false
        }, LookBackDays: 7));
        services.AddSingleton<OwnIdentities>();
        services.AddSingleton<ConditionReader>();
        services.AddSingleton<AlertListReader>();
        services.AddSingleton<SituationReader>();
        services.AddSingleton<RemediationStore>();
        services.AddSingleton<ScriptStore>();
        services.AddSingleton<RuleTrial>();
        services.AddSingleton<AlertInbox>();
        services.AddSingleton<AlertPoison>();
        services.AddSingleton<AlertReception>();
        services.AddSingleton<AlertIntake>();
        services.AddHealthEvents();
    }
}
