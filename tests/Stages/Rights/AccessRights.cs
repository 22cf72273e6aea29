using OpsFunctions.Simulator.Tenants;
using OpsFunctions.Stages.Access;

namespace OpsFunctions.Stages.Rights;

/// <summary>An audit without any right at the root: its own role at the management group above the subscriptions is all.</summary>
internal static class AccessRights
{
    private static readonly TenantOptions Tenant = new()
    {
        Seed = 5, Users = 200, ServicePrincipals = 20, Groups = 30, Assignments = 300, Subscriptions = 14, ManagementLevels = 2,
    };

    public static IReadOnlyList<RightsScenario> All { get; } = [new("access", "audit", AuditAsync)];

    private static async Task<RightsSeen> AuditAsync()
    {
        await using var stage = await AccessStage.OpenAsync(Tenant);
        stage.Azure.Roles.DeployFor("access");
        await stage.BeginAsync();
        var audit = await stage.AuditAsync();
        var seen = RightsSeen.Of(stage.Azure);
        // What is not shown is refused without a word.
        var unseen = audit.Report.GetProperty("unknown").EnumerateArray().Where(one => one.GetProperty("scope").GetString() is not "/")
            .Select(one => $"{one.GetProperty("what")} at '{one.GetProperty("scope")}'");
        return seen with { Lacking = [.. seen.Lacking, .. unseen] };
    }
}
