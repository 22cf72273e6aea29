using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Alerting;

/// <summary>The rules that a rehearsal has in each subscription, and the action group that they tell.</summary>
/// <param name="ActionGroups">Resource ids, one a subscription.</param>
/// <param name="Rules">Resource ids.</param>
public sealed record AlertDeployment(IReadOnlyList<string> ActionGroups, IReadOnlyList<string> Rules)
{
    /// <summary>Names of the rules.</summary>
    public const string Availability = "vm-availability";

    /// <summary>A machine's CPU is at its end for a quarter of an hour.</summary>
    public const string Cpu = "vm-cpu";

    /// <summary>Resource health.</summary>
    public const string Health = "vm-health";

    /// <summary>A disk is full.</summary>
    public const string Disk = "vm-disk";

    /// <summary>A provisioning state is Failed.</summary>
    public const string Provisioning = "vm-provisioning";

    private const double Hot = 0.85;

    /// <summary>Makes them. The rule about CPU leaves out machines that are at their end by nature.</summary>
    /// <param name="azure">Where.</param>
    /// <param name="address">Whom they tell.</param>
    /// <param name="days">How far to look at nature.</param>
    /// <param name="audience">Application id URI of the receiver, which then gets a token; null: it does not.</param>
    public static AlertDeployment Set(SimulatedAzure azure, Uri address, int days, string? audience = null)
    {
        ArgumentNullException.ThrowIfNull(azure);
        List<string> groups = [], rules = [];
        foreach (var subscription in azure.Fleet.Subscriptions)
        {
            if (azure.Fleet.ResourceGroups.FirstOrDefault(one => one.SubscriptionId == subscription.Id) is not { } home)
                continue;
            var scope = $"/subscriptions/{subscription.Id}";
            var group = azure.Alerts.Rules.ActionGroup(home, "ag-ops-functions", address, audience);
            groups.Add(group);
            rules.Add(azure.Alerts.Rules.Metric(home, Availability, new()
            {
                Scopes = [scope], IsMultiple = true, Metric = "VmAvailabilityMetric", Operator = "LessThan", Threshold = 1,
                Severity = 1, ActionGroups = [group],
            }));
            var calm = azure.Fleet.Machines.Where(one => one.SubscriptionId == subscription.Id && IsCalm(azure, one, days));
            if (calm.Select(static one => one.Id).ToList() is { Count: > 0 } ids)
            {
                rules.Add(azure.Alerts.Rules.Metric(home, Cpu, new()
                {
                    Scopes = ids, IsMultiple = true, Metric = "Percentage CPU", Operator = "GreaterThan", Threshold = 95,
                    Window = TimeSpan.FromMinutes(15), Frequency = TimeSpan.FromMinutes(5), Severity = 2, ActionGroups = [group],
                }));
            }
            rules.Add(azure.Alerts.Rules.Health(home, Health, [scope], group));
            rules.Add(azure.Alerts.Rules.DiskSpace(home, Disk, scope, namesResource: true, group));
            rules.Add(azure.Alerts.Rules.Provisioning(home, Provisioning, scope, group));
        }
        return new AlertDeployment(groups, rules);
    }

    // Never hot for ten minutes.
    internal static bool IsCalm(SimulatedAzure azure, Machine machine, int days)
    {
        if (machine.WasEverBurstable)
            return false;
        var (first, hot) = (LoadCurve.StepOf(azure.Time.GetUtcNow()), 0);
        for (var step = first; step < first + ((long)days * LoadCurve.StepsPerDay); step++)
        {
            hot = machine.LoadAt(step).Vcpus > Hot * machine.Size.Vcpus ? hot + 1 : 0;
            if (hot > 1)
                return false;
        }
        return true;
    }
}
