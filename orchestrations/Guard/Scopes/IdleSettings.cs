using OpsFunctions.Orchestrations.Arm;
using OpsFunctions.Orchestrations.Settings;

namespace OpsFunctions.Orchestrations.Guard.Scopes;

/// <summary>A setting that is well-formed and matches nothing in the inventory, so it has no effect.</summary>
/// <param name="Name">Its whole name, such as <c>Rightsizing:Guard:AllowedScopes:0</c>.</param>
/// <param name="Problem">What it names, and that there is none.</param>
public sealed record IdleSetting(string Name, string Problem);

/// <summary>Finds settings that no machine of the inventory has to do with. Pure.</summary>
public static class IdleSettings
{
    /// <summary>The subscriptions of the app and the scopes in which a capability may act.</summary>
    /// <param name="section">The capability's settings, such as <c>Rightsizing</c>.</param>
    /// <param name="machines">Ids of the machines of the inventory.</param>
    public static IEnumerable<IdleSetting> Of(
        string section, AzureSettings azure, GuardProfile profile, IReadOnlyCollection<string> machines)
    {
        var seen = machines.Select(ArmId.SubscriptionOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return azure.Subscriptions.Index().Where(one => !seen.Contains(one.Item))
            .Select(one => new IdleSetting(
                $"{AzureSettings.Section}:{nameof(azure.Subscriptions)}:{one.Index}",
                $"{one.Item} shows no machine: it has none, or this identity may not read them"))
            .Concat(OfScopes($"{section}:{GuardOptions.Section}:{nameof(profile.AllowedScopes)}", profile.AllowedScopes, machines));
    }

    /// <summary>Those of a list of scopes that hold no machine.</summary>
    /// <param name="list">Name of the list.</param>
    /// <param name="ending">What the names of its entries end with, such as <c>:Scope</c>.</param>
    public static IEnumerable<IdleSetting> OfScopes(
        string list, IEnumerable<string> scopes, IReadOnlyCollection<string> machines, string ending = "") =>
        scopes.Index().Where(scope => !machines.Any(id => ScopeRule.Holds(scope.Item, id)))
            .Select(scope => new IdleSetting($"{list}:{scope.Index}{ending}", $"{scope.Item} holds no machine of the inventory"));
}
