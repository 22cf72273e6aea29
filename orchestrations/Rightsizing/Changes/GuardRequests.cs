using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Rightsizing.Changes;

/// <summary>What rightsizing asks the guard.</summary>
internal static class GuardRequests
{
    public static GuardRequest Of(ChangePlan plan, string owner, MachineGroups groups, Mode mode) =>
        new(RightsizingReport.Capability, owner, plan.MachineId, plan.Subscription, mode, plan.Hash())
        {
            Groups = groups.Names,
            TimeZone = plan.TimeZone,
            Window = plan.Window,
            Environment = plan.Environment,
            IsProduction = plan.IsProduction,
            FleetSize = plan.FleetSize,
            SubscriptionSize = plan.SubscriptionSize,
        };
}
