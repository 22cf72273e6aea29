using OpsFunctions.Simulator.Loads;

namespace OpsFunctions.Simulator.Network;

/// <summary>Which machines stand behind a load balancer: the first three of about a third of the applications in production.</summary>
internal static class LoadBalancing
{
    private const double Share = 1 / 3.0;
    private const int MachinesPerApp = 6;
    private const int Behind = 3;

    /// <summary>Id of the backend pool that the machine's first network interface is in; null: none.</summary>
    public static string? PoolOf(Machine machine)
    {
        var home = $"/subscriptions/{machine.SubscriptionId}/resourceGroups/{machine.ResourceGroup}";
        return machine.TraceFile is null && machine.ResourceGroup.EndsWith("-prod", StringComparison.Ordinal)
            && machine.Index % MachinesPerApp < Behind
            && Noise.Unit(Noise.Of($"load balancer {home}")) < Share
            ? $"{home}/providers/Microsoft.Network/loadBalancers/lb-{machine.ResourceGroup["rg-".Length..]}/backendAddressPools/pool-1"
            : null;
    }
}
