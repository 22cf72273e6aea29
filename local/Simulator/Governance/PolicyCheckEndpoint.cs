using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Management;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Resources;

namespace OpsFunctions.Simulator.Governance;

/// <summary>Whether policy would deny a resource that is not made yet. Form assumed.</summary>
internal sealed class PolicyCheckEndpoint(SimulatedAzure azure)
{
    private static readonly BodyShape Shape = new(
        "resourceDetails.resourceContent.*", "resourceDetails.apiVersion", "resourceDetails.scope", "pendingFields.*",
            "includeAuditEffect");

    public Task Check(Exchange exchange)
    {
        if (ScopeEndpoint.SubscriptionOf(azure.Fleet, exchange) is not { } subscription)
            return ScopeEndpoint.SubscriptionNotFound(exchange);
        string? group = null;
        if (exchange.Path.Contains("/resourceGroups/", StringComparison.OrdinalIgnoreCase))
        {
            if (ScopeEndpoint.GroupOf(azure.Fleet, exchange) is not { } found)
                return ScopeEndpoint.GroupNotFound(exchange);
            group = found.Name;
        }
        if (RequestBody.Read(exchange, Shape) is not { } body || body["resourceDetails"]?["resourceContent"] is not JsonObject content)
            return RequestBody.Invalid.Write(exchange);
        return new Outcome(200, new JsonObject
        {
            ["fieldRestrictions"] = new JsonArray(),
            ["contentEvaluationResult"] = new JsonObject
            {
                ["policyEvaluations"] = new JsonArray([.. Evaluations(subscription.Id, group, content)]),
            },
        }).Write(exchange);
    }

    private IEnumerable<JsonNode> Evaluations(string subscription, string? group, JsonObject content)
    {
        var type = content.Text("type") ?? "";
        if (azure.Policies.DeniesType(subscription, type) is { } denied)
            yield return Evaluation(denied.Definition, denied.Assignment, "type", "type", type, "Equals");
        var size = content["properties"]?["hardwareProfile"].Text("vmSize");
        if (group is not null && size is not null && azure.Policies.DeniesSize(subscription, group, size))
        {
            var (assignment, definition) = Policies.Ids(subscription, group);
            yield return Evaluation(
                definition, assignment, "Microsoft.Compute/virtualMachines/sku.name", "properties.hardwareProfile.vmSize", size, "In");
        }
    }

    private static JsonObject Evaluation(
        string definition, string assignment, string expression, string path, string value, string comparison) => new()
    {
        ["policyInfo"] = new JsonObject { ["policyDefinitionId"] = definition, ["policyAssignmentId"] = assignment },
        ["evaluationResult"] = "NonCompliant",
        ["evaluationDetails"] = new JsonObject
        {
            ["evaluatedExpressions"] = new JsonArray(new JsonObject
            {
                ["result"] = "True", ["expressionKind"] = "Field", ["expression"] = expression, ["path"] = path,
                ["expressionValue"] = value, ["operator"] = comparison,
            }),
        },
        ["effectDetails"] = new JsonObject { ["policyEffect"] = "Deny" },
    };
}
