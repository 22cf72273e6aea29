using System.Text.Json;
using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>A file of built-in roles, a list in the form that <c>az role definition list</c> prints.</summary>
internal static class RoleFile
{
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="JsonException">It is no such list.</exception>
    public static IReadOnlyList<DefinedRole> Read(string path)
    {
        if (JsonNode.Parse(File.ReadAllBytes(path)) is not JsonArray list)
            throw new JsonException("A file of roles holds a list.");
        return [.. list.OfType<JsonObject>().Select(Role)];
    }

    private static DefinedRole Role(JsonObject one)
    {
        var blocks = one.Objects("permissions").Select(Block).ToList();
        var first = blocks.FirstOrDefault() ?? new PermissionBlock();
        var role = new RoleDefinition(
            one.Text("roleName") ?? "", one.Text("description") ?? "", first.Actions, first.NotActions, first.DataActions,
            first.NotDataActions, one.Texts("assignableScopes"))
        {
            IsCustom = one.Text("roleType") is "CustomRole", Condition = first.Condition, ConditionVersion = first.ConditionVersion,
            More = [.. blocks.Skip(1)],
        };
        var id = one.Text("name") ?? throw new JsonException("A role has no name.");
        return new DefinedRole(id.ToLowerInvariant(), role) { CreatedOn = BuiltInRoles.Created, UpdatedOn = BuiltInRoles.Updated };
    }

    private static PermissionBlock Block(JsonObject one) => new()
    {
        Actions = one.Texts("actions"), NotActions = one.Texts("notActions"), DataActions = one.Texts("dataActions"),
        NotDataActions = one.Texts("notDataActions"), Condition = one.Text("condition"), ConditionVersion = one.Text("conditionVersion"),
    };
}
