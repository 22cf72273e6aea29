using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpsFunctions.Functions.Http;
using OpsFunctions.Functions.Http.Answers;
using OpsFunctions.Functions.Http.Refusing;
using OpsFunctions.Functions.Http.Signing;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Arm.Identities;
using OpsFunctions.Orchestrations.Arm.Wire;
using OpsFunctions.Orchestrations.Events;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Guard;
using OpsFunctions.Orchestrations.Guard.Approvals;
using OpsFunctions.Orchestrations.Guard.Calendar;
using OpsFunctions.Orchestrations.Guard.Stop;
using OpsFunctions.Orchestrations.Incidents;
using OpsFunctions.Orchestrations.Machines;
using OpsFunctions.Orchestrations.Machines.Load;
using OpsFunctions.Orchestrations.Machines.Sizes;
using OpsFunctions.Orchestrations.Notifications;
using OpsFunctions.Orchestrations.Recovery;
using OpsFunctions.Orchestrations.Remediation.Intake;
using OpsFunctions.Orchestrations.Resizing;
using OpsFunctions.Orchestrations.Resizing.Books;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.State;

namespace OpsFunctions.Functions;

/// <summary>
/// Puts the app together. What a host registered before stays: a rehearsal brings its own clock, way to Azure and credential.
/// </summary>
public static class App
{
    // One of each, made by the container from what it takes.
    private static readonly Type[] Singles =
    [
        typeof(UsedSignatures), typeof(Signatures), typeof(IssuerDocuments), typeof(EntraTokens), typeof(Callers),
        typeof(GrafanaSignatures), typeof(RefusedSenders), typeof(MissingParts),
        typeof(PoisonCount<EventPoison>), typeof(PoisonCount<AlertPoison>),
        typeof(RolePropagation), typeof(FirstStartNote), typeof(AzureIdentities), typeof(ResourceGraph), typeof(RetailPrices),
        typeof(OwnGroups), typeof(Inventory), typeof(SizeReader),
        typeof(QuotaReader), typeof(MetricsReader), typeof(RunStore), typeof(StateStore), typeof(EvidenceStore), typeof(SaidWords),
        typeof(TimeStampService),
        typeof(DailyManifest), typeof(GuardEvidence), typeof(KillSwitch), typeof(KillSwitchRecord), typeof(StrandedList),
        typeof(ApprovalStore), typeof(ApprovalAnswers), typeof(FreezeCalendar), typeof(Delivery), typeof(Claims),
        typeof(GuardProfiles), typeof(Breaker), typeof(LockReader), typeof(ChangeGate), typeof(ArmChanges), typeof(OperationReader),
        typeof(MachineReader), typeof(MachineCommands), typeof(LedgerStore), typeof(ResizeSettingsTable), typeof(BatchGuard),
        typeof(PointReader), typeof(PointCatalogue), typeof(OpenIncidents), typeof(IncidentStore), typeof(Holds), typeof(HoldRecord),
        typeof(EventIntake),
        typeof(EventPoison),
    ];

    /// <exception cref="SettingsException">A setting is missing, unknown or out of its range; the message names each.</exception>
    public static FunctionsApplicationBuilder AddOps(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<AnswerHeadersMiddleware>();
        builder.UseMiddleware<FailureMiddleware>();
        builder.UseMiddleware<AccessMiddleware>();
        builder.Services.AddOps(builder.Configuration);
        return builder;
    }

    /// <summary>The services alone, for a host that brings its own functions and no HTTP.</summary>
    /// <exception cref="SettingsException">A setting is missing, unknown or out of its range; the message names each.</exception>
    public static IServiceCollection AddOps(this IServiceCollection services, IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration);
        var azure = reader.Read<AzureSettings>(AzureSettings.Section);
        services.AddSingleton(azure);
        services.AddSingleton(reader.Read<NotificationOptions>(NotificationOptions.Section));
        services.AddSingleton(reader.Read<EvidenceOptions>(EvidenceOptions.Section));
        services.AddSingleton(reader.Read<GuardOptions>(GuardOptions.Section));
        services.AddSingleton(reader.Read<QueueSettings>(QueueSettings.Section));
        foreach (var (capability, add) in Capabilities.All)
        {
            services.AddSingleton(capability);
            add(services, reader);
        }
        reader.CheckSections();
        reader.ThrowIfWrong();

        services.AddSingleton(new AccessKeys(azure.KeyHashes));
        services.AddSingleton(new Signers(azure.Signers));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new AzureTransports());
        services.TryAddSingleton(_ => AzureCredentials.Of(azure.Identities));
        // Who names no other identity reads.
        services.AddSingleton(provider => provider.GetRequiredService<AzureIdentities>().Read);
        foreach (var service in Singles)
            services.AddSingleton(service);
        services.AddSingleton<DrillViews>();
        services.AddHostedService<FirstStartService>();
        return services;
    }
}
