using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Throttling;

namespace OpsFunctions.Simulator.Restoring;

/// <summary>What can be asked about restore points.</summary>
internal static class RestoreRoutes
{
    private const string Home = "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/restorePointCollections";
    private const string Collection = Home + "/{collection}";
    private const string Point = Collection + "/restorePoints/{point}";
    private const string Action = "Microsoft.Compute/restorePointCollections";
    private const string PointAction = Action + "/restorePoints";

    public static Route[] Of(SimulatedAzure azure)
    {
        var (collections, points) = (new CollectionEndpoint(azure), new RestorePointEndpoint(azure));
        return
        [
            new("GET", "/subscriptions/{subscription}/providers/Microsoft.Compute/restorePointCollections",
            "RestorePointCollections_ListAll", Action + "/read", Quota.ArmRead, collections.ListAll) { Options = Pages.Option },
            new("GET", Home, "RestorePointCollections_List", Action + "/read", Quota.ArmRead, collections.List) { Options = Pages.Option },
            new("GET", Collection, "RestorePointCollections_Get", Action + "/read", Quota.ArmRead,
            collections.Get) { Options = ["$expand=restorePoints"] },
            new("PUT", Collection, "RestorePointCollections_CreateOrUpdate", Action + "/write", Quota.ArmWrite, collections.Put),
            new("PATCH", Collection, "RestorePointCollections_Update", Action + "/write", Quota.ArmWrite, collections.Patch),
            new("DELETE", Collection, "RestorePointCollections_Delete", Action + "/delete", Quota.ArmWrite, collections.Delete),
            new("GET", Point, "RestorePoints_Get", PointAction + "/read", Quota.ArmRead, points.Get) { Options = ["$expand=instanceView"] },
            new("PUT", Point, "RestorePoints_Create", PointAction + "/write", Quota.ArmWrite, points.Put),
            new("DELETE", Point, "RestorePoints_Delete", PointAction + "/delete", Quota.ArmWrite, points.Delete),
        ];
    }
}
