using OpsFunctions.Orchestrations.Guard;

namespace OpsFunctions.Orchestrations.Resizing;

/// <summary>What a change of a machine asks the guard.</summary>
internal static class GuardRequests
{
    public static GuardRequest Of(ChangePlan plan, string owner, MachineGroups groups, Mode mode) =>
        new(plan.Capability, owner, plan.MachineId, plan.Subscription, mode, plan.Hash())
        {
            Groups = groups.Names,
            TimeZone = plan.TimeZone,
            Window = plan.Window,
            Environment = plan.Environment,
            // Its snapshot is deleted in the end, which a lock would forbid; an empty reservation that stays costs nothing.
            Deletes = plan.Settings.TakesSnapshot,
            IsProduction = plan.IsProduction,
            PlannedAt = plan.PlannedAt,
            FleetSize = plan.FleetSize,
            SubscriptionSize = plan.SubscriptionSize,
        };
}
