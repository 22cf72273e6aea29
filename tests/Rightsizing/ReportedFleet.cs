using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Fixtures;
using Xunit;

namespace OpsFunctions.Tests.Rightsizing;

/// <summary>A large fleet, and one run on it in report mode, which changes nothing: for all who look at what it read.</summary>
public sealed class ReportedFleet : IAsyncLifetime
{
    internal static readonly FleetOptions Options = new() { Machines = 300, Seed = 5 };

    private IReadOnlyList<CallCount> _calls = [];

    internal SuiteHost Suite { get; private set; } = null!;

    internal JsonElement Report { get; private set; }

    public async ValueTask InitializeAsync()
    {
        Suite = await SuiteHost.StartAsync(Options);
        (_, Report) = await RunTests.RunAsync(Suite, "rightsizing-facts");
        // What is read later is not the run's.
        _calls = Suite.Azure.Calls.Counts;
    }

    public ValueTask DisposeAsync() => Suite.DisposeAsync();

    /// <summary>Calls of the run, whatever the answer.</summary>
    internal long CallsOf(string operation) => _calls.Where(count => count.Operation == operation).Sum(count => count.Calls);
}
