using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace OpsFunctions.Hook;

/// <summary>Hears of the app's host while it is built, as .NET's own tools do.</summary>
internal sealed class BuildingHosts : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private const string Hosting = "Microsoft.Extensions.Hosting";
    private const string Building = "HostBuilding";

    public static void Watch() => DiagnosticListener.AllListeners.Subscribe(new BuildingHosts());

    public void OnNext(DiagnosticListener value)
    {
        if (string.Equals(value.Name, Hosting, StringComparison.Ordinal))
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (string.Equals(value.Key, Building, StringComparison.Ordinal) && value.Value is IHostBuilder builder)
        {
            builder.ConfigureServices(SimulatedWay.Add);
        }
    }

    public void OnCompleted()
    {
        // Hosts are heard of until the process ends.
    }

    public void OnError(Exception error)
    {
        // As above.
    }
}
