using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Snapshotting;

/// <summary>The disks of machines, to be read only.</summary>
internal sealed class DiskEndpoint(SimulatedAzure azure)
{
    public Task Get(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.GroupNotFound(exchange);
        return MachineDisk.Find(azure.Fleet, exchange.Path) is { } disk
            ? exchange.Json(200, writer => Document(disk, azure.Time.GetUtcNow()).WriteTo(writer))
            : ScopeEndpoint.ResourceNotFound(exchange, $"Microsoft.Compute/disks/{exchange.Route["disk"]}");
    }

    private static JsonObject Document(MachineDisk disk, DateTimeOffset now)
    {
        var properties = new JsonObject
        {
            ["creationData"] = new JsonObject { ["createOption"] = disk.Lun is null ? "FromImage" : "Empty" },
            ["diskSizeGB"] = disk.SizeGiB,
            ["diskSizeBytes"] = (long)disk.SizeGiB << 30,
            ["timeCreated"] = InstanceView.Time(disk.Machine.CreatedAt),
            ["provisioningState"] = "Succeeded",
            ["diskState"] = disk.Machine.PowerAt(now) is MachinePower.Deallocated ? "Reserved" : "Attached",
            ["encryption"] = new JsonObject { ["type"] = "EncryptionAtRestWithPlatformKey" },
            ["networkAccessPolicy"] = "AllowAll",
            ["publicNetworkAccess"] = "Enabled",
            ["uniqueId"] = disk.UniqueId,
        };
        if (disk.OsType is { } osType)
        {
            properties["osType"] = osType;
            properties["hyperVGeneration"] = disk.Machine.Platform.HyperVGeneration;
        }
        return new JsonObject
        {
            ["name"] = disk.Name,
            ["id"] = disk.Id,
            ["type"] = "Microsoft.Compute/disks",
            ["location"] = disk.Machine.Region,
            ["tags"] = new JsonObject(),
            ["zones"] = disk.Machine.Zone is { } zone ? new JsonArray(zone) : null,
            ["sku"] = new JsonObject { ["name"] = disk.Kind, ["tier"] = disk.Kind.Split('_')[0] },
            ["managedBy"] = disk.Machine.Id,
            ["properties"] = properties,
        };
    }
}
