using System.Text.Json;

namespace OpsFunctions.Simulator;

/// <summary>A role in the form that Azure's own tools read and write: what it allows, and where it may be assigned.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Actions">Operations on resources that it allows; * stands for anything, slashes included.</param>
/// <param name="NotActions">Taken off <paramref name="Actions"/>.</param>
/// <param name="DataActions">Operations on data that it allows.</param>
/// <param name="NotDataActions">Taken off <paramref name="DataActions"/>.</param>
/// <param name="AssignableScopes">Where it may be assigned.</param>
public sealed record RoleDefinition(
    string Name, string Description, IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions,
    IReadOnlyList<string> DataActions, IReadOnlyList<string> NotDataActions, IReadOnlyList<string> AssignableScopes)
{
    /// <summary>Stands for the assignable scopes in the file of a custom role: who deploys it says them.</summary>
    public const string Scopes = "{assignableScopes}";

    /// <summary>False: Azure's own, which are assignable at <c>/</c> and cannot be changed. Default: true.</summary>
    public bool IsCustom { get; init; } = true;

    /// <summary>Condition of its (first) block; null: none. It is shown, but not applied.</summary>
    public string? Condition { get; init; }

    /// <summary>Version of the condition's language; null: none.</summary>
    public string? ConditionVersion { get; init; }

    /// <summary>Further blocks of permissions. Default: none.</summary>
    public IReadOnlyList<PermissionBlock> More { get; init; } = [];

    internal IEnumerable<PermissionBlock> Blocks => More.Prepend(new PermissionBlock
    {
        Actions = Actions, NotActions = NotActions, DataActions = DataActions, NotDataActions = NotDataActions, Condition = Condition,
        ConditionVersion = ConditionVersion,
    });

    /// <summary>What Azure refuses of it, one sentence a problem; empty: nothing.</summary>
    public IReadOnlyList<string> Problems => RoleRules.Problems(this);

    /// <summary>The same with these in place of <see cref="Scopes"/>, as the deploying command fills them in.</summary>
    public RoleDefinition AssignableAt(IEnumerable<string> scopes) =>
        AssignableScopes.Contains(Scopes, StringComparer.Ordinal)
            ? this with { AssignableScopes = [.. AssignableScopes.Where(scope => scope != Scopes), .. scopes] } : this;

    /// <summary>Reads a definition.</summary>
    /// <exception cref="JsonException">It is no JSON, or something is missing in it.</exception>
    public static RoleDefinition Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new RoleDefinition(
                root.GetProperty(nameof(Name)).GetString()!, root.GetProperty(nameof(Description)).GetString()!, List(nameof(Actions)),
                List(nameof(NotActions)), List(nameof(DataActions)), List(nameof(NotDataActions)), List(nameof(AssignableScopes)))
            {
                IsCustom = !root.TryGetProperty(nameof(IsCustom), out var custom) || custom.GetBoolean(),
            };

            IReadOnlyList<string> List(string name) => [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new JsonException(
                "A role definition has Name, Description, Actions, NotActions, DataActions, NotDataActions and AssignableScopes.", e);
        }
    }

    /// <summary>Whether it allows that; case does not matter.</summary>
    public bool Allows(string action, bool isData = false)
    {
        var (allowed, taken) = isData ? (DataActions, NotDataActions) : (Actions, NotActions);
        if (Allows(allowed, taken, action))
            return true;
        return More.Any(one => isData ? Allows(one.DataActions, one.NotDataActions, action) : Allows(one.Actions, one.NotActions, action));
    }

    private static bool Allows(IReadOnlyList<string> allowed, IReadOnlyList<string> taken, string action) =>
        allowed.Any(pattern => Matches(pattern, action)) && !taken.Any(pattern => Matches(pattern, action));

    private static bool Matches(string pattern, string action)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
            return pattern.Equals(action, StringComparison.OrdinalIgnoreCase);
        if (!action.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
            return false;
        var at = parts[0].Length;
        for (var i = 1; i < parts.Length - 1; i++)
        {
            var found = action.IndexOf(parts[i], at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            at = found + parts[i].Length;
        }
        return action.Length - at >= parts[^1].Length && action.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
