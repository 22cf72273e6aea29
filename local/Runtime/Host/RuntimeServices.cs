using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsFunctions.Local.Hub;

namespace OpsFunctions.Local.Host;

/// <summary>
/// Registers the runtime; whatever the app registered itself stays. Official types stay out of the container where the official host leaves them
/// out, so that an app which asks for one fails here too.
/// </summary>
internal static class RuntimeServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LocalHostOptions>();
        services.AddSingleton<WorkMeter>();
        services.AddSingleton(p => HostJson.Load(p.GetRequiredService<LocalHostOptions>().HostJsonPath));
        services.AddSingleton(p => FunctionFinder.Find(p.GetRequiredService<LocalHostOptions>()));
        services.AddSingleton(p => new PayloadConverter(Serializer(p)));
        services.AddSingleton<ITaskCatalog>(p => new FunctionTasks(
            p.GetRequiredService<IReadOnlyList<FunctionEntry>>(), p.GetRequiredService<PayloadConverter>(), new Lazy<Invoker>(p.GetRequiredService<Invoker>)));
        services.AddSingleton(Hub);
        services.AddSingleton<HubClient>();
        services.AddSingleton<ArgumentBinder>();
        services.AddSingleton<Invoker>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<EventGridWebhook>();
        services.AddSingleton<WebListener>();
        services.AddSingleton(p => new LocalHost(p.GetRequiredService<WorkMeter>(), p.GetRequiredService<HubClient>(), p.GetRequiredService<TaskHub>()));
        services.AddHostedService<RuntimeHost>();

        // The host's own limit must leave room for the grace period.
        services.AddOptions<HostOptions>().Configure<LocalHostOptions>((host, local) => host.ShutdownTimeout = local.GracePeriod + TimeSpan.FromSeconds(15));
    }

    /// <summary>What executing an <c>IActionResult</c> needs.</summary>
    public static void AddWeb(IServiceCollection services) => services.AddMvcCore();

    private static TaskHub Hub(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<LocalHostOptions>();
        var services = new HubServices(
            provider.GetRequiredService<ITaskCatalog>(),
            provider.GetRequiredService<PayloadConverter>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<WorkMeter>(),
            provider.GetRequiredService<ILoggerFactory>())
        {
            MaxConcurrentActivities = options.MaxConcurrentActivities,
        };
        ITaskHubStore store = options.StorePath is { } path ? new SqliteStore(path) : new MemoryStore();
        return new TaskHub(services, options.Store?.Invoke(store) ?? store);
    }

    // The worker's default: System.Text.Json with names ignoring case; both the serializer and its options are the app's to change.
    private static ObjectSerializer Serializer(IServiceProvider provider)
    {
        if (provider.GetService<IOptions<WorkerOptions>>()?.Value.Serializer is { } chosen)
        {
            return chosen;
        }

        var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true };
        foreach (var configure in provider.GetServices<IConfigureOptions<JsonSerializerOptions>>())
        {
            configure.Configure(options);
        }

        return new JsonObjectSerializer(options);
    }
}
