using System.Text.Json.Nodes;

namespace OpsFunctions.Stages.Replay;

/// <summary>The least that a resource of a kind needs to be made.</summary>
internal static class LeastBody
{
    /// <summary>All that one of that kind needs, of which nothing was told.</summary>
    public static JsonObject Of(Address address)
    {
        var body = Least(address, told: null, "eastus");
        Complete(body, address);
        return body;
    }

    /// <summary>What such a resource is at least, where little was told of it.</summary>
    public static JsonObject Least(Address address, JsonObject? told, string region)
    {
        var body = new JsonObject { ["location"] = told?["location"]?.ToString() ?? region, ["properties"] = new JsonObject() };
        if (told?["tags"] is JsonObject tags)
            body["tags"] = tags.DeepClone();
        var properties = (JsonObject)body["properties"]!;
        switch (address.Type)
        {
            case "microsoft.network/virtualnetworks":
                properties["addressSpace"] = new JsonObject { ["addressPrefixes"] = new JsonArray("10.0.0.0/8") };
                break;
            case "microsoft.network/virtualnetworks/subnets":
                body.Remove("location");
                properties["addressPrefix"] = "10.0.0.0/24";
                break;
            case "microsoft.authorization/locks":
                body.Remove("location");
                properties["level"] = "CanNotDelete";
                break;
            case "microsoft.authorization/roleassignments":
                body.Remove("location");
                properties["roleDefinitionId"] = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";
                properties["principalId"] = Guid.NewGuid().ToString();
                properties["principalType"] = "ServicePrincipal";
                break;
            case "microsoft.compute/capacityreservationgroups/capacityreservations":
                body["sku"] = new JsonObject { ["name"] = "Standard_D2s_v3", ["capacity"] = 1 };
                break;
            case "microsoft.compute/virtualmachines/extensions":
                properties["publisher"] = "Microsoft.Azure.Extensions";
                properties["type"] = "CustomScript";
                properties["typeHandlerVersion"] = "2.1";
                break;
            default:
                break;
        }
        return body;
    }

    /// <summary>Adds what a resource cannot be without, and takes out what only Azure says of it.</summary>
    public static void Complete(JsonObject body, Address address)
    {
        var properties = (body["properties"] ??= new JsonObject()) as JsonObject ?? [];
        var (group, name) = (address.GroupId ?? "", address.Segments[^1]);
        switch (address.Type)
        {
            case "microsoft.compute/virtualmachines":
                CompleteMachine(properties, group, name);
                break;
            case "microsoft.compute/disks":
                properties["creationData"] = properties["creationData"] is JsonObject { } data
                    && data["createOption"]?.ToString() is not "FromImage"
                        ? data.DeepClone()
                        : new JsonObject { ["createOption"] = "Empty" };
                properties["diskSizeGB"] ??= 64;
                properties.Remove("diskIOPSReadWrite");
                properties.Remove("diskMBpsReadWrite");
                break;
            case "microsoft.compute/snapshots":
                if (properties["creationData"] is null)
                {
                    properties["creationData"] = new JsonObject { ["createOption"] = "Copy",
                    ["sourceResourceId"] = $"{group}/providers/Microsoft.Compute/disks/{name}-source" };
                    properties["incremental"] = true;
                }
                properties.Remove("diskSizeGB");
                break;
            case "microsoft.web/sites" or "microsoft.web/serverfarms":
                // Most of what a site tells is Azure's.
                foreach (var own in properties.Select(static one => one.Key)
                    .Where(static one => one is not ("serverFarmId" or "httpsOnly" or "enabled")).ToList())
                    properties.Remove(own);
                if (address.Type.EndsWith("farms", StringComparison.Ordinal))
                    properties.Clear();
                break;
            case "microsoft.authorization/roledefinitions":
                // Recorded is what may no longer be written, and what lies in other subscriptions of that tenant.
                properties["assignableScopes"] = new JsonArray($"/subscriptions/{address.Segments[1]}");
                break;
            case "microsoft.network/networkinterfaces":
                properties["ipConfigurations"] ??= new JsonArray(new JsonObject
                {
                    ["name"] = "ipConfig1",
                    ["properties"] = new JsonObject
                    {
                        ["subnet"] = new JsonObject
                        {
                            ["id"] = $"{group}/providers/Microsoft.Network/virtualNetworks/replay-net/subnets/default"
                        }
                    },
                });
                break;
            case "microsoft.compute/restorepointcollections":
                properties["source"] ??= new JsonObject { ["id"] = $"{group}/providers/Microsoft.Compute/virtualMachines/{name}-source" };
                break;
            default:
                break;
        }
    }

    private static void CompleteMachine(JsonObject properties, string group, string name)
    {
        properties["hardwareProfile"] ??= new JsonObject { ["vmSize"] = "Standard_DS2_v2" };
        properties["networkProfile"] ??= new JsonObject
        {
            ["networkInterfaces"] = new JsonArray(
                new JsonObject { ["id"] = $"{group}/providers/Microsoft.Network/networkInterfaces/{name}-nic" }),
        };
        var storage = (properties["storageProfile"] ??= new JsonObject()).AsObject();
        var disk = (storage["osDisk"] ??= new JsonObject { ["createOption"] = "FromImage", ["osType"] = "Linux" }).AsObject();
        foreach (var one in (storage["dataDisks"] as JsonArray ?? []).OfType<JsonObject>().Prepend(disk))
        {
            // Made with the machine, it has no id yet.
            if (one["createOption"]?.ToString() is not "Attach")
                (one["managedDisk"] as JsonObject)?.Remove("id");
            one.Remove("toBeDetached");
        }
        if (disk["createOption"]?.ToString() is "Attach")
            return;
        storage["imageReference"] ??= disk["osType"]?.ToString() is "Windows"
            ? new JsonObject { ["publisher"] = "MicrosoftWindowsServer", ["offer"] = "WindowsServer", ["sku"] = "2022-datacenter-g2",
            ["version"] = "latest" }
            : new JsonObject { ["publisher"] = "Canonical", ["offer"] = "ubuntu-24_04-lts", ["sku"] = "server", ["version"] = "latest" };
        var system = (properties["osProfile"] ??= new JsonObject { ["computerName"] = name, ["adminUsername"] = "operator" }).AsObject();
        system["adminPassword"] = "not-a-real-password-1A";
    }
}
