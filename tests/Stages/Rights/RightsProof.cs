using OpsFunctions.Simulator;

namespace OpsFunctions.Stages.Rights;

/// <summary>What a scenario used of the roles of its capability, which were all there were, and what it lacked.</summary>
internal sealed record RightsSeen(IReadOnlyList<UsedRight> Uses, IReadOnlyList<string> Lacking)
{
    /// <param name="late">What it is allowed to lack at first: a role that has not arrived.</param>
    public static RightsSeen Of(SimulatedAzure azure, string? late = null) => new(
        azure.Calls.Uses, [.. azure.Calls.Lacking.Where(one => late is null || !one.EndsWith($": {late}", StringComparison.Ordinal))]);
}

/// <summary>Something a capability does, on its own roles alone.</summary>
/// <param name="Capability">Whose roles there are.</param>
/// <param name="Name">What it does.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record RightsScenario(string Capability, string Name, Func<Task<RightsSeen>> RunAsync)
{
    public override string ToString() => $"{Capability}: {Name}";
}

/// <summary>
/// The roles both ways: each capability does all it does while only its own roles are assigned, so whatever they lack is refused; and what
/// nothing needed is too much.
/// </summary>
internal static class RightsProof
{
    /// <summary>What simulated Azure asks nobody for, with the document that says what it is for.</summary>
    public static IReadOnlyDictionary<string, string> NotAsked { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.Management/getEntities/action"] =
            "learn.microsoft.com: role-based-access-control/permissions/management-and-governance",
    };

    /// <summary>
    /// All of them: first what happens every day, then what needs a fault or something odd; each role's last actions are used only there.
    /// </summary>
    public static IReadOnlyList<RightsScenario> Scenarios { get; } =
        [.. RightsizingRights.All, .. RotationRights.All, .. DrillRights.All, .. AccessRights.All, .. RemediationRights.All];

    /// <returns>What each role of the capability allows and no scenario needed, and what scenarios lacked.</returns>
    public static async Task<RightsVerdict> OfAsync(string capability)
    {
        var (first, lacking) = (new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), new List<string>());
        foreach (var scenario in Scenarios.Where(one => one.Capability == capability))
        {
            var seen = await scenario.RunAsync();
            foreach (var use in seen.Uses)
                first.TryAdd(KeyOf(use.Role.Replace(LateRole.AtFirst, "", StringComparison.Ordinal), use.Action), scenario.Name);
            lacking.AddRange(seen.Lacking.Select(one => $"{scenario.Name}: {one}"));
        }
        var granted = from deployed in DeployedRoles.All
                      where deployed.Capability == capability
                      from action in deployed.Role.Actions
                      where !NotAsked.ContainsKey(action)
                      select KeyOf(deployed.Role.Name, action);
        return new([.. granted.Where(key => !first.ContainsKey(key))], lacking, first);
    }

    private static string KeyOf(string role, string action) => $"{role}: {action}";
}

/// <summary>How the roles of a capability stand.</summary>
/// <param name="Unused">What they allow and nothing needed.</param>
/// <param name="Lacking">What was needed and they do not allow.</param>
/// <param name="First">For each right the first scenario that needed it.</param>
internal sealed record RightsVerdict(
    IReadOnlyList<string> Unused, IReadOnlyList<string> Lacking, IReadOnlyDictionary<string, string> First);
