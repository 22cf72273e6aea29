using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace OpsFunctions.Stages.Replay;

/// <summary>What uses what, as the refusals of a recording tell it, and how a resource is made to use another.</summary>
internal static partial class Links
{
    /// <summary>Ids that the resource uses because something of theirs could not be deleted.</summary>
    public static IEnumerable<string> UsedBy(Recording recording, string user) => Told(recording)
        .Where(link => link.User.Equals(user, StringComparison.OrdinalIgnoreCase)).Select(static link => link.Used);

    /// <summary>Ids of what uses the resource.</summary>
    public static IEnumerable<string> UsersOf(Recording recording, string used) => Told(recording)
        .Where(link => link.Used.Equals(used, StringComparison.OrdinalIgnoreCase)).Select(static link => link.User);

    /// <summary>Makes the body of a resource use another one.</summary>
    public static void Add(JsonObject body, string userType, string used)
    {
        var properties = (body["properties"] ??= new JsonObject()).AsObject();
        var reference = new JsonObject { ["id"] = used };
        switch (userType, new Address(used).Type)
        {
            case ("microsoft.compute/virtualmachines", "microsoft.network/networkinterfaces"):
                properties["networkProfile"] = new JsonObject { ["networkInterfaces"] = new JsonArray(reference) };
                break;
            case ("microsoft.compute/virtualmachines", "microsoft.compute/disks"):
                var storage = (properties["storageProfile"] ??= new JsonObject()).AsObject();
                storage["dataDisks"] = new JsonArray(
                    new JsonObject { ["lun"] = 0, ["createOption"] = "Attach", ["managedDisk"] = reference });
                break;
            case ("microsoft.network/networkinterfaces", "microsoft.network/networksecuritygroups"):
                properties["networkSecurityGroup"] = reference;
                break;
            case ("microsoft.network/networkinterfaces", "microsoft.network/publicipaddresses"):
                Address(properties, used)["publicIPAddress"] = reference;
                break;
            case ("microsoft.network/virtualnetworks/subnets", "microsoft.network/networksecuritygroups"):
                properties["networkSecurityGroup"] = reference;
                break;
            case ("microsoft.network/virtualnetworks/subnets", "microsoft.network/routetables"):
                properties["routeTable"] = reference;
                break;
            case ("microsoft.network/networkinterfaces", "microsoft.network/virtualnetworks"):
                Address(properties, used)["subnet"] = new JsonObject { ["id"] = $"{used}/subnets/default" };
                break;
            default:
                break;
        }
    }

    private static JsonObject Address(JsonObject properties, string used)
    {
        if (properties["ipConfigurations"] is not JsonArray { Count: > 0 } configurations)
        {
            var group = new Address(used).GroupId;
            configurations = new JsonArray(new JsonObject
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
            properties["ipConfigurations"] = configurations;
        }
        return configurations[0]!["properties"]!.AsObject();
    }

    private static IEnumerable<(string User, string Used)> Told(Recording recording) =>
        from step in recording.Steps
        where step.Method is "DELETE" && step.Status is 400 or 409
        let match = User().Match(step.Message)
        let used = new Address(step.Path).Resource("DELETE")
        where match.Success && used is not null
        select (match.Groups["id"].Value.TrimEnd('.'), used);

    [GeneratedRegex(
        "(attached to VM|used by existing resource|in use by the following resources:|is in use by|still allocated to resource) (?<id>/subscriptions/[^ ,]+?)(/ipConfigurations/[^ ]+)?\\.?( |$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex User();
}
