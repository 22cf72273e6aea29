using System.Text.Json;
using OpsFunctions.Simulator;
using OpsFunctions.Tests.Simulator;
using Xunit;

namespace OpsFunctions.Tests.Rights;

/// <summary>No action of ours is invented: one of Azure's own roles has it, or a document does.</summary>
public sealed class RoleActionsTests
{
    private const string Compute = "learn.microsoft.com: role-based-access-control/permissions/compute";
    private const string Governance = "learn.microsoft.com: role-based-access-control/permissions/management-and-governance";

    // Azure's roles have these in no narrower form than a wildcard over a whole provider, if at all.
    private static readonly Dictionary<string, string> Documented = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Compute/capacityReservationGroups/capacityReservations/delete"] = Compute,
        ["Microsoft.Compute/capacityReservationGroups/capacityReservations/read"] = Compute,
        ["Microsoft.Compute/capacityReservationGroups/capacityReservations/write"] = Compute,
        ["Microsoft.Compute/capacityReservationGroups/delete"] = Compute,
        ["Microsoft.Compute/capacityReservationGroups/read"] = Compute,
        ["Microsoft.Compute/capacityReservationGroups/write"] = Compute,
        ["Microsoft.Compute/restorePointCollections/restorePoints/delete"] = Compute,
        ["Microsoft.Compute/restorePointCollections/restorePoints/diskRestorePoints/beginGetAccess/action"] = Compute,
        ["Microsoft.MarketplaceOrdering/offerTypes/publishers/offers/plans/agreements/read"] =
            "learn.microsoft.com: role-based-access-control/permissions/general",
        ["Microsoft.PolicyInsights/checkPolicyRestrictions/read"] = Governance,
        ["Microsoft.ResourceGraph/resources/read"] = Governance,
    };

    private static readonly Lazy<IReadOnlySet<string>> BuiltIn = new(Read);

    private static IEnumerable<string> Ours => DeployedRoles.All.Where(one => one.Role.IsCustom).SelectMany(one => one.Role.Actions)
        .Distinct(StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Every_action_is_in_a_built_in_role_or_documented() =>
        Assert.DoesNotContain(Ours, action => !IsBuiltIn(action) && !Documented.ContainsKey(action));

    [Fact]
    public void Nothing_is_on_the_list_that_need_not_be() =>
        Assert.DoesNotContain(
            Documented.Keys, action => IsBuiltIn(action) || !Ours.Contains(action, StringComparer.OrdinalIgnoreCase));

    // To the letter, or by a wildcard behind a type: Microsoft.Compute/virtualMachines/*.
    private static bool IsBuiltIn(string action)
    {
        var parts = action.Split('/');
        return BuiltIn.Value.Contains(action)
            || Enumerable.Range(2, Math.Max(0, parts.Length - 2))
                .Any(count => BuiltIn.Value.Contains($"{string.Join('/', parts.Take(count))}/*"));
    }

    private static HashSet<string> Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RecordedData.Folder(), "azure", "built-in-roles.json")));
        return json.RootElement.EnumerateArray().SelectMany(role => role.GetProperty("permissions").EnumerateArray())
            .SelectMany(block => block.GetProperty("actions").EnumerateArray()).Select(action => action.GetString()!)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}
