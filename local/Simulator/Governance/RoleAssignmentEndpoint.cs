using System.Text.Json;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Management;

namespace OpsFunctions.Simulator.Governance;

/// <summary>
/// Lists the managed identity's role assignments at a scope and above it: those that Azure has noted, whether they have arrived or not.
/// </summary>
internal sealed class RoleAssignmentEndpoint(SimulatedAzure azure)
{
    private const string Suffix = "/providers/Microsoft.Authorization/roleAssignments";

    public Task List(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is null)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        var scope = exchange.Path.TrimEnd('/')[..^Suffix.Length];
        if (exchange.Query("$filter") is not "atScope()")
            return JsonAnswers.Error(exchange, 400, "UnsupportedQuery", "The filter 'atScope()' is the only one that is simulated.");
        var assignments = azure.Roles.Assignments
            .Where(one => scope.Equals(one.Scope, StringComparison.OrdinalIgnoreCase)
                || scope.StartsWith(one.Scope + "/", StringComparison.OrdinalIgnoreCase))
            .ToList();
        return Pages.Write(exchange, assignments, int.MaxValue / 2, Write);
    }

    private void Write(Utf8JsonWriter writer, RoleAssignment one)
    {
        var name = Noise.Id(Noise.Of($"{one.Role.Name} {one.Scope}"), "assignment").ToString();
        var at = InstanceView.Time(azure.Roles.Since(one));
        writer.WriteStartObject();
        writer.WriteStartObject("properties");
        writer.WriteString(
            "roleDefinitionId", $"{one.Scope}/providers/Microsoft.Authorization/roleDefinitions/{Noise.Id(Noise.Of(one.Role.Name), "role")}");
        writer.WriteString("principalId", azure.PrincipalId);
        writer.WriteString("principalType", "ServicePrincipal");
        writer.WriteString("scope", one.Scope);
        writer.WriteNull("condition");
        writer.WriteNull("conditionVersion");
        writer.WriteString("createdOn", at);
        writer.WriteString("updatedOn", at);
        writer.WriteString("createdBy", azure.PrincipalId);
        writer.WriteString("updatedBy", azure.PrincipalId);
        writer.WriteNull("delegatedManagedIdentityResourceId");
        writer.WriteNull("description");
        writer.WriteEndObject();
        writer.WriteString("id", $"{one.Scope}{Suffix}/{name}");
        writer.WriteString("type", "Microsoft.Authorization/roleAssignments");
        writer.WriteString("name", name);
        writer.WriteEndObject();
    }
}
