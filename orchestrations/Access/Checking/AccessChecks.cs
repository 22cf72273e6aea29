using OpsFunctions.Orchestrations.Access.Checking.Directory;
using OpsFunctions.Orchestrations.Access.Checking.Rights;

namespace OpsFunctions.Orchestrations.Access.Checking;

/// <summary>All checks, in the order in which they are shown.</summary>
internal static class AccessChecks
{
    public static IReadOnlyList<AccessCheck> All { get; } =
    [
        new EscalationPaths(), new UserAccessAdministrators(), new EmergencyUsed(), new EmergencyDisabled(), new EmergencyExpired(),
        new EmergencyTooFew(), new StandingPrivileged(), new ServicePrincipalOwners(), new CustomOwners(), new OwnersTooFew(),
        new OwnersTooMany(),
        new StalePrivileged(), new ApplicationOwners(), new GlobalAdministrators(), new EndlessSecrets(), new GuestsWithWrite(),
        new DisabledUsers(), new UnusedEligibility(), new AssignmentLimit(), new ExpiringSecrets(), new OldSecrets(), new ExpiredSecrets(),
        new DirectGrants(), new OrphanedAssignments(), new LockAdministration(),
    ];

    public static IReadOnlyList<CheckResult> Run(AuditContext context) => [.. All.Select(check => check.Run(context))];
}
