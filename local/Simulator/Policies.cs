using System.Text.Json.Nodes;
using OpsFunctions.Simulator.Governance;
using OpsFunctions.Simulator.Http;
using OpsFunctions.Simulator.Loads;
using OpsFunctions.Simulator.Operations;
using OpsFunctions.Simulator.Sizes;

namespace OpsFunctions.Simulator;

/// <summary>A family of sizes that Azure Policy does not allow in a resource group.</summary>
/// <param name="SubscriptionId">Subscription of the group.</param>
/// <param name="ResourceGroup">Name of the group.</param>
/// <param name="Family">Short name of the family, for example Esv5.</param>
public sealed record DeniedFamily(string SubscriptionId, string ResourceGroup, string Family);

/// <summary>
/// Azure Policy: which families may not be used where. About one group in twenty of the subscription for development has such a rule.
/// </summary>
public sealed class Policies
{
    private const double Share = 0.05;
    private const string Assignment = "ops-allowed-sizes";

    private readonly Lock _lock = new();
    private readonly List<DeniedFamily> _denied = [];
    private readonly List<DeniedType> _types = [];

    internal Policies(Fleet fleet, ulong seed)
    {
        foreach (var group in fleet.ResourceGroups.Where(group => group.SubscriptionId != fleet.Subscriptions[0].Id))
        {
            var draw = Noise.Mix(seed ^ Noise.Of($"policy {group.SubscriptionId}/{group.Name}"));
            if (Noise.Unit(draw) < Share)
                _denied.AddRange(SizeTables.All.Select(table => table.Family.Key).OrderBy(key => Noise.Mix(draw ^ Noise.Of(key))).Take(5)
                    .Select(key => new DeniedFamily(group.SubscriptionId, group.Name, key)));
        }
    }

    /// <summary>What is denied, in order of subscription, group and family.</summary>
    public IReadOnlyList<DeniedFamily> Denied
    {
        get
        {
            lock (_lock)
            {
                return [.. _denied.OrderBy(one => one.SubscriptionId, StringComparer.Ordinal)
                    .ThenBy(one => one.ResourceGroup, StringComparer.Ordinal).ThenBy(one => one.Family, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>From now on that family is not allowed there.</summary>
    public void Deny(DeniedFamily family)
    {
        lock (_lock)
        {
            _denied.Add(family);
        }
    }

    /// <summary>From now on nothing of that type is made in the subscription: Microsoft.Compute/virtualMachines.</summary>
    public void DenyType(string subscription, string type)
    {
        lock (_lock)
        {
            _types.Add(new DeniedType(subscription, type));
        }
    }

    internal DeniedType? DeniesType(string subscription, string type)
    {
        lock (_lock)
        {
            return _types.Find(one => one.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)
                && one.Type.Equals(type, StringComparison.OrdinalIgnoreCase));
        }
    }

    internal bool DeniesSize(string subscription, string group, string size) => SizeCatalogue.Find(size) is { } found
        && Denied.Any(one => one.Family.Equals(found.Family.Key, StringComparison.OrdinalIgnoreCase)
            && one.SubscriptionId.Equals(subscription, StringComparison.OrdinalIgnoreCase)
            && one.ResourceGroup.Equals(group, StringComparison.OrdinalIgnoreCase));

    internal static (string Assignment, string Definition) Ids(string subscription, string group) => (
        $"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Authorization/policyAssignments/{Assignment}",
        $"/subscriptions/{subscription}/providers/Microsoft.Authorization/policyDefinitions/{Assignment}");

    internal Outcome? Refusal(Machine machine, string sizeName) =>
        Refusal(machine.SubscriptionId, machine.ResourceGroup, machine.Name, sizeName);

    internal Outcome? Refusal(string subscription, string group, string name, string sizeName)
    {
        if (!DeniesSize(subscription, group, sizeName))
            return null;
        var scope = $"/subscriptions/{subscription}/resourceGroups/{group}";
        var (assignment, definition) = Ids(subscription, group);
        var identifiers = new JsonArray(new JsonObject
        {
            ["policyAssignment"] = new JsonObject { ["name"] = Assignment, ["id"] = assignment },
            ["policyDefinition"] = new JsonObject { ["name"] = Assignment, ["id"] = definition, ["version"] = "1.0.0" },
        });
        return Outcome.Refused(403, "RequestDisallowedByPolicy",
            $"Resource '{name}' was disallowed by policy. Policy identifiers: '{identifiers.ToJsonString(JsonAnswers.Text)}'.", new()
        {
            ["target"] = name,
            ["additionalInfo"] = new JsonArray(new JsonObject
            {
                ["type"] = "PolicyViolation", ["info"] = Info(scope, assignment, definition, sizeName)
            }),
        });
    }

    private static JsonObject Info(string scope, string assignment, string definition, string size) => new()
    {
        ["policyDefinitionDisplayName"] = Assignment,
        ["policyAssignmentDisplayName"] = Assignment,
        ["policyDefinitionId"] = definition,
        ["policyDefinitionName"] = Assignment,
        ["policyDefinitionEffect"] = "deny",
        ["policyAssignmentId"] = assignment,
        ["policyAssignmentName"] = Assignment,
        ["policyAssignmentScope"] = scope,
        ["evaluationDetails"] = new JsonObject
        {
            ["evaluatedExpressions"] = new JsonArray(new JsonObject
            {
                ["result"] = "True", ["expression"] = "Microsoft.Compute/virtualMachines/sku.name", ["expressionKind"] = "Field",
                ["path"] = "properties.hardwareProfile.vmSize", ["expressionValue"] = size, ["operator"] = "In",
            }),
        },
    };
}
