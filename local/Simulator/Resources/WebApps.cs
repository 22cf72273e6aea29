using System.Globalization;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Resources;

/// <summary>Web apps and their plans: made at once, started, stopped and restarted at once.</summary>
internal static class WebApps
{
    private static readonly string[] Common = ["id", "name", "type", "location", "tags.*", "kind"];

    public static ResourceType Plan { get; } = new("Microsoft.Web/serverfarms", "AppServicePlans")
    {
        Shape = new([.. Common, "sku.*", "properties.reserved"]),
        Properties = static write => new JsonObject { ["reserved"] = write.Properties.Flag("reserved") ?? false, ["status"] = "Ready" },
        Beside = static write => new JsonObject { ["kind"] = write.Body.Text("kind") ?? "app", ["sku"] = write.Body["sku"]?.DeepClone() },
        NewStatus = 200,
    };

    public static ResourceType Site { get; } = new("Microsoft.Web/sites", "WebApps")
    {
        Shape = new([.. Common, "properties.serverFarmId", "properties.httpsOnly", "properties.enabled",
            "properties.state", "properties.hostNames", "properties.repositorySiteName", "properties.usageState", "properties.adminEnabled",
            "properties.availabilityState", "properties.lastModifiedTimeUtc", "properties.kind", "properties.defaultHostName"]),
        Properties = Properties,
        Beside = static write => new JsonObject { ["kind"] = write.Body.Text("kind") ?? "app" },
        Show = SiteDetails.Show,
        Newer = [.. SiteDetails.Newer],
        EndOfList = static writer =>
        {
            writer.WriteNull("nextLink");
            writer.WriteNull("id");
        },
        DeleteOptions = ["deleteEmptyServerFarm=true|false", "deleteMetrics=true|false"],
        NewStatus = 200,
        Etag = static site =>
            $"\"{(Noise.Of(site.Id.ToLowerInvariant()) ^ (ulong)site.ChangedAt.UtcTicks).ToString("X16", CultureInfo.InvariantCulture)[..15]}\"",
        Powered = true,
    };

    public static Task Stop(SimulatedAzure azure, Exchange exchange) => Act(azure, exchange, "Stopped");

    public static Task Start(SimulatedAzure azure, Exchange exchange) => Act(azure, exchange, "Running");

    public static Task Restart(SimulatedAzure azure, Exchange exchange) => Act(azure, exchange, state: null);

    private static Task Act(SimulatedAzure azure, Exchange exchange, string? state)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } group)
            return ScopeEndpoint.GroupNotFound(exchange);
        lock (azure.Changing)
        {
            if (azure.Resources.Store.Find($"{group.Id}/providers/{Site.Name}/{exchange.Route["name"]}") is not { } site)
                return ScopeEndpoint.ResourceNotFound(exchange, $"{Site.Name}/{exchange.Route["name"]}");
            if (state is not null)
                (site.Properties["state"], site.Properties["enabled"]) = (state, true);
            site.Wrote(operation: null, azure.Time.GetUtcNow());
        }
        exchange.SetHeader("X-Powered-By", "ASP.NET");
        exchange.Response.StatusCode = 200;
        exchange.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    private static JsonObject Properties(ResourceWrite write)
    {
        var host = $"{write.Name.ToLowerInvariant()}.azurewebsites.net";
        return new JsonObject
        {
            ["state"] = write.Present?.Properties.Text("state") ?? "Running",
            ["hostNames"] = new JsonArray(host),
            ["repositorySiteName"] = write.Name,
            ["usageState"] = "Normal",
            ["enabled"] = write.Properties.Flag("enabled") ?? true,
            ["adminEnabled"] = true,
            ["availabilityState"] = "Normal",
            ["serverFarmId"] = write.Properties.Text("serverFarmId"),
            ["lastModifiedTimeUtc"] = write.Store.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ff", CultureInfo.InvariantCulture),
            ["kind"] = write.Body.Text("kind") ?? "app",
            ["defaultHostName"] = host,
            ["httpsOnly"] = write.Properties.Flag("httpsOnly") ?? false,
        };
    }
}
