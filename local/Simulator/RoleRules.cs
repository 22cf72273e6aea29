using System.Text.RegularExpressions;

namespace OpsFunctions.Simulator;

/// <summary>What Azure refuses of a custom role; limits as documented. Built-in roles are Azure's own and pass unread.</summary>
internal static partial class RoleRules
{
    public const int LongestName = 512;
    public const int LongestDescription = 2048;
    public const int MostScopes = 2000;
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;
    private const string ManagementGroups = "/providers/Microsoft.Management/managementGroups/";

    /// <summary>One sentence a problem; empty: Azure takes it.</summary>
    public static IReadOnlyList<string> Problems(RoleDefinition role) => role.IsCustom ? [.. All(role)] : [];

    private static IEnumerable<string> All(RoleDefinition role)
    {
        if (role.Name.Length is 0 or > LongestName || string.IsNullOrWhiteSpace(role.Name))
            yield return $"its name must have 1 to {LongestName} characters";
        if (role.Description.Length > LongestDescription)
            yield return $"its description must have at most {LongestDescription} characters";
        if (role.Actions.Count + role.DataActions.Count == 0)
            yield return "it allows nothing";
        foreach (var (list, permissions) in Permissions(role))
        {
            foreach (var permission in permissions.Where(one => !Permission().IsMatch(one)))
                yield return $"{list} holds '{permission}', which is no operation of a resource provider";
            foreach (var permission in Twice(permissions))
                yield return $"{list} holds '{permission}' twice";
        }
        foreach (var problem in OfScopes(role))
            yield return problem;
    }

    private static IEnumerable<string> OfScopes(RoleDefinition role)
    {
        var scopes = role.AssignableScopes;
        if (scopes.Count is 0 or > MostScopes)
            yield return $"it must have 1 to {MostScopes} assignable scopes";
        foreach (var scope in scopes.Where(one => !Scope().IsMatch(one)))
            yield return scope == "/"
                ? "the assignable scope / belongs to built-in roles"
                : $"the assignable scope '{scope}' is no management group, subscription or resource group";
        foreach (var scope in Twice(scopes))
            yield return $"the assignable scope '{scope}' is named twice";
        var groups = scopes.Count(one => one.StartsWith(ManagementGroups, StringComparison.OrdinalIgnoreCase));
        if (groups > 1)
            yield return "only one management group may be an assignable scope";
        if (groups > 0 && role.DataActions.Count > 0)
            yield return "a role with data actions cannot be assigned at a management group";
    }

    private static (string List, IReadOnlyList<string> Permissions)[] Permissions(RoleDefinition role) =>
    [
        (nameof(role.Actions), role.Actions), (nameof(role.NotActions), role.NotActions),
        (nameof(role.DataActions), role.DataActions), (nameof(role.NotDataActions), role.NotDataActions),
    ];

    private static IEnumerable<string> Twice(IEnumerable<string> texts) =>
        texts.GroupBy(text => text, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key);

    // A wildcard stands for anything; without one it ends with what is done.
    [GeneratedRegex(@"\A(\*|[\w.*-]+(/[\w.:*${}-]+)*/(read|write|delete|action|\*))\z", Options)]
    private static partial Regex Permission();

    [GeneratedRegex(
        @"\A(/subscriptions/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}(/resourceGroups/[\w.()-]{1,89}[\w()-])?|/providers/Microsoft\.Management/managementGroups/[\w.()-]{1,90})\z",
        Options)]
    private static partial Regex Scope();
}
