using OpsFunctions.Simulator;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Stages.Access;
using Xunit;

namespace OpsFunctions.Tests.Access.Runs;

/// <summary>A tenant in which nothing is wrong, audited twice; then somebody becomes Owner, and it is audited again.</summary>
public sealed class AuditsInARow : IAsyncLifetime
{
    internal AccessStage Stage { get; private set; } = null!;

    internal AuditedTenant First { get; private set; } = null!;

    internal AuditedTenant Same { get; private set; } = null!;

    internal AuditedTenant Third { get; private set; } = null!;

    public HeldRole Granted { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Stage = await AuditedTenants.OpenAsync(AuditedTenants.Small);
        First = await Stage.AuditAsync();
        Same = await Stage.AuditAsync();
        var truth = Stage.Truth;
        var subscription = $"/subscriptions/{truth.Subscriptions[1]}";
        Granted = Stage.Azure.People.Access.Grant(truth.Owners[0], truth.Spare[0], BuiltInRoles.Owner, subscription);
        Third = await Stage.AuditAsync();
    }

    public ValueTask DisposeAsync() => Stage.DisposeAsync();
}
