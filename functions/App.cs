using Azure.Core;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using OpsFunctions.Functions.Http;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Evidence;
using OpsFunctions.Orchestrations.Fleet;
using OpsFunctions.Orchestrations.Rightsizing;

namespace OpsFunctions.Functions;

/// <summary>Puts the app together. What a host registered before stays: a rehearsal brings its own clock, way to Azure and credential.</summary>
public static class App
{
    /// <exception cref="SettingsException">A setting is missing, unknown or out of its range; the message names each.</exception>
    public static FunctionsApplicationBuilder AddOps(this FunctionsApplicationBuilder builder)
    {
        var reader = new SettingsReader(builder.Configuration);
        var azure = reader.Read<AzureSettings>(AzureSettings.Section);
        var rightsizing = reader.Read<RightsizingOptions>(RightsizingOptions.Section);
        reader.ThrowIfWrong();

        builder.UseMiddleware<AccessMiddleware>();
        var services = builder.Services;
        services.AddSingleton(azure);
        services.AddSingleton(rightsizing);
        services.AddSingleton(new AccessKeys(azure.KeyHashes));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new AzureTransports());
        services.TryAddSingleton<TokenCredential>(_ => Identity(azure));
        services.AddSingleton<AzureClients>();
        services.AddSingleton<ResourceGraph>();
        services.AddSingleton<RetailPrices>();
        services.AddSingleton<Inventory>();
        services.AddSingleton<SizeReader>();
        services.AddSingleton<MetricsReader>();
        services.AddSingleton<RunStore>();
        return builder;
    }

    private static ManagedIdentityCredential Identity(AzureSettings azure) => new(
        string.IsNullOrWhiteSpace(azure.ManagedIdentityClientId)
            ? ManagedIdentityId.SystemAssigned
            : ManagedIdentityId.FromUserAssignedClientId(azure.ManagedIdentityClientId));
}
