using System.Text.Json;
using OpsFunctions.Orchestrations.Access.Tenant;
using OpsFunctions.Orchestrations.Arm;

namespace OpsFunctions.Orchestrations.Access.Reading;

/// <summary>Reads rows of Microsoft.Authorization. A row without what makes it one is null.</summary>
internal static class AccessRow
{
    public static Grant? Assignment(JsonElement row)
    {
        var properties = row.Get("properties");
        return row.Get("id").Text() is { } id && Principal(properties) is { } principal && RoleOf(properties) is { } role
            && ScopeOf(properties) is { } scope
            ? new(ScopeTree.Plain(id), principal, properties.Get("principalType").Text() ?? "", role, scope)
            {
                Condition = Condition(properties), CreatedBy = properties.Get("createdBy").Text()?.ToLowerInvariant(),
                CreatedOn = properties.Get("createdOn").Moment(),
            }
            : null;
    }

    public static Grant? Eligibility(JsonElement row)
    {
        var properties = row.Get("properties");
        return Assignment(row) is { } grant
            ? grant with
            {
                Kind = GrantKind.Eligible, CreatedOn = properties.Get("startDateTime").Moment() ?? grant.CreatedOn,
                EndsOn = properties.Get("endDateTime").Moment(),
            }
            : null;
    }

    public static Activation? Activation(JsonElement row)
    {
        var properties = row.Get("properties");
        return Principal(properties) is { } principal && RoleOf(properties) is { } role && ScopeOf(properties) is { } scope
            ? new(
                properties.Get("originRoleAssignmentId").Text() is { } id ? ScopeTree.Plain(id) : "", principal, role, scope,
                string.Equals(properties.Get("assignmentType").Text(), "Activated", StringComparison.OrdinalIgnoreCase),
                properties.Get("endDateTime").Moment())
            : null;
    }

    /// <summary>A request for an activation by who has the eligibility: key of the eligibility and moment.</summary>
    public static (string Key, DateTimeOffset At)? Activated(JsonElement row)
    {
        var properties = row.Get("properties");
        return string.Equals(properties.Get("requestType").Text(), "SelfActivate", StringComparison.OrdinalIgnoreCase)
            && Principal(properties) is { } principal && RoleOf(properties) is { } role && ScopeOf(properties) is { } scope
            && properties.Get("createdOn").Moment() is { } at
            ? (TenantFacts.ActivationKey(new("", principal, "", role, scope)), at) : null;
    }

    public static Role? Definition(JsonElement row)
    {
        var properties = row.Get("properties");
        return row.Get("name").Text() is { } name && Ids.IsGuid(name)
            ? new(
                name.ToLowerInvariant(), properties.Get("roleName").Text() ?? name,
                string.Equals(properties.Get("type").Text(), "CustomRole", StringComparison.OrdinalIgnoreCase),
                [.. properties.Get("permissions").Items().Select(Block)])
            : null;
    }

    public static Deny? Denial(JsonElement row)
    {
        var properties = row.Get("properties");
        return row.Get("id").Text() is { } id && ScopeOf(properties) is { } scope
            ? new(
                ScopeTree.Plain(id), properties.Get("denyAssignmentName").Text() ?? "", scope,
                Merged([.. properties.Get("permissions").Items().Select(Block)]),
                ObjectIds(properties.Get("principals")), ObjectIds(properties.Get("excludePrincipals")))
            {
                LeavesOutChildren = properties.Get("doNotApplyToChildScopes").ValueKind == JsonValueKind.True,
                OnlyAudits = string.Equals(properties.Get("denyAssignmentEffect").Text(), "audit", StringComparison.OrdinalIgnoreCase),
                Condition = Condition(properties),
            }
            : null;
    }

    public static HeldLock? Lock(JsonElement row) => row.Get("id").Text() is { } id
        && id.IndexOf("/providers/Microsoft.Authorization/locks/", StringComparison.OrdinalIgnoreCase) is >= 0 and var end
            ? new(ScopeTree.Plain(id[..end]), row.Get("properties").Get("level").Text() ?? "") : null;

    /// <summary>Who of another tenant has what here (Azure Lighthouse).</summary>
    public static IEnumerable<Grant> Delegations(JsonElement row)
    {
        var definition = row.Get("properties").Get("registrationDefinition").Get("properties");
        if (row.Get("id").Text() is not { } id
            || id.IndexOf("/providers/Microsoft.ManagedServices/", StringComparison.OrdinalIgnoreCase) is not (>= 0 and var end))
            yield break;
        foreach (var one in definition.Get("authorizations").Items().Concat(definition.Get("eligibleAuthorizations").Items()))
            if (Principal(one) is { } principal && RoleOf(one) is { } role)
                yield return new(ScopeTree.Plain(id), principal, "Foreign", role, ScopeTree.Plain(id[..end]), GrantKind.Delegated);
    }

    private static PermissionBlock Block(JsonElement block) => new(
        [.. block.Get("actions").Texts()], [.. block.Get("notActions").Texts()], [.. block.Get("dataActions").Texts()],
        [.. block.Get("notDataActions").Texts()])
    {
        Condition = Condition(block),
    };

    private static PermissionBlock Merged(IReadOnlyList<PermissionBlock> blocks) => blocks.Count == 1 ? blocks[0] : new(
        [.. blocks.SelectMany(one => one.Actions)], [.. blocks.SelectMany(one => one.NotActions)],
        [.. blocks.SelectMany(one => one.DataActions)], [.. blocks.SelectMany(one => one.NotDataActions)]);

    private static List<string> ObjectIds(JsonElement list) =>
        [.. list.Items().Select(one => one.Get("id").Text()).OfType<string>().Select(id => id.ToLowerInvariant())];

    private static string? Condition(JsonElement properties) =>
        properties.Get("condition").Text() is { Length: > 0 } condition ? condition : null;

    private static string? Principal(JsonElement properties) => properties.Get("principalId").Text()?.ToLowerInvariant();

    private static string? RoleOf(JsonElement properties) => properties.Get("roleDefinitionId").Text() is { } id
        ? ArmId.NameOf(id).ToLowerInvariant() : null;

    private static string? ScopeOf(JsonElement properties) => properties.Get("scope").Text() is { } scope ? ScopeTree.Plain(scope) : null;
}
