using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

/// <summary>One audit of the default tenant, which several tests look at.</summary>
public sealed class DefaultTenant : IAsyncLifetime
{
    internal AccessStage Stage { get; private set; } = null!;

    internal AuditedTenant Audit { get; private set; } = null!;

    /// <summary>Its calls, by operation.</summary>
    public IReadOnlyDictionary<string, long> Calls { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stage = await AuditedTenants.OpenAsync(new TenantOptions());
        var before = CallsOf(Stage.Azure);
        Audit = await Stage.AuditAsync();
        Calls = CallsOf(Stage.Azure)
            .ToDictionary(one => one.Key, one => one.Value - before.GetValueOrDefault(one.Key), StringComparer.Ordinal);
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    private static Dictionary<string, long> CallsOf(SimulatedAzure azure) => azure.Calls.Counts
        .GroupBy(one => one.Operation, StringComparer.Ordinal)
        .ToDictionary(one => one.Key, one => one.Sum(count => count.Calls), StringComparer.Ordinal);
}
