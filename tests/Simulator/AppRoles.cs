using OpsFunctions.Simulator;

namespace OpsFunctions.Tests.Simulator;

/// <summary>What is deployed for machines and their points, as one role: for tests of simulated Azure itself, with one caller.</summary>
internal static class AppRoles
{
    public static RoleDefinition Compute { get; } = Of("rightsizing", "snapshots");

    public static RoleDefinition Of(params string[] capabilities) => new(
        "OpsFunctions", "For tests.",
        [
            .. DeployedRoles.All.Where(one => capabilities.Contains(one.Capability)).SelectMany(one => one.Role.Actions)
                .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
        ],
        [], [], [], [RoleDefinition.Scopes]);
}
