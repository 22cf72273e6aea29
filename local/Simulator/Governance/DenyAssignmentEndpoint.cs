using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>Deny assignments, which only Azure makes. Form from the REST specification.</summary>
internal sealed class DenyAssignmentEndpoint(SimulatedAzure azure)
{
    private const string Effects = "2024-07-01-preview";

    public Task List(Exchange exchange)
    {
        if (ScopeChecks.Missing(azure, exchange, lookAtResource: false) is { } missing)
            return missing.Write(exchange);
        if (AccessFilter.Read(exchange, "denyAssignmentName", "gdprExportPrincipalId") is not { } filter)
            return AccessFilter.Refuse(exchange);
        if (RootScope.Refuses(azure, exchange, filter) is { } refused)
            return refused.Write(exchange);
        var found = azure.Access.Denied.Where(one => IsAbout(one, filter, exchange.Route["scope"])
            && (filter.Names.GetValueOrDefault("denyAssignmentName") is not { } name
                || one.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        return Pages.Write(exchange, found, RoleAssignmentEndpoint.PageSize, (writer, one) => Document(exchange, one).WriteTo(writer));
    }

    public Task Get(Exchange exchange) =>
        azure.Access.Denied.FirstOrDefault(one => one.Id.Equals(exchange.Route["denial"], StringComparison.OrdinalIgnoreCase)) is { } found
        ? new Outcome(200, Document(exchange, found)).Write(exchange)
        : Outcome.Refused(404, "DenyAssignmentNotFound", $"The deny assignment '{exchange.Route["denial"]}' is not found.").Write(exchange);

    private bool IsAbout(DenyAssignment one, AccessFilter filter, string scope)
    {
        var anybody = filter with { PrincipalId = null };
        if (!anybody.Takes(azure, scope, one.Scope, azure.PrincipalId))
            return false;
        var who = filter.PrincipalId ?? filter.Names.GetValueOrDefault("gdprExportPrincipalId");
        return who is null || one.Principals.Concat(one.ExcludedPrincipals).Contains(who, StringComparer.OrdinalIgnoreCase);
    }

    // Shown since then.
    private JsonObject Document(Exchange exchange, DenyAssignment one)
    {
        var document = Document(one);
        if (ApiVersions.Since(exchange, Effects) && document["properties"] is JsonObject properties)
        {
            properties["denyAssignmentEffect"] = one.Effect is DenyEffect.Audit ? "audit" : "enforced";
            properties["condition"] = one.Condition;
            properties["conditionVersion"] = one.ConditionVersion;
        }
        return document;
    }

    private JsonObject Document(DenyAssignment one) => new()
    {
        ["properties"] = new JsonObject
        {
            ["denyAssignmentName"] = one.Name,
            ["description"] = one.Description,
            ["permissions"] = new JsonArray(new JsonObject
            {
                ["actions"] = RequestBody.List(one.Actions),
                ["notActions"] = RequestBody.List(one.NotActions),
                ["dataActions"] = RequestBody.List(one.DataActions),
                ["notDataActions"] = RequestBody.List(one.NotDataActions),
                ["condition"] = null,
                ["conditionVersion"] = null,
            }),
            ["scope"] = one.Scope,
            ["doNotApplyToChildScopes"] = one.DoesNotApplyToChildScopes,
            ["principals"] = new JsonArray([.. one.Principals.Select(Principal)]),
            ["excludePrincipals"] = new JsonArray([.. one.ExcludedPrincipals.Select(Principal)]),
            ["isSystemProtected"] = true,
        },
        ["id"] = $"{one.Scope}/providers/Microsoft.Authorization/denyAssignments/{one.Id}",
        ["type"] = "Microsoft.Authorization/denyAssignments",
        ["name"] = one.Id,
    };

    private JsonObject Principal(string id) => new()
    {
        ["id"] = id, ["type"] = id == DenyAssignment.Everyone ? "SystemDefined" : azure.Directory.Find(id)?.PrincipalType
            ?? "ServicePrincipal",
    };
}
