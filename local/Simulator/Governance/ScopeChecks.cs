using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;

namespace OpsFunctions.Simulator.Governance;

/// <summary>Whether the scope of a request is there.</summary>
internal static class ScopeChecks
{
    /// <summary>What is missing; null: nothing. Of a type that nothing here can make a resource is taken to be there.</summary>
    public static Outcome? Missing(SimulatedAzure azure, Exchange exchange, bool lookAtResource)
    {
        var route = exchange.Route;
        if (route.TryGetValue("managementGroup", out var group) && !azure.ManagementGroups.Exists(group))
            return Outcome.Refused(404, "ManagementGroupNotFound", $"The management group '{group}' cannot be found.");
        if (!route.TryGetValue("subscription", out var subscription))
            return null;
        if (!azure.Fleet.Subscriptions.Any(one => one.Id.Equals(subscription, StringComparison.OrdinalIgnoreCase)))
            return Outcome.Refused(404, "SubscriptionNotFound", $"The subscription '{subscription}' could not be found.");
        if (!route.TryGetValue("group", out var name))
            return null;
        if (azure.Fleet.Groups.Find(subscription, name) is null)
            return Outcome.Refused(404, "ResourceGroupNotFound", $"Resource group '{name}' could not be found.");
        if (!lookAtResource || !route.ContainsKey("provider") || Scope.TypeOf(route["scope"]) is not { } type || !IsKnown(type)
            || Find(azure, route["scope"]) is not null)
            return null;
        return Outcome.Refused(
            404, "ResourceNotFound",
            $"The Resource '{type}/{route["scope"][(route["scope"].LastIndexOf('/') + 1)..]}' under resource group '{name}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    public static Resources.ResourceItem? Find(SimulatedAzure azure, string id)
    {
        var now = azure.Time.GetUtcNow();
        return azure.Contents.Select(content => content.Find(id, now)).FirstOrDefault(static one => one is not null);
    }

    // Those whose every resource one of the contents knows.
    private static bool IsKnown(string type) =>
        Network.NetworkTypes.All.Any(one => one.Name.Equals(type, StringComparison.OrdinalIgnoreCase))
        || type.Equals("Microsoft.Compute/virtualMachines", StringComparison.OrdinalIgnoreCase)
        || type.Equals("Microsoft.Compute/disks", StringComparison.OrdinalIgnoreCase)
        || type.Equals("Microsoft.Compute/snapshots", StringComparison.OrdinalIgnoreCase);
}
