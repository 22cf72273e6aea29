using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Http;

namespace OpsFunctions.Simulator.Governance;

/// <summary>A type of resource that Azure Policy does not allow in a subscription.</summary>
internal sealed record DeniedType(string SubscriptionId, string Type)
{
    private const string Name = "ops-denied-types";

    private string Scope => $"/subscriptions/{SubscriptionId}";

    public string Assignment => $"{Scope}/providers/Microsoft.Authorization/policyAssignments/{Name}";

    public string Definition => $"{Scope}/providers/Microsoft.Authorization/policyDefinitions/{Name}";

    public string Message(string resource)
    {
        var identifiers = new JsonArray(new JsonObject
        {
            ["policyAssignment"] = new JsonObject { ["name"] = Name, ["id"] = Assignment },
            ["policyDefinition"] = new JsonObject { ["name"] = Name, ["id"] = Definition, ["version"] = "1.0.0" },
        }).ToJsonString(JsonAnswers.Text);
        return $"Resource '{resource}' was disallowed by policy. Policy identifiers: '{identifiers}'.";
    }
}
