using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Network;

/// <summary>The types of Microsoft.Network that can be made, with what hangs below them.</summary>
internal static class NetworkTypes
{
    public const string Namespace = "Microsoft.Network/";

    private static readonly string[] Common =
        ["id", "name", "type", "etag", "location", "tags.*", "properties.provisioningState", "properties.resourceGuid"];

    private static readonly string[] OfChild = ["id", "name", "type", "etag", "properties.provisioningState"];

    private static readonly string[] SubnetPaths =
    [
        .. OfChild, "properties.addressPrefix", "properties.addressPrefixes", "properties.networkSecurityGroup.id",
            "properties.routeTable.id", "properties.natGateway.id",
        "properties.delegations.*", "properties.serviceEndpoints.*", "properties.privateEndpointNetworkPolicies",
            "properties.privateLinkServiceNetworkPolicies",
        "properties.defaultOutboundAccess", "properties.ipConfigurations.*", "properties.purpose", "properties.privateEndpoints.*",
    ];

    private static readonly string[] PeeringPaths =
    [
        .. OfChild, "properties.remoteVirtualNetwork.id", "properties.allowVirtualNetworkAccess", "properties.allowForwardedTraffic",
        "properties.allowGatewayTransit", "properties.useRemoteGateways", "properties.peeringState", "properties.peeringSyncLevel",
        "properties.remoteAddressSpace.*", "properties.remoteVirtualNetworkAddressSpace.*", "properties.doNotVerifyRemoteGateways",
            "properties.peerCompleteVnets",
        "properties.resourceGuid",
    ];

    private static readonly string[] RulePaths =
    [
        .. OfChild, "properties.description", "properties.protocol", "properties.sourcePortRange", "properties.destinationPortRange",
            "properties.sourceAddressPrefix",
        "properties.destinationAddressPrefix", "properties.access", "properties.priority", "properties.direction",
            "properties.sourcePortRanges",
        "properties.destinationPortRanges", "properties.sourceAddressPrefixes", "properties.destinationAddressPrefixes",
    ];

    private static readonly string[] RoutePaths =
        [.. OfChild, "properties.addressPrefix", "properties.nextHopType", "properties.nextHopIpAddress", "properties.hasBgpOverride"];

    public static ResourceType Subnet { get; } = new(Namespace + "virtualNetworks/subnets", "Subnets")
    {
        Shape = new(SubnetPaths), Within = "subnets", Check = Subnets.Check, Properties = Subnets.Properties, Show = Subnets.Show,
            InUse = Subnets.InUse,
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType Peering { get; } = new(Namespace + "virtualNetworks/virtualNetworkPeerings", "VirtualNetworkPeerings")
    {
        Shape = new(PeeringPaths), Within = "virtualNetworkPeerings", Check = Peerings.Check, Properties = Peerings.Properties,
            Show = Peerings.Show,
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType VirtualNetwork { get; } = new(Namespace + "virtualNetworks", "VirtualNetworks")
    {
        Shape = new(
        [
            .. Common, "properties.addressSpace.addressPrefixes", "properties.dhcpOptions.dnsServers", "properties.enableDdosProtection",
                "properties.enableVmProtection",
            "properties.privateEndpointVNetPolicies", "properties.flowTimeoutInMinutes", "properties.encryption.enabled",
                "properties.encryption.enforcement",
            .. SubnetPaths.Select(static path => "properties.subnets." + path),
                .. PeeringPaths.Select(static path => "properties.virtualNetworkPeerings." + path),
        ]),
        Check = VirtualNetworks.Check, Properties = VirtualNetworks.Properties, Children = [Subnet, Peering],
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType SecurityRule { get; } = new(Namespace + "networkSecurityGroups/securityRules", "SecurityRules")
    {
        Shape = new(RulePaths), Within = "securityRules", Check = SecurityRules.Check, Properties = SecurityRules.Properties,
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType SecurityGroup { get; } = new(Namespace + "networkSecurityGroups", "NetworkSecurityGroups")
    {
        Shape = new(
        [
            .. Common, "properties.flushConnection", "properties.defaultSecurityRules.*", "properties.flowLogs.*",
            "properties.networkInterfaces.*",
                "properties.subnets.*",
            .. RulePaths.Select(static path => "properties.securityRules." + path),
        ]),
        Properties = static _ => [], Show = SecurityRules.ShowGroup, InUse = SecurityRules.GroupInUse, Children = [SecurityRule],
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType Route { get; } = new(Namespace + "routeTables/routes", "Routes")
    {
        Shape = new(RoutePaths), Within = "routes", Check = RouteTables.CheckRoute, Properties = RouteTables.Route,
        // Recorded: not there in 2018; the version documented.
        Newer = [.. ApiVersions.Of("2021-02-01", "properties.hasBgpOverride")],
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType RouteTable { get; } = new(Namespace + "routeTables", "RouteTables")
    {
        Shape = new(
            [.. Common, "properties.disableBgpRoutePropagation", "properties.subnets.*",
            .. RoutePaths.Select(static path => "properties.routes." + path)]),
        Properties = RouteTables.Properties, Show = RouteTables.Show, InUse = RouteTables.InUse, Children = [Route],
        Newer = [.. ApiVersions.Of("2021-02-01", "properties.routes.properties.hasBgpOverride")],
        Write = PollingForm.WriteNetwork, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType PublicAddress { get; } = new(Namespace + "publicIPAddresses", "PublicIPAddresses")
    {
        Shape = new(
        [
            .. Common, "sku.name", "sku.tier", "zones", "properties.publicIPAddressVersion", "properties.publicIPAllocationMethod",
                "properties.idleTimeoutInMinutes",
            "properties.dnsSettings.domainNameLabel", "properties.dnsSettings.fqdn", "properties.ipTags.*", "properties.ipAddress",
                "properties.ipConfiguration.id",
            "properties.deleteOption",
        ]),
        Check = PublicAddresses.Check, Properties = PublicAddresses.Properties, Beside = PublicAddresses.Beside,
            Show = PublicAddresses.Show, InUse = PublicAddresses.InUse,
        Write = PollingForm.WritePublicAddress, Delete = PollingForm.DeleteNetwork,
    };

    public static ResourceType Interface { get; } = new(Namespace + "networkInterfaces", "NetworkInterfaces")
    {
        Shape = new(
        [
            .. Common, "kind", "properties.ipConfigurations.id", "properties.ipConfigurations.name", "properties.ipConfigurations.type",
                "properties.ipConfigurations.etag",
            "properties.ipConfigurations.properties.provisioningState", "properties.ipConfigurations.properties.privateIPAddress",
            "properties.ipConfigurations.properties.privateIPAllocationMethod",
                "properties.ipConfigurations.properties.privateIPAddressVersion",
            "properties.ipConfigurations.properties.primary", "properties.ipConfigurations.properties.subnet.*",
            "properties.ipConfigurations.properties.publicIPAddress.*",
                "properties.ipConfigurations.properties.loadBalancerBackendAddressPools.*",
            "properties.networkSecurityGroup.*", "properties.dnsSettings.dnsServers", "properties.dnsSettings.internalDnsNameLabel",
            "properties.dnsSettings.appliedDnsServers", "properties.dnsSettings.internalDomainNameSuffix",
                "properties.enableAcceleratedNetworking",
            "properties.enableIPForwarding", "properties.disableTcpStateTracking", "properties.macAddress", "properties.primary",
                "properties.virtualMachine.id",
            "properties.hostedWorkloads", "properties.tapConfigurations", "properties.nicType", "properties.vnetEncryptionSupported",
                "properties.allowPort25Out",
            "properties.defaultOutboundConnectivityEnabled", "properties.auxiliaryMode", "properties.auxiliarySku",
        ]),
        Check = NetworkInterfaces.Check, Properties = NetworkInterfaces.Properties, Beside = NetworkInterfaces.Beside,
            Show = NetworkInterfaces.Show, InUse = NetworkInterfaces.InUse,
        // Recorded: the first there in 2025, not in 2021; the last not in 2019.
        Newer =
        [
            .. ApiVersions.Of("2022-07-01", "kind", "properties.vnetEncryptionSupported", "properties.disableTcpStateTracking",
                "properties.allowPort25Out", "properties.defaultOutboundConnectivityEnabled", "properties.auxiliaryMode",
                "properties.auxiliarySku"),
            .. ApiVersions.Of("2021-02-01", "properties.nicType"),
        ],
        // Recorded both ways: 200 of one that no machine has used.
        DeleteStatus = static card => card.Store.Users.ContainsKey(card.Id) ? 202 : 200,
        // Recorded: its writing is over at once.
        Delete = PollingForm.DeleteNetwork,
    };

    public static IReadOnlyList<ResourceType> All { get; } = [VirtualNetwork, SecurityGroup, RouteTable, PublicAddress, Interface];
}
