using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Network;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>What can be asked about what hangs on machines: snapshots of disks, network interfaces and backend pools.</summary>
internal static class DiskRoutes
{
    private const string Group = "/subscriptions/{subscription}/resourceGroups/{group}/providers";
    private const string Snapshot = Group + "/Microsoft.Compute/snapshots/{snapshot}";
    private const string Action = "Microsoft.Compute/snapshots";

    public static Route[] Of(SimulatedAzure azure)
    {
        var (snapshots, network) = (new SnapshotEndpoint(azure), new NetworkEndpoint(azure));
        return
        [
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/snapshots", "Snapshots_List", Action + "/read",
            Quota.ArmRead, snapshots.ListAll) { Options = Pages.Option },
            new("GET", Group + "/Microsoft.Compute/snapshots", "Snapshots_ListByResourceGroup", Action + "/read", Quota.ArmRead,
            snapshots.List) { Options = Pages.Option },
            new("GET", Snapshot, "Snapshots_Get", Action + "/read", Quota.ArmRead, snapshots.Get),
            new("PUT", Snapshot, "Snapshots_CreateOrUpdate", Action + "/write", Quota.ArmWrite, snapshots.Put),
            new("PATCH", Snapshot, "Snapshots_Update", Action + "/write", Quota.ArmWrite, snapshots.Patch),
            new("DELETE", Snapshot, "Snapshots_Delete", Action + "/delete", Quota.ArmWrite, snapshots.Delete),
            new("GET", Group
                + "/Microsoft.Network/loadBalancers/{balancer}/backendAddressPools/{pool}", "LoadBalancerBackendAddressPools_Get",
                "Microsoft.Network/loadBalancers/backendAddressPools/read", Quota.ArmRead, network.Pool),
        ];
    }
}
