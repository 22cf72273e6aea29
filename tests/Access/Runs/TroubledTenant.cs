using OpsFunctions.Simulator.Governance;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

/// <summary>A small tenant with a few things wrong, audited once while all went well.</summary>
public sealed class TroubledTenant : IAsyncLifetime
{
    internal AccessStage Stage { get; private set; } = null!;

    /// <summary>What was found while all went well.</summary>
    public IReadOnlyList<string> Findings { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stage = await AuditedTenants.OpenAsync(AuditedTenants.Small);
        var (moves, truth) = (Stage.Azure.People.Access, Stage.Truth);
        var subscription = $"/subscriptions/{truth.Subscriptions[0]}";
        moves.Grant(truth.Owners[0], truth.Spare[0], BuiltInRoles.Owner, subscription);
        moves.Grant(truth.Owners[0], truth.Spare[1], BuiltInRoles.Owner, truth.Root);
        moves.Grant(truth.Owners[0], truth.Spare[2], "acdd72a7-3385-48ef-bd42-f606fba81ae7", subscription);
        moves.Leave(truth.Owners[0], truth.Spare[2]);
        moves.Disable(truth.Owners[0], truth.Spare[0]);
        moves.AddSecret(truth.Owners[0], truth.Applications[0], lifetime: null);
        // One does not count as new the next time.
        await Stage.AuditAsync();
        var audit = await Stage.AuditAsync();
        Findings = [.. audit.Findings.Select(one => one.Key)];
        Assert.Contains(Findings, one => one.StartsWith("orphaned", StringComparison.Ordinal));
        Assert.Contains(Findings, one => one.StartsWith("disabled-with-rights", StringComparison.Ordinal));
        Assert.Contains(Findings, one => one.StartsWith("secret-never-expires", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
