using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpsFunctions.FunctionsHost.Workers;

namespace OpsFunctions.Local.Cli;

/// <summary>
/// What <c>dotnet publish functions</c> wrote, led to simulated Azure by a hook from outside: its files stay as they are deployed.
/// </summary>
/// <param name="Directory">The published folder.</param>
/// <param name="Azure">Loopback address of simulated Azure.</param>
internal sealed record PublishedApp(string Directory, Uri Azure)
{
    private static readonly string Hook = Path.Combine(AppContext.BaseDirectory, "OpsFunctions.Hook.dll");

    public WorkerProcess Launcher(IConfiguration settings, ILoggerFactory loggers)
    {
        // As in Azure, app settings are variables of the process.
        var environment = settings.AsEnumerable()
            .Where(setting => setting.Value is not null)
            .ToDictionary(
                setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value, StringComparer.Ordinal);
        // The framework's own five lines a request are not what anybody looks for.
        environment["Logging__LogLevel__Microsoft"] = "Warning";
        environment["DOTNET_STARTUP_HOOKS"] = Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") is { Length: > 0 } others
            ? $"{Hook}{Path.PathSeparator}{others}"
            : Hook;
        environment["OPS_SIMULATED_AZURE"] = Azure.ToString();
        return new WorkerProcess(Directory, environment, loggers.CreateLogger<WorkerProcess>());
    }
}
