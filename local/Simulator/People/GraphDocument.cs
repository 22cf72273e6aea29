using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.People;

/// <summary>A directory object as Microsoft Graph describes it: its usual properties, or those that were selected.</summary>
internal static class GraphDocument
{
    public static string TypeOf(DirectoryObject one) => one.Kind switch
    {
        DirectoryKind.User => "user",
        DirectoryKind.Group => "group",
        DirectoryKind.ServicePrincipal => "servicePrincipal",
        _ => "application",
    };

    /// <exception cref="NotSimulatedException">A property was selected that is not known of anything.</exception>
    public static JsonObject Of(DirectoryObject one, IReadOnlyList<string>? selected, bool withType)
    {
        var document = new JsonObject();
        if (withType)
            document["@odata.type"] = $"#microsoft.graph.{TypeOf(one)}";
        foreach (var name in selected ?? Usual(one))
        {
            var (isKnown, value) = Property(one, name);
            if (isKnown)
                document[name] = value;
        }
        return document;
    }

    private static string[] Usual(DirectoryObject one) => one.Kind switch
    {
        DirectoryKind.User => ["id", "displayName", "userPrincipalName", "mail"],
        DirectoryKind.Group => ["id", "displayName", "groupTypes", "securityEnabled", "mailEnabled", "isAssignableToRole"],
        DirectoryKind.ServicePrincipal => ["id", "appId", "displayName", "servicePrincipalType", "accountEnabled"],
        _ => ["id", "appId", "displayName"],
    };

    // What another kind has is left out, as Graph does with mixed lists.
    private static (bool IsKnown, JsonNode? Value) Property(DirectoryObject one, string name) => (name, one.Kind) switch
    {
        ("id", _) => (true, one.Id),
        ("displayName", _) => (true, one.DisplayName),
        ("userPrincipalName", DirectoryKind.User) => (true, one.UserPrincipalName),
        ("mail", DirectoryKind.User) => (true, null),
        ("userType", DirectoryKind.User) => (true, one.UserType),
        ("accountEnabled", DirectoryKind.User or DirectoryKind.ServicePrincipal) => (true, one.AccountEnabled),
        ("appId", DirectoryKind.ServicePrincipal or DirectoryKind.Application) => (true, one.AppId),
        ("servicePrincipalType", DirectoryKind.ServicePrincipal) => (true, one.ServicePrincipalType),
        ("groupTypes", DirectoryKind.Group) => (true, new JsonArray()),
        ("securityEnabled", DirectoryKind.Group) => (true, true),
        ("mailEnabled", DirectoryKind.Group) => (true, false),
        ("isAssignableToRole", DirectoryKind.Group) => (true, one.IsAssignableToRole),
        ("userPrincipalName" or "mail" or "userType" or "accountEnabled" or "appId" or "servicePrincipalType" or "groupTypes" or "securityEnabled" or "mailEnabled" or "isAssignableToRole", _) =>
            (false, null),
        _ => throw new NotSimulatedException($"the property {name} of directory objects"),
    };
}
