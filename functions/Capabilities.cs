using OpsFunctions.Orchestrations.Access;
using OpsFunctions.Orchestrations.Drills;
using OpsFunctions.Orchestrations.Remediation;
using OpsFunctions.Orchestrations.Rightsizing;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Orchestrations.Snapshots;

namespace OpsFunctions.Functions;

/// <summary>What the app can do: a line each. docs/add-a-capability.md has the steps.</summary>
public static class Capabilities
{
    public static IReadOnlyList<CapabilityRegistration> All { get; } =
    [
        RightsizingCapability.Registration,
        SnapshotsCapability.Registration,
        DrillsCapability.Registration,
        AccessCapability.Registration,
        RemediationCapability.Registration,
    ];
}
