using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Resources;

/// <summary>What a web app tells besides what it does: most of it is empty. Recorded in lists of 2018-11-01 and 2020-09-01.</summary>
internal static class SiteDetails
{
    private const string Stamp = "waws-prod-sim-001";
    private const string Addresses = "20.118.56.6";

    private static readonly string[] Empty =
    [
        "owner", "cers", "serverFarm", "siteConfig", "trafficManagerHostNames", "targetSwapSlot", "hostingEnvironment",
        "hostingEnvironmentProfile", "clientCertExclusionPaths", "domainVerificationIdentifiers", "suspendedTill",
        "functionExecutionUnitsCache", "maxNumberOfWorkers", "cloningInfo", "hostingEnvironmentId", "slotSwapStatus",
        "inProgressOperationId", "geoDistributions", "privateEndpointConnections",
    ];

    private static readonly string[] EmptyOfLate =
    [
        "containerAllocationSubnet", "useContainerLocalhostBindings", "slotName", "publicNetworkAccess", "buildVersion",
        "targetBuildVersion", "migrationState", "virtualNetworkSubnetId", "privateLinkIdentifiers",
    ];

    private static readonly string[] No =
        ["reserved", "isXenon", "hyperV", "scmSiteAlsoStopped", "clientCertEnabled", "hostNamesDisabled"];

    private static readonly string[] NoOfLate =
    [
        "vnetRouteAllEnabled", "vnetImagePullEnabled", "vnetContentShareEnabled", "storageAccountRequired"
    ];

    private static readonly string[] Zero = ["containerSize", "dailyMemoryTimeQuota", "siteDisabledReason"];

    private static readonly string[] OthersOfLate =
    [
        "secretsCollection", "clientCertMode", "customDomainVerificationId", "ftpUsername", "ftpsHostName", "eligibleLogCategories",
        "keyVaultReferenceIdentity",
    ];

    /// <summary>What versions before 2020-09-01 do not show; which of those between 2018 and 2020 began with it is assumed.</summary>
    public static IEnumerable<(string Since, string[] Path)> Newer { get; } =
        ApiVersions.Of("2020-09-01", [.. EmptyOfLate.Concat(NoOfLate).Concat(OthersOfLate).Select(static name => "properties." + name)]);

    public static void Show(StoredResource site, JsonObject document)
    {
        var place = AzureLocations.Find(site.Location ?? "")?.DisplayName ?? site.Location ?? "";
        document["location"] = place;
        var properties = document["properties"]!.AsObject();
        foreach (var name in Empty.Concat(EmptyOfLate))
            properties[name] = null;
        foreach (var name in No.Concat(NoOfLate))
            properties[name] = false;
        foreach (var name in Zero)
            properties[name] = 0;
        Texts(site, properties, place.Replace(" ", "", StringComparison.Ordinal));
        properties["clientAffinityEnabled"] = true;
        properties["tags"] = document["tags"]?.DeepClone();
        Hosts(site.Name, properties);
        foreach (var name in new[] { "sslCertificates", "csrs", "secretsCollection" })
            properties[name] = new JsonArray();
        properties["siteProperties"] = new JsonObject
        {
            ["metadata"] = null,
            ["properties"] = new JsonArray(
                new JsonObject { ["name"] = "LinuxFxVersion", ["value"] = "" },
                new JsonObject { ["name"] = "WindowsFxVersion", ["value"] = null }),
            ["appSettings"] = null,
        };
    }

    private static void Texts(StoredResource site, JsonObject properties, string place)
    {
        var (name, group) = (site.Name, site.Id.Split('/')[4]);
        var space = $"{group}-{place}webspace";
        foreach (var (key, value) in new[]
        {
            ("name", name), ("webSpace", space), ("deploymentId", name), ("resourceGroup", group), ("homeStamp", Stamp),
            ("selfLink", $"https://{Stamp}.api.azurewebsites.windows.net:454/subscriptions/{site.Id.Split('/')[2]}/webspaces/{space}/sites/{name}"),
            ("siteMode", "Limited"), ("computeMode", "Dedicated"), ("sku", "Standard"), ("redundancyMode", "None"),
            ("storageRecoveryDefaultState", "Running"), ("contentAvailabilityState", "Normal"), ("runtimeAvailabilityState", "Normal"),
            ("inboundIpAddress", Addresses), ("possibleInboundIpAddresses", Addresses),
            ("outboundIpAddresses", Addresses), ("possibleOutboundIpAddresses", Addresses),
            ("clientCertMode", "Required"), ("keyVaultReferenceIdentity", "SystemAssigned"),
            ("customDomainVerificationId", new string('0', 64)), ("ftpUsername", $"{name}\\${name}"),
            ("ftpsHostName", $"ftps://{Stamp}.ftp.azurewebsites.windows.net/site/wwwroot"),
            ("eligibleLogCategories", "AppServiceAppLogs,AppServiceHTTPLogs,AppServicePlatformLogs"),
        })
            properties[key] = value;
    }

    private static void Hosts(string name, JsonObject properties)
    {
        var lower = name.ToLowerInvariant();
        var (own, scm) = ($"{lower}.azurewebsites.net", $"{lower}.scm.azurewebsites.net");
        properties["enabledHostNames"] = new JsonArray(own, scm);
        properties["hostNameSslStates"] = new JsonArray(Tls(own, "Standard"), Tls(scm, "Repository"));
    }

    private static JsonObject Tls(string host, string type) => new()
    {
        ["name"] = host, ["sslState"] = "Disabled", ["ipBasedSslResult"] = null, ["virtualIP"] = null, ["thumbprint"] = null,
        ["toUpdate"] = null, ["toUpdateIpBasedSsl"] = null, ["ipBasedSslState"] = "NotConfigured", ["hostType"] = type,
    };
}
