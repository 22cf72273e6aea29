using System.Reflection;
using Azure.Core;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFunctions.Functions;
using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Snapshots;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli;

/// <summary>What the app on one machine is made of; null or empty: the default.</summary>
internal sealed record LocalAppOptions
{
    public required TimeProvider Time { get; init; }

    /// <summary>Ways to Azure, simulated or real.</summary>
    public required AzureTransports Transports { get; init; }

    public required TokenCredential Credential { get; init; }

    public required IReadOnlyList<string> Subscriptions { get; init; }

    public string StorageAccount { get; init; } = "opsstate";

    /// <summary>SHA-256 of the keys that let HTTP callers in.</summary>
    public IReadOnlyList<string> KeyHashes { get; init; } = [];

    /// <summary>Whether environment variables such as <c>Rightsizing__LookBackDays</c> are settings.</summary>
    public bool UsesEnvironment { get; init; }

    /// <summary>Settings beside or over the defaults: <c>Rightsizing:LookBackDays</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public LocalHostOptions Host { get; init; } = new();

    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };
}

/// <summary>The function app as it is deployed, on the local runtime.</summary>
internal static class LocalApp
{
    private static readonly Assembly[] Functions = [typeof(App).Assembly, typeof(RightsizingOrchestrator).Assembly];

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static IHost Build(LocalAppOptions options)
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        // The environment of a shell must not change a rehearsal, nor outvote what stands on the command line.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([new("Rightsizing:Schedule", RightsizingOptions.DefaultSchedule), new("Snapshots:Schedule", SnapshotOptions.DefaultSchedule), new("Ops:TaskHub", "ops")]);
        if (options.UsesEnvironment)
            builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddInMemoryCollection(Given(options));
        builder.Configuration.AddInMemoryCollection(options.Settings);
        builder.Logging.ClearProviders();
        options.Logging(builder.Logging);
        builder.Services.AddSingleton(options.Time);
        builder.Services.AddSingleton(options.Transports);
        builder.Services.AddSingleton(options.Credential);
        builder.Services.AddSingleton(options.Host with { FunctionAssemblies = Functions });
        builder.AddOps();
        return builder.Build();
    }

    /// <summary>What simulated Azure adds: its clock, its identity, its subscriptions, the way to it.</summary>
    public static LocalAppOptions On(SimulatedAzure azure)
    {
        var transport = azure.CreateTransport();
        return new()
        {
            Time = azure.Time,
            Transports = new(transport, transport),
            Credential = SimulatedIdentity(azure.ClientId, transport),
            Subscriptions = [.. azure.Fleet.Subscriptions.Select(subscription => subscription.Id)],
        };
    }

    /// <summary>The real managed-identity credential, whose calls lead to simulated Azure.</summary>
    public static ManagedIdentityCredential SimulatedIdentity(string clientId, Azure.Core.Pipeline.HttpPipelineTransport transport)
    {
        // Where Azure would set them: the identity library reads them from the environment.
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", SimulatedAzure.IdentityEndpoint);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", SimulatedAzure.IdentityHeader);
        return new(new ManagedIdentityCredentialOptions(ManagedIdentityId.FromUserAssignedClientId(clientId)) { Transport = transport });
    }

    private static IEnumerable<KeyValuePair<string, string?>> Given(LocalAppOptions options)
    {
        yield return new("Ops:StorageAccount", options.StorageAccount);
        foreach (var (index, subscription) in options.Subscriptions.Index())
            yield return new($"Ops:Subscriptions:{index}", subscription);
        foreach (var (index, hash) in options.KeyHashes.Index())
            yield return new($"Ops:KeyHashes:{index}", hash);
    }
}
