using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OpsFunctions.Local.Host;

/// <summary>Registers the runtime; whatever the app registered itself stays.</summary>
internal static class RuntimeServices
{
    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LocalHostOptions>();
    }

    /// <summary>What executing an <c>IActionResult</c> needs.</summary>
    public static void AddWeb(IServiceCollection services) => services.AddMvcCore();
}
